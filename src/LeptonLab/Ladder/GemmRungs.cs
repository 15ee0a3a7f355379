using LeptonLab.Cpu;

namespace LeptonLab.Ladders;

/// <summary>The rungs of the matrix product; each changes one thing.</summary>
internal static class GemmRungs
{
    private const string Steps = "src/LeptonLab/Ladder/GemmSteps.cs";

    internal static IReadOnlyList<Rung<GemmProblem>> All { get; } =
    [
        new("plain", RungPass.Product, "three loops: for each result, walk a row of a and a column of b", Steps, GemmSteps.Plain)
            { IsSingleThreaded = true },
        new("reordered", RungPass.Product, "the inner two loops changed places: memory is read along its rows", Steps, GemmSteps.Reordered)
            { IsSingleThreaded = true },
        new("vectors", RungPass.Product, "the same with vectors: many columns in one instruction", Steps, GemmSteps.Vectors)
            { IsSingleThreaded = true },
        new("registers", RungPass.Product, "four vectors of a row of c stay in registers until they are done", Steps, GemmSteps.Registers)
            { IsSingleThreaded = true },
        new("threads", RungPass.Product, "the same, rows shared out to all threads", Steps, GemmSteps.Threads),
        new("packed", RungPass.Product, "a tile of rows and columns in registers, b packed in blocks for the caches", "src/LeptonLab/Cpu/Gemm/Gemm.cs", Packed),
    ];

    /// <summary>The kernel of a device; the processor's best rung beside it.</summary>
    internal static IReadOnlyList<Rung<GemmProblem>> On(Device device) =>
    [
        All[^1] with { Name = Rung.Processor },
        new("matmul", RungPass.Product, $"the matrix product of {device}", Rung.SourceOf(device), p =>
            device.Kernel<Ops.MatMul.IKernel>().Multiply(p.A, p.B, p.C, Ops.MatMulGeometry.Of(p.A.Shape, p.B.Shape, false, false)))
            { Device = device },
    ];

    private static unsafe void Packed(GemmProblem p) => Gemm.Run(new GemmOperands
    {
        Rows = p.Rows,
        Columns = p.Columns,
        Terms = p.Terms,
        A = p.A.Pointer,
        ARow = p.Terms,
        AStep = 1,
        B = p.B.Pointer,
        BRow = p.Columns,
        BColumn = 1,
        C = p.C.Pointer,
        CRow = p.Columns,
    });
}
