using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>Looks up vectors, and adds their gradients up.</summary>
/// <remarks>
/// <list type="bullet">
/// <item><b>forward</b>: the tokens are dealt to chunks; a row is copied.</item>
/// <item><b>backward</b>: the rows of the table are dealt to chunks. Each chunk looks through all tokens and adds up those
/// of its rows, so that each sum runs over the places of a token in order.</item>
/// </list>
/// </remarks>
internal sealed unsafe class Embedding : Ops.Embedding.IKernel
{
    private const int NumbersPerChunk = 1 << 15;
    private const int MostChunks = 32; // each looks through all tokens

    public void Forward(Tensor w, int[] ids, Tensor y)
    {
        int features = w.Shape[1], tokensPerChunk = Math.Max(1, NumbersPerChunk / Math.Max(1, features));
        float* table = w.Pointer, result = y.Pointer;
        ThreadTeam.Shared.Run(Chunks.Count(ids.Length, tokensPerChunk), chunk =>
        {
            int first = chunk * tokensPerChunk, end = Math.Min(first + tokensPerChunk, ids.Length);
            for (int i = first; i < end; i++)
                Row(table, ids[i], features).CopyTo(Row(result, i, features));
        });
    }

    public void Backward(int[] ids, int? padding, Tensor dy, Tensor dw)
    {
        (int vocabulary, int features) = (dw.Shape[0], dw.Shape[1]);
        int rows = Math.Max(Chunks.Count(vocabulary, MostChunks), NumbersPerChunk / Math.Max(1, features));
        fixed (int* tokens = ids)
        {
            Chunks.Run(Chunks.Count(vocabulary, rows), new Scatter
            {
                Tokens = tokens, Count = ids.Length, Padding = padding ?? -1,
                DY = dy.Pointer, DW = dw.Pointer, Vocabulary = vocabulary, Features = features, RowsPerChunk = rows,
            });
        }
    }

    private static Span<float> Row(float* matrix, int row, int columns)
    {
        Fence.Check(matrix + (nint)row * columns, columns);
        return new(matrix + (nint)row * columns, columns);
    }

    private struct Scatter : IChunkKernel
    {
        internal int* Tokens;
        internal int Count;
        internal int Padding;
        internal float* DY;
        internal float* DW;
        internal int Vocabulary;
        internal int Features;
        internal int RowsPerChunk;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            int first = chunk * RowsPerChunk, rows = Math.Min(RowsPerChunk, Vocabulary - first);
            for (int row = 0; row < rows; row++)
                Row(DW, first + row, Features).Clear();
            for (int i = 0; i < Count; i++)
            {
                int token = Tokens[i];
                if ((uint)(token - first) < (uint)rows && token != Padding)
                    Add<TSimd>(DY + (nint)i * Features, DW + (nint)token * Features, Features);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void Add<TSimd>(float* from, float* sum, int length)
            where TSimd : struct, ISimd<TSimd>
        {
            Fence.Check(from, length);
            Fence.Check(sum, length);
            int f = 0;
            for (; f <= length - TSimd.Width; f += TSimd.Width)
                TSimd.Store(sum + f, TSimd.Add(TSimd.Load(sum + f), TSimd.Load(from + f)));
            for (; f < length; f++)
                sum[f] += from[f];
        }
    }
}
