namespace LeptonLab.Cpu;

/// <summary>
/// The moments of the channels of a matrix. Each block measures its columns about centers of their own, see
/// <see cref="ChannelSums"/>; they are brought together in double precision, block after block and column after column.
/// </summary>
internal static unsafe class ChannelMeasure
{
    /// <summary>Measures a matrix that has at least one row.</summary>
    /// <param name="x">The matrix.</param>
    /// <param name="length">Its numbers.</param>
    /// <param name="channels">Numbers in a row.</param>
    /// <returns>
    /// The means of the channels and, behind them, their variances; in scratch memory of this thread, until it asks again.
    /// </returns>
    internal static double* Run(float* x, int length, int channels)
    {
        var blocks = new ChannelBlocks(length, channels);
        int partials = checked(blocks.RowBlocks * blocks.Columns);
        float* centers = Scratch.Get(ScratchSlot.ChannelPartials, checked(4 * partials));
        var kernel = new Kernel
        {
            Blocks = blocks,
            X = x,
            Centers = centers,
            First = centers + partials,
            Sums = centers + 2 * (nint)partials,
            Squares = centers + 3 * (nint)partials,
        };
        Chunks.Run(blocks.Count, kernel);
        return kernel.Gather(length / channels);
    }

    private struct Kernel : IChunkKernel
    {
        internal ChannelBlocks Blocks;
        internal float* X;
        internal float* First;
        internal float* Centers;
        internal float* Sums;
        internal float* Squares;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            ChannelBlocks.Block block = Blocks[chunk];
            if (block.Rest > 0)
                Measure<TSimd>(block, block.Rows + 1, 0, block.Rest);
            if (block.Rows > 0)
                Measure<TSimd>(block, block.Rows, block.Rest, block.Columns - block.Rest);
        }

        private readonly void Measure<TSimd>(ChannelBlocks.Block block, int rows, int skipped, int columns)
            where TSimd : struct, ISimd<TSimd>
        {
            if (columns == 0)
                return;
            float* from = X + (nint)block.Row * Blocks.Columns + block.Column + skipped;
            nint at = (nint)block.Index * Blocks.Columns + block.Column + skipped;
            new ReadOnlySpan<float>(from, columns).CopyTo(new Span<float>(First + at, columns));
            ChannelSums.Run<TSimd>(from, rows, Blocks.Columns, columns, Centers + at, Sums + at, Squares + at);
        }

        internal readonly double* Gather(int count)
        {
            int channels = Blocks.Channels;
            double* means = (double*)Scratch.Get(ScratchSlot.ChannelTotals, checked(4 * channels));
            double* squares = means + channels;
            new Span<double>(means, 2 * channels).Clear();
            for (int block = 0; block < Blocks.RowBlocks; block++)
            for (int column = 0, channel = 0; column < Blocks.Columns; column++)
            {
                int rows = Blocks.RowsOf(block, column);
                nint at = (nint)block * Blocks.Columns + column;
                if (rows > 0)
                    means[channel] += (double)rows * First[at] + Sums[at];
                channel = channel + 1 == channels ? 0 : channel + 1;
            }

            for (int channel = 0; channel < channels; channel++)
                means[channel] /= count;

            // Σ (x − μ)² = Σ (x − center)² + 2 (center − μ) Σ (x − center) + rows · (center − μ)²
            for (int block = 0; block < Blocks.RowBlocks; block++)
            for (int column = 0, channel = 0; column < Blocks.Columns; column++)
            {
                int rows = Blocks.RowsOf(block, column);
                nint at = (nint)block * Blocks.Columns + column;
                if (rows > 0)
                {
                    double center = Centers[at], away = center - means[channel];
                    double about = Sums[at] - rows * (center - First[at]);
                    squares[channel] += Squares[at] + away * (2 * about + rows * away);
                }

                channel = channel + 1 == channels ? 0 : channel + 1;
            }

            for (int channel = 0; channel < channels; channel++)
                squares[channel] = Math.Max(0, squares[channel] / count);
            return means;
        }
    }
}
