using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Jupyter.Serving;

/// <summary>A kernel that only runs cells, as an engine: it completes and inspects nothing, and has no objects for comms.</summary>
internal sealed class PlainEngine(INotebookKernel kernel) : IInteractiveKernel
{
    private CancellationTokenSource? _stop;

    public IFrontEnd? FrontEnd { get; set; }

    public int ExecutionCount => kernel.ExecutionCount;

    public async Task<CellResult> ExecuteAsync(CellCode cell, ICellOutputs outputs, CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _stop = stop;
        try
        {
            return await kernel.ExecuteAsync(cell, outputs, stop.Token).ConfigureAwait(false);
        }
        finally
        {
            _stop = null;
        }
    }

    public Task<CompletionAnswer> CompleteAsync(string code, int position, CancellationToken cancellationToken = default) =>
        Task.FromResult(new CompletionAnswer(position, position, []));

    public Task<MimeBundle?> InspectAsync(string code, int position, int detailLevel, CancellationToken cancellationToken = default) =>
        Task.FromResult<MimeBundle?>(null);

    public CompletenessAnswer IsComplete(string code) => new("unknown");

    public async Task<InterruptOutcome> InterruptAsync()
    {
        if (_stop is not { } stop)
            return InterruptOutcome.Idle;
        await stop.CancelAsync().ConfigureAwait(false);
        return InterruptOutcome.Stopped;
    }

    public Task ReceiveAsync(CommMessage message)
    {
        if (message.Kind == CommKind.Open)
            FrontEnd?.Send(new CommMessage(CommKind.Close, message.CommId, null, [], null, []));
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => kernel.DisposeAsync();
}
