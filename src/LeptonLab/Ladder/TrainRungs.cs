namespace LeptonLab.Ladders;

/// <summary>The rungs of a training step.</summary>
internal static class TrainRungs
{
    internal static IReadOnlyList<Rung<TrainProblem>> All { get; } =
    [
        new("plain", RungPass.Step, "the plain loops of every operation", "src/LeptonLab/Ops/", p => p.Step(Device.Plain, fused: false))
            { IsSlow = true, IsSingleThreaded = true },
        new("unfused", RungPass.Step, "fast kernels, one operation after another", "src/LeptonLab/Cpu/", p => p.Step(Device.Cpu, fused: false)),
        new("fused", RungPass.Step, "convolution, bias, ReLU and pooling in one step", "src/LeptonLab/Cpu/Conv2d/Conv2dReluPool.cs", p => p.Step(Device.Cpu, fused: true)),
    ];

    /// <summary>The rungs of a device; the processor's best one beside them.</summary>
    internal static IReadOnlyList<Rung<TrainProblem>> On(Device device) =>
    [
        All[^1] with { Name = Rung.Processor },
        new("unfused", RungPass.Step, $"one operation after another on {device}", Rung.SourceOf(device), p => p.Step(device, fused: false))
            { Device = device },
        new("fused", RungPass.Step, $"convolution, bias, ReLU and pooling in one step on {device}", Rung.SourceOf(device), p => p.Step(device, fused: true))
            { Device = device },
    ];
}
