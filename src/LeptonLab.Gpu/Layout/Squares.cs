namespace LeptonLab.Gpu;

/// <summary>A transpose, square by square, of two axes: the last one of the output and the last one of the input.</summary>
internal static class Squares
{
    private const int Side = 32;

    internal static void Run(Launcher launcher, Floats y, Floats x, PermutedAxes axes)
    {
        int last = axes.Count - 1, other = axes.LastOfInput;
        int[] strides = axes.StridesOfOutput();
        int[] outer = [.. Enumerable.Range(0, last).Where(axis => axis != other)];
        int outers = outer.Aggregate(1, (product, axis) => product * axes.Extents[axis]);
        int lines = (axes.Extents[other] + Side - 1) / Side, columns = (axes.Extents[last] + Side - 1) / Side;
        launcher.Groups(new Index3D(outers * lines * columns, 1, 1), launcher.GroupSize, new Kernel
        {
            Y = y,
            X = x,
            Lines = axes.Extents[other],
            Columns = axes.Extents[last],
            StrideOfLine = strides[other],
            StrideOfColumn = axes.Strides[last],
            SquaresDown = new(lines),
            SquaresAcross = new(columns),
            Outer = Extents6.Of([.. outer.Select(axis => axes.Extents[axis])]),
            InX = Axes6.Of([.. outer.Select(axis => axes.Strides[axis])], 0),
            InY = Axes6.Of([.. outer.Select(axis => strides[axis])], 0),
        });
    }

    /// <summary>y[outer, line · StrideOfLine + column] = x[outer, column · StrideOfColumn + line].</summary>
    internal struct Kernel : IGroupKernel
    {
        internal Floats Y;
        internal Floats X;
        internal int Lines;
        internal int Columns;
        internal int StrideOfLine;
        internal int StrideOfColumn;
        internal FastDivisor SquaresDown;
        internal FastDivisor SquaresAcross;
        internal Extents6 Outer;
        internal Axes6 InX;
        internal Axes6 InY;

        public readonly void Run()
        {
            // One more than a side between rows: a column of it is in 32 different banks.
            ArrayView<float> shared = SharedMemory.Allocate<float>(Side * (Side + 1));
            int rest = SquaresAcross.Divide(Grid.IdxX), outer = SquaresDown.Divide(rest);
            int firstColumn = SquaresAcross.Rest(Grid.IdxX, rest) * Side, firstLine = SquaresDown.Rest(rest, outer) * Side;
            int from = Outer.Index(outer, InX), to = Outer.Index(outer, InY);
            for (int at = Group.IdxX; at < Side * Side; at += Group.DimX)
            {
                int column = firstColumn + at / Side, line = firstLine + at % Side;
                if (column < Columns && line < Lines)
                    shared[at / Side * (Side + 1) + at % Side] = X[from + column * StrideOfColumn + line];
            }

            Group.Barrier();
            for (int at = Group.IdxX; at < Side * Side; at += Group.DimX)
            {
                int line = firstLine + at / Side, column = firstColumn + at % Side;
                if (column < Columns && line < Lines)
                    Y[to + line * StrideOfLine + column] = shared[at % Side * (Side + 1) + at / Side];
            }
        }
    }
}
