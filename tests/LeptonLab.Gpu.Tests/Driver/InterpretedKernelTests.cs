namespace LeptonLab.Gpu.Tests.Driver;

/// <summary>The kernels' way through CUDA, on every Linux machine with a C++ compiler.</summary>
public class InterpretedKernelTests
{
    private static readonly string[] Families =
    [
        "MatMul", "Dense", "Conv2d", "Conv2dReluPool", "MaxPool2d", "AvgPool2d", "BatchNorm", "Elementwise",
        "Reduction", "Softmax", "Loss",
    ];

    // Those that hold devices to the truth, of each kind of kernel some: a minute of all is too long for every run.
    private static readonly string[] Methods = ["Every_device", "Softmax_cross_entropy_agrees", "Shapes_with_paths_of_their_own", "Thin_and_tall", "Five_steps"];

    [Fact]
    public void Kernels_compute_the_same_through_CUDA() => Interpreted.Run(
        [
            .. Families.SelectMany(family => new[] { "-class", $"*.{family}Conformance" }), "-class", "*.GpuDeviceTests",
            .. Methods.SelectMany(method => new[] { "-method", $"*{method}*" }),
        ]).Passed(atLeast: 20);
}
