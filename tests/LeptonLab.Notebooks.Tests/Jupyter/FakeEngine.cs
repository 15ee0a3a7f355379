using System.Collections.Concurrent;
using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Tests.Jupyter;

/// <summary>An engine whose cells are written in C#: the code of a cell is the name of a delegate.</summary>
internal sealed class FakeEngine : IInteractiveKernel
{
    private CancellationTokenSource? _stop;

    public ConcurrentDictionary<string, Func<ICellOutputs, CancellationToken, Task>> Cells { get; } = new();

    public ConcurrentQueue<CommMessage> Comms { get; } = [];

    public Func<string, int, CompletionAnswer> Completion { get; set; } = (_, position) => new(position, position, []);

    public Func<string, int, MimeBundle?> Inspection { get; set; } = (_, _) => null;

    public InterruptOutcome? InterruptedWith { get; set; }

    public IFrontEnd? FrontEnd { get; set; }

    public int ExecutionCount { get; private set; }

    public async Task<CellResult> ExecuteAsync(CellCode cell, ICellOutputs outputs, CancellationToken cancellationToken = default)
    {
        ExecutionCount++;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _stop = stop;
        try
        {
            if (Cells.TryGetValue(cell.Source, out Func<ICellOutputs, CancellationToken, Task>? run))
                await run(outputs, stop.Token);
            else
                outputs.Publish(new ResultOutput(new MimeBundle().Add("text/plain", $"{cell.Label}: {cell.Source}"), ExecutionCount));
            return new CellResult(ExecutionCount, null, null);
        }
        catch (Exception exception)
        {
            var error = new CellError(exception.GetType().Name, exception.Message, 3, [$"{exception.GetType().Name}: {exception.Message}"]);
            outputs.Publish(new ErrorOutput(error));
            return new CellResult(ExecutionCount, error, null);
        }
        finally
        {
            _stop = null;
        }
    }

    public Task<CompletionAnswer> CompleteAsync(string code, int position, CancellationToken cancellationToken = default) =>
        Task.FromResult(Completion(code, position));

    public Task<MimeBundle?> InspectAsync(string code, int position, int detailLevel, CancellationToken cancellationToken = default) =>
        Task.FromResult(Inspection(code, position));

    public CompletenessAnswer IsComplete(string code) =>
        code.EndsWith('{') ? new CompletenessAnswer("incomplete", "    ") : new CompletenessAnswer("complete");

    public async Task<InterruptOutcome> InterruptAsync()
    {
        if (InterruptedWith is { } outcome)
            return outcome;
        if (_stop is not { } stop)
            return InterruptOutcome.Idle;
        await stop.CancelAsync();
        return InterruptOutcome.Stopped;
    }

    public Task ReceiveAsync(CommMessage message)
    {
        Comms.Enqueue(message);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
