using LeptonLab.Notebooks.Display;
using LeptonLab.Notebooks.Kernels;
using Microsoft.DotNet.Interactive.Commands;

namespace Microsoft.DotNet.Interactive;

/// <summary>The running cell, under the name that notebooks for .NET Interactive know.</summary>
public sealed class KernelInvocationContext
{
    private readonly CellContext _cell;

    private KernelInvocationContext(CellContext cell)
    {
        _cell = cell;
    }

    /// <summary>The running cell; null outside cells.</summary>
    public static KernelInvocationContext? Current => CellContext.Current is { } cell ? new KernelInvocationContext(cell) : null;

    /// <summary>Cancelled when the person stops the cell.</summary>
    public CancellationToken CancellationToken => _cell.CancellationToken;

    /// <summary>The kernel that runs the cell.</summary>
    public Kernel HandlingKernel => Kernel.Current;

    /// <summary>The program of the cell.</summary>
    public KernelCommand Command => new SubmitCode(_cell.Cell.Source);

    /// <summary>Shows a value.</summary>
    public DisplayedValue Display(object? value, params string[] mimeTypes) => NotebookDisplay.display(value, mimeTypes);

    /// <summary>Shows text under a MIME type.</summary>
    public DisplayedValue DisplayAs(string value, string mimeType) => value.DisplayAs(mimeType);

    /// <summary>Prints text.</summary>
    public void DisplayStandardOut(string output) => _cell.Outputs.Publish(new StreamOutput("stdout", output));

    /// <summary>Prints text as an error.</summary>
    public void DisplayStandardError(string error) => _cell.Outputs.Publish(new StreamOutput("stderr", error));
}
