using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Convolution as matrix products over a matrix of patches (Chellapilla, Puri and Simard, "High Performance Convolutional
/// Neural Networks for Document Processing", 2006). For one image, row i·OutWidth + j of the matrix holds the patch under
/// output (i, j), KernelHeight · KernelWidth · In numbers:
/// <code>
/// y = patches · w + b        ∂L/∂w = Σ_n patchesᵀ · ∂L/∂y        ∂L/∂patches = ∂L/∂y · wᵀ
/// </code>
/// </summary>
/// <remarks>
/// The step between the plain loops and the direct kernels: easy to write, given a fast matrix product, but for a 3×3 kernel
/// the matrix is nine times as large as the image, and all of it is written and read again. No path of
/// <see cref="Conv2d"/> takes it; it is a rung of the ladder.
/// </remarks>
internal static unsafe class Conv2dIm2Col
{
    internal static void Forward(Tensor x, Tensor w, Tensor? b, Tensor y, Conv2dGeometry g)
    {
        (int positions, int terms) = Sizes(g);
        var patches = new TensorStorage(checked(positions * terms));
        for (int n = 0; n < g.Batch; n++)
        {
            CopyPatches(x, n, patches, g);
            float* output = y.Pointer + (nint)n * positions * g.Out;
            for (int position = 0; position < positions && b is not null; position++)
                b.AsSpan().CopyTo(new Span<float>(output + (nint)position * g.Out, g.Out));
            Gemm.Run(new GemmOperands
            {
                Rows = positions, Columns = g.Out, Terms = terms,
                A = patches.Pointer, ARow = terms, AStep = 1,
                B = w.Pointer, BRow = g.Out, BColumn = 1,
                C = output, CRow = g.Out,
                Accumulate = b is not null,
            });
        }

        patches.Release();
    }

    internal static void WeightGradient(Tensor x, Tensor dy, Tensor dw, Tensor db, Conv2dGeometry g)
    {
        (int positions, int terms) = Sizes(g);
        var patches = new TensorStorage(checked(positions * terms));
        dw.AsSpan().Clear();
        for (int n = 0; n < g.Batch; n++)
        {
            CopyPatches(x, n, patches, g);
            Gemm.Run(new GemmOperands
            {
                Rows = terms, Columns = g.Out, Terms = positions,
                A = patches.Pointer, ARow = 1, AStep = terms,
                B = dy.Pointer + (nint)n * positions * g.Out, BRow = g.Out, BColumn = 1,
                C = dw.Pointer, CRow = g.Out,
                Accumulate = true,
            });
        }

        patches.Release();
        Span<float> sums = db.AsSpan();
        sums.Clear();
        ReadOnlySpan<float> gradient = dy.AsSpan();
        for (int at = 0; at < gradient.Length; at += g.Out)
        for (int o = 0; o < g.Out; o++)
            sums[o] += gradient[at + o];
    }

    internal static void DataGradient(Tensor w, Tensor dy, Tensor dx, Conv2dGeometry g)
    {
        (int positions, int terms) = Sizes(g);
        var patches = new TensorStorage(checked(positions * terms));
        dx.AsSpan().Clear();
        for (int n = 0; n < g.Batch; n++)
        {
            Gemm.Run(new GemmOperands
            {
                Rows = positions, Columns = terms, Terms = g.Out,
                A = dy.Pointer + (nint)n * positions * g.Out, ARow = g.Out, AStep = 1,
                B = w.Pointer, BRow = 1, BColumn = g.Out,
                C = patches.Pointer, CRow = terms,
            });
            AddPatches(patches, dx, n, g);
        }

        patches.Release();
    }

    private static (int Positions, int Terms) Sizes(Conv2dGeometry g) =>
        (checked(g.OutHeight * g.OutWidth), checked(g.KernelHeight * g.KernelWidth * g.In));

    private static void CopyPatches(Tensor x, int n, TensorStorage patches, Conv2dGeometry g) =>
        ThreadTeam.Shared.Run(g.OutHeight, i =>
        {
            ReadOnlySpan<float> images = x.AsSpan();
            int at = i * g.OutWidth * g.KernelHeight * g.KernelWidth * g.In;
            Span<float> matrix = patches.Span;
            for (int j = 0; j < g.OutWidth; j++)
            for (int u = 0; u < g.KernelHeight; u++)
            for (int v = 0; v < g.KernelWidth; v++, at += g.In)
            {
                int row = g.Stride * i + u - g.Padding, column = g.Stride * j + v - g.Padding;
                if (g.IsInside(row, column))
                    images.Slice(g.X(n, row, column, 0), g.In).CopyTo(matrix[at..]);
                else
                    matrix.Slice(at, g.In).Clear();
            }
        });

    // Patches overlap, so rows of the image are shared by their threads' work: one thread adds them all.
    private static void AddPatches(TensorStorage patches, Tensor dx, int n, Conv2dGeometry g)
    {
        ReadOnlySpan<float> matrix = patches.Span;
        Span<float> images = dx.AsSpan();
        int at = 0;
        for (int i = 0; i < g.OutHeight; i++)
        for (int j = 0; j < g.OutWidth; j++)
        for (int u = 0; u < g.KernelHeight; u++)
        for (int v = 0; v < g.KernelWidth; v++, at += g.In)
        {
            int row = g.Stride * i + u - g.Padding, column = g.Stride * j + v - g.Padding;
            if (!g.IsInside(row, column))
                continue;
            Span<float> pixel = images.Slice(g.X(n, row, column, 0), g.In);
            for (int c = 0; c < g.In; c++)
                pixel[c] += matrix[at + c];
        }
    }
}
