namespace LeptonLab.Gpu;

/// <summary>
/// Launches products: chooses the tile, and into how many slices the terms are cut where there are too few tiles to keep a GPU
/// busy. Both follow from the shape alone. The sums of slices are added in order by a second kernel.
/// </summary>
internal static class Product
{
    /// <summary>Multiprocessors of a large GPU; those of a smaller one are kept busy too.</summary>
    private const int Multiprocessors = 132;

    private const int LeastTermsOfSlice = 256;

    /// <summary>Slices that are added in one pass.</summary>
    private const int MostAtOnce = 32;

    /// <summary>Matrices in one launch: the third extent of a grid has 16 bits.</summary>
    private const int MostMatrices = 65535;

    /// <summary>c = a · b, with what <paramref name="result"/> does to it.</summary>
    internal static void Run<TA, TB>(
        Launcher launcher, in TA a, in TB b, MatrixResult result, int terms, int matrices = 1, TileKind? tile = null)
        where TA : struct, IFactor
        where TB : struct, IFactor
    {
        TileKind kind = tile ?? Choose(launcher, result.Rows, result.Columns, matrices, terms);
        int slices = Slices(kind, result.Rows, result.Columns, terms, matrices), parts = slices * Size(kind).Teams;
        if (parts == 1)
        {
            Run(launcher, kind, a, b, result, result.Rows, result.Columns, terms, matrices, 1);
            return;
        }

        int elements = result.Rows * result.Columns, stride = matrices * elements;
        using GpuMemory partial = launcher.Take(parts * stride);
        MatrixResult sums = MatrixResult.Of(partial.View, result.Rows, result.Columns, result.Columns, elements);
        sums.StrideOfSlice = stride;
        Run(launcher, kind, a, b, sums, result.Rows, result.Columns, terms, matrices, slices);
        if (parts <= MostAtOnce)
        {
            Add(partial.View, parts);
            return;
        }

        // One thread for each sum would add for longer than the product took.
        int each = (int)Math.Ceiling(Math.Sqrt(parts)), some = (parts + each - 1) / each;
        using GpuMemory fewer = launcher.Take(some * stride);
        launcher.ForEach(
            some * stride, new SumOfSome { Fewer = fewer.View, Partial = partial.View, Each = each, Slices = parts, StrideOfSlice = stride });
        Add(fewer.View, some);

        void Add(Floats of, int number) => launcher.ForEach(
            stride, new SumOfSlices { Result = result, Partial = of, Slices = number, Elements = elements, StrideOfSlice = stride });
    }

    /// <summary>c = a · b by tiles, handed to any result. A tile with teams hands over a slice for each of them.</summary>
    internal static void Run<TA, TB, TResult>(
        Launcher launcher, TileKind tile, in TA a, in TB b, in TResult result, int rows, int columns, int terms, int matrices, int slices)
        where TA : struct, IFactor
        where TB : struct, IFactor
        where TResult : struct, IResult
    {
        bool foursOfA = tile != TileKind.Solo && a.HasFours(rows, terms), foursOfB = tile != TileKind.Solo && b.HasFours(columns, terms);
        if (foursOfA && foursOfB)
            Choose(launcher, tile, new Fours<TA> { Factor = a }, new Fours<TB> { Factor = b }, result, rows, columns, terms, matrices, slices);
        else if (foursOfA)
            Choose(launcher, tile, new Fours<TA> { Factor = a }, new Singles<TB> { Factor = b }, result, rows, columns, terms, matrices, slices);
        else if (foursOfB)
            Choose(launcher, tile, new Singles<TA> { Factor = a }, new Fours<TB> { Factor = b }, result, rows, columns, terms, matrices, slices);
        else
            Choose(launcher, tile, new Singles<TA> { Factor = a }, new Singles<TB> { Factor = b }, result, rows, columns, terms, matrices, slices);
    }

    private static void Choose<TA, TB, TResult>(
        Launcher launcher, TileKind tile, in TA a, in TB b, in TResult result, int rows, int columns, int terms, int matrices, int slices)
        where TA : struct, ISupply
        where TB : struct, ISupply
        where TResult : struct, IResult
    {
        switch (tile)
        {
            case TileKind.Large: Run<Tile.Large, TA, TB, TResult>(launcher, a, b, result, rows, columns, terms, matrices, slices); break;
            case TileKind.Narrow: Run<Tile.Narrow, TA, TB, TResult>(launcher, a, b, result, rows, columns, terms, matrices, slices); break;
            case TileKind.Slim: Run<Tile.Slim, TA, TB, TResult>(launcher, a, b, result, rows, columns, terms, matrices, slices); break;
            case TileKind.Small: Run<Tile.Small, TA, TB, TResult>(launcher, a, b, result, rows, columns, terms, matrices, slices); break;
            case TileKind.Flat: Run<Tile.Flat, TA, TB, TResult>(launcher, a, b, result, rows, columns, terms, matrices, slices); break;
            case TileKind.Deep: Run<Tile.Deep, TA, TB, TResult>(launcher, a, b, result, rows, columns, terms, matrices, slices); break;
            case TileKind.Solo: Run<Tile.Solo, TA, TB, TResult>(launcher, a, b, result, rows, columns, terms, matrices, slices); break;
            default: Run<Tile.Tiny, TA, TB, TResult>(launcher, a, b, result, rows, columns, terms, matrices, slices); break;
        }
    }

    /// <summary>The tile for a shape.</summary>
    /// <param name="launcher">The GPU.</param>
    /// <param name="rows">Rows of the result.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="matrices">How many results there are.</param>
    /// <param name="terms">Terms of each sum, where they may be cut into slices.</param>
    internal static TileKind Choose(Launcher launcher, int rows, int columns, int matrices, int terms = 0)
    {
        if (launcher.IsCpu)
            return launcher.GroupSize == 1 ? TileKind.Solo : TileKind.Tiny;
        if (columns <= 32)
            return rows <= 32 && terms >= LeastTermsOfSlice ? TileKind.Deep : TileKind.Slim;
        if (rows <= 32)
            return TileKind.Flat;
        TileKind large = columns <= 64 ? TileKind.Narrow : TileKind.Large;
        return Tiles(large, rows, columns, matrices) * Math.Max(1, terms / LeastTermsOfSlice) < Multiprocessors ? TileKind.Small : large;
    }

    private static void Run<TTile, TA, TB, TResult>(
        Launcher launcher, in TA a, in TB b, in TResult result, int rows, int columns, int terms, int matrices, int slices)
        where TTile : struct, ITile
        where TA : struct, ISupply
        where TB : struct, ISupply
        where TResult : struct, IResult
    {
        int down = default(TTile).Down, across = default(TTile).Across, teams = default(TTile).Teams, depth = default(TTile).Depth;
        int termsOfSlice = (((terms + slices - 1) / slices) + depth - 1) / depth * depth;
        int most = MostMatrices / slices;
        for (int first = 0; first < matrices; first += most)
        {
            var grid = new Index3D(Tiles(rows, 8 * down) * Tiles(columns, 8 * across), 1, Math.Min(most, matrices - first) * slices);
            var kernel = new Gemm<TTile, TA, TB, TResult>
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
            };
            launcher.Groups(grid, down * across * teams, kernel, default(TTile).Together);
        }
    }

    // As many that all groups run at a time.
    private static int Slices(TileKind tile, int rows, int columns, int terms, int matrices)
    {
        (_, _, int teams, int together) = Size(tile);
        long busy = Multiprocessors * together / Math.Max(1, Tiles(tile, rows, columns, matrices));
        long fit = int.MaxValue / Math.Max(1L, (long)rows * columns * matrices * teams);
        return (int)Math.Max(1, Math.Min(Math.Min(busy, terms / LeastTermsOfSlice), Math.Min(fit, MostMatrices)));
    }

    private static (int Rows, int Columns, int Teams, int Together) Size(TileKind tile) => tile switch
    {
        TileKind.Large => Size<Tile.Large>(),
        TileKind.Narrow => Size<Tile.Narrow>(),
        TileKind.Slim => Size<Tile.Slim>(),
        TileKind.Small => Size<Tile.Small>(),
        TileKind.Flat => Size<Tile.Flat>(),
        TileKind.Deep => Size<Tile.Deep>(),
        TileKind.Solo => Size<Tile.Solo>(),
        _ => Size<Tile.Tiny>(),
    };

    private static (int Rows, int Columns, int Teams, int Together) Size<TTile>()
        where TTile : struct, ITile => (8 * default(TTile).Down, 8 * default(TTile).Across, default(TTile).Teams, default(TTile).Together);

    private static long Tiles(TileKind tile, int rows, int columns, int matrices)
    {
        (int height, int width, _, _) = Size(tile);
        return (long)Tiles(rows, height) * Tiles(columns, width) * matrices;
    }

    private static int Tiles(int extent, int tile) => (extent + tile - 1) / tile;

    /// <summary>Adds slices next to each other: of every few of them one remains.</summary>
    internal struct SumOfSome : IThreadKernel
    {
        internal Floats Fewer;
        internal Floats Partial;
        internal int Each;
        internal int Slices;
        internal int StrideOfSlice;

        public readonly void Run(int i)
        {
            int first = i / StrideOfSlice * Each, element = i % StrideOfSlice;
            int end = IntrinsicMath.Min(first + Each, Slices);
            float sum = 0;
            for (int slice = first; slice < end; slice++)
                sum += Partial[slice * StrideOfSlice + element];
            Fewer[i] = sum;
        }
    }

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

    /// <summary>32 × 32, by teams.</summary>
    Deep,

    /// <summary>8 × 8.</summary>
    Solo,

    /// <summary>16 × 16.</summary>
    Tiny,
}
