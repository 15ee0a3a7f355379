using LeptonLab.Numerics;
using LeptonLab.Ops;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>
/// L05: the loops of a convolution, differentiated; each property is a place at which learners go wrong. Every product of
/// <c>y[n, i, j, o] += x[n, s·i + u − p, s·j + v − p, c] · w[u, v, c, o]</c> gives one addition.
/// </summary>
internal sealed class ConvBackwardLoops(int stride, int padding)
{
    /// <summary>The row or column at which the window of an output begins.</summary>
    public Func<int, int> Begin { get; init; } = i => stride * i - padding;

    /// <summary>Whether each addition overwrites what is there.</summary>
    public bool Overwrites { get; init; }

    /// <summary>Whether the kernel is turned by 180°.</summary>
    public bool Turned { get; init; }

    /// <summary>The first image whose products count.</summary>
    public int FirstImage { get; init; }

    /// <summary>How many output channels count.</summary>
    public int Outputs { get; init; } = int.MaxValue;

    /// <summary>dw[u, v, c, o] = Σ x · dy.</summary>
    public Tensor Weights(Tensor x, Tensor dy, int k)
    {
        Tensor dw = Tensor.Zeros([k, k, x.Shape[3], dy.Shape[3]]);
        Run(x.Shape, dy.Shape, k, (n, row, column, c, u, v, i, j, o) => Add(dw, x[n, row, column, c] * dy[n, i, j, o], u, v, c, o));
        return dw;
    }

    /// <summary>dx[n, row, column, c] = Σ w · dy.</summary>
    public Tensor Pixels(Tensor w, Tensor dy, int height, int width)
    {
        int k = w.Shape[0];
        Tensor dx = Tensor.Zeros([dy.Shape[0], height, width, w.Shape[2]]);
        Run(dx.Shape, dy.Shape, k, (n, row, column, c, u, v, i, j, o) =>
            Add(dx, (Turned ? w[k - 1 - u, k - 1 - v, c, o] : w[u, v, c, o]) * dy[n, i, j, o], n, row, column, c));
        return dx;
    }

    /// <summary>L = Σ y · dy in double, for a kernel and an image that are given as numbers.</summary>
    public static double Loss(double[] x, double[] w, Tensor dy, Conv2dGeometry geometry)
    {
        double[] y = new double[dy.Count];
        Conv2d.Forward<double>(x, w, [], y, geometry);
        return dy.ToArray().Zip(y, (a, b) => a * b).Sum();
    }

    /// <summary>Small whole numbers, so that a person can check a case by hand.</summary>
    public static Tensor Whole(Shape shape, RandomStream random, int largest)
    {
        Tensor tensor = Tensor.Zeros(shape);
        foreach (ref float value in tensor.AsSpan())
            value = random.NextInt32(2 * largest + 1) - largest;
        return tensor;
    }

    /// <summary>Sizes of convolutions, the simplest first.</summary>
    public static IEnumerable<Conv2dGeometry> Geometries(RandomStream random)
    {
        yield return new(1, 3, 3, 1, 2, 2, 1, 1, 0);
        yield return new(1, 3, 3, 1, 2, 2, 1, 1, 1);
        yield return new(1, 4, 4, 1, 2, 2, 1, 2, 0);
        yield return new(2, 3, 3, 1, 2, 2, 1, 1, 0);
        yield return new(1, 3, 4, 2, 2, 2, 3, 1, 0);
        yield return new(2, 5, 5, 2, 3, 3, 2, 2, 1);
        for (int i = 0; i < 10; i++)
        {
            int k = 1 + random.NextInt32(3);
            yield return new(
                1 + random.NextInt32(3), k + 1 + random.NextInt32(4), k + 1 + random.NextInt32(4), 1 + random.NextInt32(2), k, k,
                1 + random.NextInt32(3), 1 + random.NextInt32(2), random.NextInt32(k));
        }
    }

    private void Add(Tensor to, float product, int a, int b, int c, int d) =>
        to[a, b, c, d] = Overwrites ? product : to[a, b, c, d] + product;

    private void Run(Shape x, Shape dy, int k, Action<int, int, int, int, int, int, int, int, int> product)
    {
        for (int n = FirstImage; n < dy[0]; n++)
        for (int i = 0; i < dy[1]; i++)
        for (int j = 0; j < dy[2]; j++)
        for (int o = 0; o < Math.Min(Outputs, dy[3]); o++)
        for (int u = 0; u < k; u++)
        for (int v = 0; v < k; v++)
        for (int c = 0; c < x[3]; c++)
        {
            int row = Begin(i) + u, column = Begin(j) + v;
            if (row >= 0 && row < x[1] && column >= 0 && column < x[2])
                product(n, row, column, c, u, v, i, j, o);
        }
    }
}
