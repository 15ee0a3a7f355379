using LeptonLab.Tests.Conformance;

namespace LeptonLab.Gpu.Tests;

public class TensorCoreTests
{
    [Fact]
    public void Where_there_are_none_this_is_said_and_what_runs_instead()
    {
        Tensor a = Tensor.Ones([2, 3]).To(Device.Named(GpuDevices.OnCpu)), b = Tensor.Ones([3, 2]).To(a.Device);
        Assert.Contains("has no tensor cores", TensorCores.Absence(Device.Cpu)!, StringComparison.Ordinal);
        Assert.Contains("Ops.MatMul", Assert.Throws<LeptonException>(() => TensorCores.MatMul(a, b)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        ShapeException error = Assert.Throws<ShapeException>(() => TensorCores.MatMul(Tensor.Ones([2, 3]), Tensor.Ones([2, 3])));
        Assert.Contains("[rows, terms] and [terms, columns]", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(70, 37, 41)]
    [InlineData(256, 512, 128)]
    public void Where_there_are_some_products_agree_to_three_digits(int rows, int terms, int columns)
    {
        Device? gpu = TestedDevices.All.FirstOrDefault(device => TensorCores.Absence(device) is null);
        Assert.SkipWhen(gpu is null, "No GPU with tensor cores is here.");
        Tensor a = Draw.Tensor([rows, terms], 1), b = Draw.Tensor([terms, columns], 2);
        Assert.InRange(Draw.Difference(Ops.MatMul.Apply(a, b), TensorCores.MatMul(a.To(gpu!), b.To(gpu!))), 0, 2e-3);
    }
}
