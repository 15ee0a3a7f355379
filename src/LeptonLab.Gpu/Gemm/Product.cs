namespace LeptonLab.Gpu;

/// <summary>
/// Launches products: chooses the tile, and into how many slices the terms are cut where there are too few tiles to keep a GPU
/// busy. Both follow from the shape alone. The sums of slices are added in order by a second kernel.
/// </summary>
internal static class Product
{
    /// <summary>As many groups as a large GPU has room for at a time.</summary>
    private const int BusyGroups = 264;

    private const int LeastTermsOfSlice = 256;

    /// <summary>Matrices in one launch: the third extent of a grid has 16 bits.</summary>
    private const int MostMatrices = 65535;

    /// <summary>c = a · b, with what <paramref name="result"/> does to it.</summary>
    internal static void Run<TA, TB>(
        Launcher launcher, in TA a, in TB b, MatrixResult result, int terms, int matrices = 1, TileKind? tile = null)
        where TA : struct, IFactor
        where TB : struct, IFactor
    {
        TileKind kind = tile ?? Choose(launcher, result.Rows, result.Columns, matrices);
        int slices = Slices(kind, result.Rows, result.Columns, terms, matrices);
        if (slices == 1)
        {
            Run(launcher, kind, a, b, result, result.Rows, result.Columns, terms, matrices, 1);
            return;
        }

        int elements = result.Rows * result.Columns;
        using GpuMemory partial = launcher.Take(slices * matrices * elements);
        MatrixResult sums = MatrixResult.Of(partial.View, result.Rows, result.Columns, result.Columns, elements);
        sums.StrideOfSlice = matrices * elements;
        Run(launcher, kind, a, b, sums, result.Rows, result.Columns, terms, matrices, slices);
        launcher.ForEach(matrices * elements, new SumOfSlices
        {
            Result = result,
            Partial = partial.View,
            Slices = slices,
            Elements = elements,
            StrideOfSlice = sums.StrideOfSlice,
        });
    }

    /// <summary>c = a · b by tiles, handed to any result.</summary>
    internal static void Run<TA, TB, TResult>(
        Launcher launcher, TileKind tile, in TA a, in TB b, in TResult result, int rows, int columns, int terms, int matrices, int slices)
        where TA : struct, IFactor
        where TB : struct, IFactor
        where TResult : struct, IResult
    {
        switch (tile)
        {
            case TileKind.Large: Run<Tile.Large, TA, TB, TResult>(launcher, a, b, result, rows, columns, terms, matrices, slices); break;
            case TileKind.Narrow: Run<Tile.Narrow, TA, TB, TResult>(launcher, a, b, result, rows, columns, terms, matrices, slices); break;
            case TileKind.Slim: Run<Tile.Slim, TA, TB, TResult>(launcher, a, b, result, rows, columns, terms, matrices, slices); break;
            case TileKind.Small: Run<Tile.Small, TA, TB, TResult>(launcher, a, b, result, rows, columns, terms, matrices, slices); break;
            case TileKind.Flat: Run<Tile.Flat, TA, TB, TResult>(launcher, a, b, result, rows, columns, terms, matrices, slices); break;
            case TileKind.Solo: Run<Tile.Solo, TA, TB, TResult>(launcher, a, b, result, rows, columns, terms, matrices, slices); break;
            default: Run<Tile.Tiny, TA, TB, TResult>(launcher, a, b, result, rows, columns, terms, matrices, slices); break;
        }
    }

    /// <summary>The tile for a shape.</summary>
    internal static TileKind Choose(Launcher launcher, int rows, int columns, int matrices)
    {
        if (launcher.IsCpu)
            return launcher.GroupSize == 1 ? TileKind.Solo : TileKind.Tiny;
        if (columns <= 32)
            return TileKind.Slim;
        if (rows <= 32)
            return TileKind.Flat;
        if (columns <= 64)
            return TileKind.Narrow;
        long large = (rows + 127L) / 128 * ((columns + 127L) / 128) * matrices;
        return large < BusyGroups / 2 ? TileKind.Small : TileKind.Large;
    }

    private static void Run<TTile, TA, TB, TResult>(
        Launcher launcher, in TA a, in TB b, in TResult result, int rows, int columns, int terms, int matrices, int slices)
        where TTile : struct, ITile
        where TA : struct, IFactor
        where TB : struct, IFactor
        where TResult : struct, IResult
    {
        int down = default(TTile).Down, across = default(TTile).Across, depth = default(TTile).Depth;
        int termsOfSlice = (((terms + slices - 1) / slices) + depth - 1) / depth * depth;
        int most = MostMatrices / slices;
        for (int first = 0; first < matrices; first += most)
        {
            var grid = new Index3D(
                Tiles(rows, 8 * down), Tiles(columns, 8 * across), Math.Min(most, matrices - first) * slices);
            launcher.Groups(grid, down * across, new Gemm<TTile, TA, TB, TResult>
            {
                A = a,
                B = b,
                Result = result,
                Rows = rows,
                Columns = columns,
                Terms = terms,
                FirstMatrix = first,
                Slices = slices,
                TermsOfSlice = Math.Max(depth, termsOfSlice),
            });
        }
    }

    private static int Slices(TileKind tile, int rows, int columns, int terms, int matrices)
    {
        (int height, int width) = tile switch
        {
            TileKind.Large => (128, 128),
            TileKind.Narrow => (128, 64),
            TileKind.Slim => (128, 32),
            TileKind.Small => (64, 64),
            TileKind.Flat => (32, 128),
            TileKind.Solo => (8, 8),
            _ => (16, 16),
        };
        long tiles = (long)Tiles(rows, height) * Tiles(columns, width) * matrices;
        long fit = int.MaxValue / Math.Max(1L, (long)rows * columns * matrices);
        return (int)Math.Max(1, Math.Min(Math.Min(BusyGroups / Math.Max(1, tiles), terms / LeastTermsOfSlice), fit));
    }

    private static int Tiles(int extent, int tile) => (extent + tile - 1) / tile;

    internal struct SumOfSlices : IThreadKernel
    {
        internal MatrixResult Result;
        internal Floats Partial;
        internal int Slices;
        internal int Elements;
        internal int StrideOfSlice;

        public readonly void Run(int i)
        {
            float sum = 0;
            int matrix = i / Elements, row = i % Elements / Result.Columns, column = i % Elements % Result.Columns;
            for (int slice = 0; slice < Slices; slice++)
                sum += Partial[slice * StrideOfSlice + i];
            Result.Y[matrix * Result.StrideOfMatrix + row * Result.Stride + column] = Result.Finish(matrix, column, sum);
        }
    }
}

/// <summary>The tiles by name, see <see cref="Tile"/>.</summary>
internal enum TileKind
{
    /// <summary>128 × 128.</summary>
    Large,

    /// <summary>128 × 64.</summary>
    Narrow,

    /// <summary>128 × 32.</summary>
    Slim,

    /// <summary>64 × 64.</summary>
    Small,

    /// <summary>32 × 128.</summary>
    Flat,

    /// <summary>8 × 8.</summary>
    Solo,

    /// <summary>16 × 16.</summary>
    Tiny,
}
