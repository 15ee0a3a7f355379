using ILGPU;
using LeptonLab.Tests.Conformance;

namespace LeptonLab.Gpu.Tests;

/// <summary>The tiles of real GPUs, with all their threads and barriers, on small matrices with ragged edges.</summary>
public class TileTests
{
    // Each of its threads is one of the operating system's: they are made once.
    private static readonly Lazy<GpuDevice> Threads = new(() => GpuDevices.OpenOnCpu(threads: 256));

    [Theory]
    [InlineData(nameof(TileKind.Large), 130, 140, 9)]
    [InlineData(nameof(TileKind.Narrow), 130, 70, 9)]
    [InlineData(nameof(TileKind.Slim), 130, 33, 17)]
    [InlineData(nameof(TileKind.Small), 65, 70, 24)]
    [InlineData(nameof(TileKind.Flat), 33, 130, 10)]
    [InlineData(nameof(TileKind.Deep), 33, 30, 70)]
    [InlineData(nameof(TileKind.Large), 132, 140, 12)]
    [InlineData(nameof(TileKind.Narrow), 132, 68, 12)]
    [InlineData(nameof(TileKind.Slim), 132, 36, 20)]
    [InlineData(nameof(TileKind.Small), 68, 72, 24)]
    [InlineData(nameof(TileKind.Flat), 36, 132, 12)]
    [InlineData(nameof(TileKind.Deep), 36, 28, 68)]
    [InlineData(nameof(TileKind.Deep), 4, 5, 1300)]
    [InlineData(nameof(TileKind.Tiny), 20, 40, 0)]
    public void Every_tile_multiplies_like_the_plain_loops(string tile, int rows, int columns, int terms)
    {
        GpuDevice gpu = Threads.Value;
        foreach (bool transposed in (bool[])[false, true])
        {
            Shape aShape = transposed ? [terms, rows] : [rows, terms], bShape = transposed ? [columns, terms] : [terms, columns];
            Tensor a = Draw.Tensor(aShape, 1), b = Draw.Tensor(bShape, 2);
            var geometry = Ops.MatMulGeometry.Of(aShape, bShape, transposed, transposed);
            var expected = new double[rows * columns];
            Ops.MatMul.Multiply<double>(Draw.ToDouble(a), Draw.ToDouble(b), expected, geometry);
            Tensor c = Tensor.Zeros([rows, columns]).To(gpu);
            new MatMul(gpu.Launcher).Multiply(a.To(gpu), b.To(gpu), c, geometry, Enum.Parse<TileKind>(tile));
            Assert.InRange(Draw.Difference(expected, c), 0, 1e-5);
        }
    }

    [Theory]
    [InlineData(1, 0, true)]
    [InlineData(2, 1, false)]
    public void Convolutions_by_fours_agree_with_the_processor_forward_and_backward(int stride, int padding, bool pooled)
    {
        using GpuDevice gpu = GpuDevices.OpenOnCpu(threads: 4);
        Tensor x = Draw.Tensor([1, 5, 6, 8], 1), w = Draw.Tensor([3, 3, 4, 16], 2), b = Draw.Tensor([16], 3);
        Tensor[] expected = Gradients(Device.Cpu), actual = Gradients(gpu);
        for (int i = 0; i < expected.Length; i++)
            Assert.InRange(Draw.Difference(expected[i], actual[i]), 0, 1e-5);

        Type[] kernels = [.. gpu.Launcher.Compiled.Where(type => type.Name.StartsWith("Gemm", StringComparison.Ordinal))];
        Assert.NotEmpty(kernels);
        Assert.All(kernels, kernel => Assert.Contains("Fours", kernel.GetGenericArguments()[1].Name, StringComparison.Ordinal));

        Tensor[] Gradients(Device device)
        {
            Tensor[] inputs = [x.To(device), w.To(device), b.To(device)];
            foreach (Tensor input in inputs)
                input.RequiresGrad = true;
            Tensor y = pooled
                ? Ops.Conv2dReluPool.Apply(inputs[0], inputs[1], inputs[2], stride, padding, groups: 2)
                : Ops.Conv2d.Apply(inputs[0], inputs[1], inputs[2], stride, padding, groups: 2);
            y.Backward(Draw.Tensor(y.Shape, 4).To(device));
            return [y, .. inputs.Select(input => input.Grad!)];
        }
    }

    [Fact]
    public void Slices_of_the_terms_add_up_to_the_same_bits_every_time()
    {
        using GpuDevice gpu = GpuDevices.OpenOnCpu();
        Tensor a = Draw.Tensor([3, 2000], 1), b = Draw.Tensor([2000, 5], 2);
        Tensor expected = Ops.MatMul.Apply(a, b), once = Ops.MatMul.Apply(a.To(gpu), b.To(gpu));
        Assert.InRange(Draw.Difference(expected, once), 0, 1e-5);
        Assert.Equal(once.ToArray(), Ops.MatMul.Apply(a.To(gpu), b.To(gpu)).ToArray());
    }

    [Fact]
    public void A_group_adds_what_its_threads_have()
    {
        using GpuDevice gpu = GpuDevices.OpenOnCpu(threads: 8);
        Tensor x = Draw.Tensor([3, 100], 1), y = Tensor.Zeros([3]).To(gpu);
        gpu.Launcher.Groups(
            new Index3D(3, 1, 1),
            8,
            new Fold.GroupKernel<Elements>
            {
                Sums = y.Write(),
                Source = new Elements { X = x.To(gpu).Read() },
                Folding = Folding.Of(new Ops.AxisGeometry(3, 100, 1)),
                LengthOfSlice = 100,
                Scale = 1,
            });
        Assert.InRange(Draw.Difference(Ops.Sum.Apply(x, [1]), y), 0, 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(641)]
    [InlineData(1 << 20)]
    [InlineData((1 << 30) + 1)]
    [InlineData(int.MaxValue)]
    public void Division_by_a_product_is_exact(int divisor)
    {
        var fast = new FastDivisor(divisor);
        int[] edges = [0, 1, divisor - 1, divisor, int.MaxValue / divisor * divisor - 1, int.MaxValue / divisor * divisor, int.MaxValue - 1, int.MaxValue];
        foreach (int n in (int[])[.. edges, .. Enumerable.Range(0, 1000).Select(i => i * 2_147_483)])
        {
            int quotient = fast.Divide(n);
            Assert.Equal((n / divisor, n % divisor), (quotient, fast.Rest(n, quotient)));
        }
    }
}
