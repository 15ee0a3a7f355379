using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace Microsoft.DotNet.Interactive;

/// <summary>What became of a command; what it showed went to the cell.</summary>
/// <param name="command">What was asked.</param>
public sealed class KernelCommandResult(KernelCommand command)
{
    /// <summary>What was asked.</summary>
    public KernelCommand Command { get; } = command;

    /// <summary>How it ended.</summary>
    public IReadOnlyList<KernelEvent> Events { get; } = [new CommandSucceeded(command)];
}
