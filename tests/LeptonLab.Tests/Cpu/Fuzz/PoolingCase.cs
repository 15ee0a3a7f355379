using CsCheck;
using LeptonLab.Ops;
using LeptonLab.Tests.Conformance;

namespace LeptonLab.Tests.Cpu.Fuzz;

/// <summary>Max-pooling of random shape; windows may overlap or leave gaps. Few different values, so that there are ties.</summary>
internal sealed record PoolingCase(Shape X, int Kernel, int Stride, int Padding, bool HasTies, Sprinkle Sprinkle, ulong Seed)
{
    internal static readonly Gen<PoolingCase> Any =
        from batch in Gen.Int[0, 7]
        from kernel in Gen.Int[1, 5]
        from stride in Gen.Int[1, 6]
        from padding in Gen.Int[0, kernel / 2]
        from height in Gen.OneOf(Gen.Int[5, 20], Draw.OneOf(5, 300))
        from width in Gen.Int[5, 20]
        from channels in Draw.OneOf(1, 2, 3, 4, 5, 7, 8, 12, 15, 16, 17, 31, 32, 33)
        from hasTies in Gen.Bool
        from sprinkle in Sprinkle.Among(2)
        from seed in Draw.Seed
        select new PoolingCase([height > 40 ? Math.Min(batch, 1) : batch, height, width, channels], kernel, stride, padding, hasTies, sprinkle, seed);

    internal static void Check(PoolingCase sample)
    {
        Tensor x = Draw.Tensor(sample.X, sample.Seed, 1);
        foreach (ref float value in sample.HasTies ? x.AsSpan() : [])
            value = MathF.Round(value);
        (PoolWindows rows, PoolWindows columns) = MaxPool2d.Windows(x.Shape, sample.Kernel, sample.Stride, sample.Padding);
        Tensor dy = Draw.Tensor([x.Shape[0], rows.Count, columns.Count, x.Shape[3]], sample.Seed, 2);
        sample.Sprinkle.Over(sample.Seed, x, dy);
        Tensor y = new(dy.Shape, Device.Plain), fast = new(dy.Shape, Device.Cpu), dx = new(x.Shape, Device.Cpu);
        MaxPool2d.Forward<float>(x.AsSpan(), x.Shape, y.AsSpan(), rows, columns);
        double[] expected = new double[x.Count];
        MaxPool2d.Backward<double>(Draw.ToDouble(x), x.Shape, Draw.ToDouble(dy), expected, rows, columns);
        MaxPool2d.IKernel kernel = Device.Cpu.Kernel<MaxPool2d.IKernel>();
        kernel.Forward(x, fast, rows, columns);
        kernel.Backward(x, dy, dx, rows, columns);
        Same.Bits("y", y, fast);
        Same.Within("dx", expected, dx, sample.Sprinkle.Tolerance());
    }
}
