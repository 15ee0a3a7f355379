using LeptonLab.Numerics;

namespace LeptonLab.Ladders;

/// <summary>The product c = a · b of two matrices.</summary>
public sealed class GemmProblem : LadderProblem
{
    private const int Samples = 256;

    /// <summary>Draws the operands.</summary>
    /// <param name="rows">Rows of a and c.</param>
    /// <param name="terms">Columns of a, rows of b.</param>
    /// <param name="columns">Columns of b and c.</param>
    /// <param name="seed">Chooses the numbers.</param>
    /// <param name="device">Where they are; <see cref="Device.Cpu"/> unless given.</param>
    public GemmProblem(int rows, int terms, int columns, ulong seed = 1, Device? device = null)
    {
        device ??= Device.Cpu;
        A = Tensor.Uniform([rows, terms], new RandomStream(seed, 1), -1, 1).On(device);
        B = Tensor.Uniform([terms, columns], new RandomStream(seed, 2), -1, 1).On(device);
        C = new Tensor([rows, columns], device);
    }

    /// <summary>[rows, terms].</summary>
    public Tensor A { get; }

    /// <summary>[terms, columns].</summary>
    public Tensor B { get; }

    /// <summary>[rows, columns], the result.</summary>
    public Tensor C { get; }

    internal int Rows => A.Shape[0];

    internal int Terms => A.Shape[1];

    internal int Columns => B.Shape[1];

    /// <inheritdoc/>
    public override string Description => $"matrix product {Rows}×{Terms} · {Terms}×{Columns}";

    /// <inheritdoc/>
    public override long MultiplyAdds(RungPass pass) => (long)Rows * Terms * Columns;

    /// <inheritdoc/>
    public override long Bytes(RungPass pass) => sizeof(float) * ((long)A.Count + B.Count + C.Count);

    /// <inheritdoc/>
    public override void Reset(RungPass pass) => C.AsSpan().Fill(float.NaN);

    /// <inheritdoc/>
    public override double Difference(RungPass pass)
    {
        var difference = new RelativeDifference();
        var random = new RandomStream(seed: 99);
        ReadOnlySpan<float> a = A.Values, b = B.Values, c = C.Values;
        for (int sample = 0; sample < Samples; sample++)
        {
            (int i, int j) = sample == 0 ? (Rows - 1, Columns - 1) : (random.NextInt32(Rows), random.NextInt32(Columns));
            double sum = 0;
            for (int t = 0; t < Terms; t++)
                sum += (double)a[i * Terms + t] * b[t * Columns + j];
            difference.Add(sum, c[i * Columns + j]);
        }

        return difference.Value;
    }
}
