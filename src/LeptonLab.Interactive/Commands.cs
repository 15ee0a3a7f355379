namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Something that a kernel is asked to do.</summary>
public abstract class KernelCommand
{
    private protected KernelCommand(string? targetKernelName)
    {
        TargetKernelName = targetKernelName;
    }

    /// <summary>The kernel that it is for; null for the one that runs the cell.</summary>
    public string? TargetKernelName { get; }
}

/// <summary>Runs a program.</summary>
/// <param name="code">C#.</param>
/// <param name="targetKernelName">Null or <c>csharp</c>.</param>
public sealed class SubmitCode(string code, string? targetKernelName = null) : KernelCommand(targetKernelName)
{
    /// <summary>The program.</summary>
    public string Code { get; } = code;
}
