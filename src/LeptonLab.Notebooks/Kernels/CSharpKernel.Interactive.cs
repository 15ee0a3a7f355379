namespace LeptonLab.Notebooks.Kernels;

public sealed partial class CSharpKernel
{
    /// <inheritdoc/>
    public IFrontEnd? FrontEnd { get; set; }

    /// <inheritdoc/>
    public Task<CompletionAnswer> CompleteAsync(string code, int position, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public Task<MimeBundle?> InspectAsync(string code, int position, int detailLevel, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public CompletenessAnswer IsComplete(string code) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Task ReceiveAsync(CommMessage message) => Task.CompletedTask;

    /// <summary>Asks the person; the cell waits.</summary>
    internal async Task<string> ReadLineAsync(string prompt, bool password)
    {
        if (FrontEnd is not { } frontEnd)
        {
            throw new InvalidOperationException(
                "The cell asks for input, and nobody is there to answer: run the notebook in Jupyter or VS Code, or use a parameter instead.");
        }

        (CellContext.Current?.Outputs as Execution.GuardedOutputs)?.Flush();
        CancellationToken token = CellContext.Current?.CancellationToken ?? CancellationToken.None;
        return await frontEnd.ReadLineAsync(prompt, password, token).WaitAsync(token).ConfigureAwait(false);
    }
}
