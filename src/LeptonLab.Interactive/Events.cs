using Microsoft.DotNet.Interactive.Commands;

namespace Microsoft.DotNet.Interactive.Events;

/// <summary>Something that happened in a kernel.</summary>
/// <param name="command">What it was asked to do.</param>
public abstract class KernelEvent(KernelCommand command)
{
    /// <summary>What the kernel was asked to do.</summary>
    public KernelCommand Command { get; } = command;
}

/// <summary>A command was done.</summary>
/// <param name="command">Which.</param>
public sealed class CommandSucceeded(KernelCommand command) : KernelEvent(command);
