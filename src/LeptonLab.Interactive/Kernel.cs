using System.Diagnostics.CodeAnalysis;
using LeptonLab.Notebooks.Display;
using LeptonLab.Notebooks.Kernels;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Commands;

namespace Microsoft.DotNet.Interactive;

/// <summary>The kernel that runs the cell, under the name that notebooks for .NET Interactive know.</summary>
public class Kernel
{
    private static readonly CSharp.CSharpKernel Only = new();

    private protected Kernel()
    {
    }

    /// <summary>The kernel; there is only one here.</summary>
    public static Kernel Root => Only;

    /// <summary>The kernel that runs the cell.</summary>
    public static Kernel Current => Only;

    /// <summary>What the kernel is called: <c>csharp</c>.</summary>
    public string Name => "csharp";

    /// <summary>Shows a value.</summary>
    [SuppressMessage("Style", "IDE1006", Justification = "The name that notebook authors know.")]
    [SuppressMessage("Naming", "CA1707", Justification = "The name that notebook authors know.")]
    public static DisplayedValue display(object? value, params string[] mimeTypes) => NotebookDisplay.display(value, mimeTypes);

    /// <summary>HTML that is shown as it is.</summary>
    public static IHtmlContent HTML(string content) => NotebookDisplay.HTML(content);

    /// <summary>A script to run in the page.</summary>
    public static IHtmlContent Javascript(string content) => NotebookDisplay.Javascript(content);

    /// <summary>A style sheet for the page.</summary>
    public static IHtmlContent CSS(string content) => NotebookDisplay.CSS(content);

    /// <summary>Asks the person for a line of text.</summary>
    /// <param name="prompt">The question.</param>
    /// <param name="typeHint">Accepted, and not used: every client asks for text.</param>
    /// <exception cref="InvalidOperationException">Nobody is there to answer.</exception>
    public static Task<string> GetInputAsync(string prompt = "", string typeHint = "text") => Cell.Kernel.ReadLineAsync(prompt, password: false);

    /// <summary>Asks the person for a password, which is not shown.</summary>
    /// <exception cref="InvalidOperationException">Nobody is there to answer.</exception>
    public static async Task<PasswordString> GetPasswordAsync(string prompt = "") =>
        new(await Cell.Kernel.ReadLineAsync(prompt, password: true).ConfigureAwait(false));

    /// <summary>The kernel of a name; null where it is not C#.</summary>
    public Kernel? FindKernelByName(string name) =>
        name.ToLowerInvariant() is "csharp" or "c#" or ".net" ? this : null;

    /// <summary>Runs code as part of the cell.</summary>
    /// <exception cref="NotSupportedException">The command is for a kernel of another language.</exception>
    public async Task<KernelCommandResult> SendAsync(KernelCommand command, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (command is not SubmitCode code || (code.TargetKernelName is { } target && FindKernelByName(target) is null))
        {
            throw new NotSupportedException(
                "This kernel runs C# only: send it new SubmitCode(\"…\"), or call a method that you wrote in an earlier cell.");
        }

        await Cell.Kernel.RunStepsAsync(Cell, new CellCode(code.Code, Cell.Cell.Id, "Submitted code")).ConfigureAwait(false);
        return new KernelCommandResult(command);
    }

    /// <summary>Runs code as part of the cell.</summary>
    public Task<KernelCommandResult> SubmitCodeAsync(string code) => SendAsync(new SubmitCode(code));

    private protected static CellContext Cell => CellContext.Current
        ?? throw new InvalidOperationException("Only a running cell has a kernel.");
}
