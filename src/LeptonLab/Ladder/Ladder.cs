namespace LeptonLab.Ladders;

/// <summary>
/// Every way in which the library can compute its heaviest operations, from the plain loop upwards, each callable by name.
/// A new kernel becomes a rung by one entry in <c>Conv2dRungs</c>, <c>GemmRungs</c> or <c>TrainRungs</c>;
/// <c>lepton bench</c> and the lessons then race it.
/// </summary>
public static class Ladder
{
    /// <summary>Convolution, forward and backward.</summary>
    public static IReadOnlyList<Rung<Conv2dProblem>> Conv2d => Conv2dRungs.All;

    /// <summary>The product of two matrices.</summary>
    public static IReadOnlyList<Rung<GemmProblem>> Gemm => GemmRungs.All;

    /// <summary>A training step of the reference model.</summary>
    public static IReadOnlyList<Rung<TrainProblem>> Train => TrainRungs.All;

    /// <summary>The kernels of another device than the processor, for a problem that is there, and the processor's beside them.</summary>
    public static IReadOnlyList<Rung<Conv2dProblem>> Conv2dOn(Device device) => Conv2dRungs.On(device);

    /// <inheritdoc cref="Conv2dOn"/>
    public static IReadOnlyList<Rung<GemmProblem>> GemmOn(Device device) => GemmRungs.On(device);

    /// <inheritdoc cref="Conv2dOn"/>
    public static IReadOnlyList<Rung<TrainProblem>> TrainOn(Device device) => TrainRungs.On(device);
}
