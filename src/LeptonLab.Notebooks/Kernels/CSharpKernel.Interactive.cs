using LeptonLab.Notebooks.Display;
using LeptonLab.Notebooks.Kernels.Completion;
using LeptonLab.Notebooks.Kernels.Execution;

namespace LeptonLab.Notebooks.Kernels;

public sealed partial class CSharpKernel
{
    private WidgetComms? _widgets;
    private volatile RunningCell? _callback;
    private readonly Lazy<CompletionWorkspace> _workspace = new(() => new CompletionWorkspace());

    /// <summary>The controls that are on display.</summary>
    internal WidgetComms Widgets => LazyInitializer.EnsureInitialized(ref _widgets, () => new WidgetComms(() => FrontEnd));

    /// <inheritdoc/>
    public IFrontEnd? FrontEnd { get; set; }

    /// <inheritdoc/>
    public Task<CompletionAnswer> CompleteAsync(string code, int position, CancellationToken cancellationToken = default) =>
        Task.Run(() => new Completer(_workspace.Value, Session.Chain).CompleteAsync(code, position, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<MimeBundle?> InspectAsync(string code, int position, int detailLevel, CancellationToken cancellationToken = default) =>
        Task.Run(() => new Inspector(_workspace.Value, Session).InspectAsync(code, position, detailLevel, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public CompletenessAnswer IsComplete(string code) => Completeness.Of(code);

    /// <inheritdoc/>
    public Task ReceiveAsync(CommMessage message) => Task.Run(() => Widgets.Receive(message));

    /// <summary>Does what a reader has set off with a control. It belongs to the cell that made the control, and can be interrupted like it.</summary>
    internal void RunCallback(CellContext maker, Action action)
    {
        var running = new RunningCell();
        CellContext.Enter(maker.Again(running));
        Interruption.Token = running.Token;
        _callback = running;
        try
        {
            running.RunAsync(() =>
            {
                action();
                return Task.FromResult<object?>(null);
            }).GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            CellError error = CellErrors.Describe(e, maker.Cell, running);
            maker.Outputs.Publish(new StreamOutput("stderr", string.Join('\n', error.Traceback) + "\n"));
        }
        finally
        {
            (maker.Outputs as JoinedOutputs)?.Flush();
            _callback = null;
            running.End();
        }
    }

    /// <summary>Asks the person; the cell waits.</summary>
    internal async Task<string> ReadLineAsync(string prompt, bool password)
    {
        if (FrontEnd is not { } frontEnd)
        {
            throw new InvalidOperationException(
                "The cell asks for input, and nobody is there to answer: run the notebook in Jupyter or VS Code, or use a parameter instead.");
        }

        (CellContext.Current?.Outputs as JoinedOutputs)?.Flush();
        CancellationToken token = CellContext.Current?.CancellationToken ?? CancellationToken.None;
        return await frontEnd.ReadLineAsync(prompt, password, token).WaitAsync(token).ConfigureAwait(false);
    }
}
