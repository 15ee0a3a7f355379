namespace LeptonLab.Ladders;

/// <summary>What a rung computes.</summary>
public enum RungPass
{
    /// <summary>y from x.</summary>
    Forward,

    /// <summary>The forward pass of a convolution with ReLU and 2×2 max-pooling behind it.</summary>
    ForwardPooled,

    /// <summary>∂L/∂w, and ∂L/∂b with it.</summary>
    WeightGradient,

    /// <summary>∂L/∂x.</summary>
    DataGradient,

    /// <summary>A matrix product.</summary>
    Product,

    /// <summary>A training step: forward, loss, backward, optimizer.</summary>
    Step,
}

/// <summary>One way to compute something: a rung of a <see cref="Ladder"/>, from the plain loop at the foot to the fastest.</summary>
/// <param name="Name">What it is called on the command line, such as <c>im2col</c>.</param>
/// <param name="Pass">What it computes; a name stands on the ladder once for each pass that it can do.</param>
/// <param name="Summary">What it does, in a line.</param>
/// <param name="Source">The file that does it, from the root of the repository.</param>
public abstract record Rung(string Name, RungPass Pass, string Summary, string Source)
{
    /// <summary>What the processor's best rung is called beside those of another device.</summary>
    internal const string Processor = "cpu";

    /// <summary>Whether it is so slow that a single image is enough to measure it.</summary>
    public bool IsSlow { get; init; }

    /// <summary>Where it computes, and where the operands of its problem are to be.</summary>
    public Device Device { get; init; } = Device.Cpu;

    /// <summary>Whether it computes on its caller's thread alone.</summary>
    public bool IsSingleThreaded { get; init; }

    /// <summary>The folder with the kernels of a device.</summary>
    internal static string SourceOf(Device device) => $"src/{device.GetType().Assembly.GetName().Name}/";
}

/// <summary>A rung that computes on a kind of problem.</summary>
/// <typeparam name="TProblem">What it computes on.</typeparam>
/// <param name="Name">See <see cref="Rung"/>.</param>
/// <param name="Pass">See <see cref="Rung"/>.</param>
/// <param name="Summary">See <see cref="Rung"/>.</param>
/// <param name="Source">See <see cref="Rung"/>.</param>
/// <param name="Run">Computes: reads the problem's operands and writes the results of its pass.</param>
public sealed record Rung<TProblem>(string Name, RungPass Pass, string Summary, string Source, Action<TProblem> Run)
    : Rung(Name, Pass, Summary, Source)
    where TProblem : LadderProblem
{
    /// <summary>Whether it can compute this problem; all can, unless said otherwise.</summary>
    public Func<TProblem, bool> Suits { get; init; } = _ => true;
}
