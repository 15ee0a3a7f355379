using System.Runtime.CompilerServices;
using LeptonLab.Notebooks.Kernels;
using LeptonLab.Notebooks.Lessons.Predictions;

namespace LeptonLab.Notebooks.Lessons;

/// <summary>What a learner has done in one notebook, as long as its kernel runs: predictions, checks and hints.</summary>
internal sealed class LessonSession
{
    private static readonly ConditionalWeakTable<CSharpKernel, LessonSession> OfKernels = [];
    private static readonly LessonSession Outside = new();

    /// <summary>The session of the running cell; outside notebooks the process has one.</summary>
    public static LessonSession Current => CellContext.Current is { } cell ? OfKernels.GetOrCreateValue(cell.Kernel) : Outside;

    /// <summary>The predictions, in the order in which they were asked for.</summary>
    public OrderedDictionary<string, Prediction> Predictions { get; } = new(StringComparer.Ordinal);

    /// <summary>The last result of each check, in the order of the first tries.</summary>
    public OrderedDictionary<string, CheckResult> Checks { get; } = new(StringComparer.Ordinal);

    /// <summary>How many hints of each exercise were shown.</summary>
    public Dictionary<string, int> Hints { get; } = new(StringComparer.Ordinal);
}
