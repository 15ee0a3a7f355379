using System.Diagnostics;
using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Jupyter.Serving;
using LeptonLab.Notebooks.Jupyter.Wire;
using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Jupyter;

/// <summary>How a kernel ended.</summary>
public enum KernelEnd
{
    /// <summary>A client asked for it.</summary>
    Shutdown,

    /// <summary>A cell could not be interrupted: only a new process can go on.</summary>
    Stuck,
}

/// <summary>
/// Speaks the Jupyter protocol on behalf of a C# engine. Cells run in one lane; questions of an editor are answered in
/// another, also while a cell runs; interrupt and shutdown have a third.
/// </summary>
/// <remarks>https://jupyter-client.readthedocs.io/en/stable/messaging.html</remarks>
internal sealed class JupyterKernel : IAsyncDisposable
{
    // A question waits this long for the cells that were sent before it, since it may be about what they declare.
    private static readonly TimeSpan Courtesy = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan TimeToDispose = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TimeToInterrupt = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TimeToBegin = TimeSpan.FromMilliseconds(500);

    private readonly KernelLog _log;
    private readonly MessageSigner _signer;
    private readonly KernelSockets _sockets;
    private readonly Publisher _publisher;
    private readonly FrontEnd _frontEnd;
    private readonly ExecutionQueue _executions;
    private readonly CellRunner _runner;
    private readonly Answers _answers;
    private readonly Lazy<KernelHistory> _history;
    private readonly Lazy<IInteractiveKernel> _engine;
    private readonly Lane _cells, _questions, _control;
    private volatile bool _leaving;
    private readonly TaskCompletionSource<KernelEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Binds the sockets and begins to answer.</summary>
    /// <param name="connection">Where.</param>
    /// <param name="createEngine">Makes the engine; called once, on the thread that runs cells.</param>
    /// <param name="historyPath">The file of the history; null keeps none.</param>
    /// <param name="log">Takes what is for whoever started the kernel.</param>
    /// <exception cref="LeptonException">A port cannot be had.</exception>
    public JupyterKernel(ConnectionFile connection, Func<IInteractiveKernel> createEngine, string? historyPath, TextWriter log)
    {
        _log = new KernelLog(log);
        _signer = new MessageSigner(connection.Key);
        _history = new Lazy<KernelHistory>(() => new KernelHistory(historyPath, _log));
        _sockets = new KernelSockets(connection, Receive, topic => _publisher?.Welcome(topic));
        _publisher = new Publisher(_sockets.Send, connection.Key);
        _frontEnd = new FrontEnd(_publisher);
        _executions = new ExecutionQueue(_publisher);
        _engine = new Lazy<IInteractiveKernel>(() =>
        {
            IInteractiveKernel engine = createEngine();
            engine.FrontEnd = _frontEnd;
            return engine;
        });
        _runner = new CellRunner(_publisher, _frontEnd, _executions, _history, () => _engine.Value);
        _answers = new Answers(_publisher, _frontEnd, _history, _engine, _log);
        _cells = new Lane("Jupyter cells", LogFailure);
        _questions = new Lane("Jupyter questions", LogFailure);
        _control = new Lane("Jupyter control", LogFailure);
        _publisher.PublishStatus("starting", []);
        _cells.Add(() =>
        {
            _ = _engine.Value;
            _ = _history.Value;
        });
        _sockets.Listen();
    }

    /// <summary>Ends when the kernel is to end.</summary>
    public Task<KernelEnd> Ended => _end.Task;

    /// <summary>The clients, as cells see them.</summary>
    public IFrontEnd FrontEnd => _frontEnd;

    /// <summary>Asks the kernel to end, as a shutdown request does.</summary>
    public void Stop() => _end.TrySetResult(KernelEnd.Shutdown);

    /// <summary>Interrupts the running cell, as an interrupt request does.</summary>
    public void Interrupt() => _control.Add(InterruptCell);

    /// <summary>Shows text that no cell wrote, such as what a thread prints that outlives its cell.</summary>
    public void Print(string stream, string text) => _publisher.Print(stream, text, _frontEnd.Latest);

    /// <summary>Whether this is the cell that runs.</summary>
    public bool IsRunning(CellCode cell) => ReferenceEquals(_executions.Running?.Cell, cell);

    /// <summary>Makes an error that no cell can catch the error of the cell that runs, or shows it if none does.</summary>
    public void Fail(CellError error)
    {
        if (_executions.Running?.Outputs is { } outputs)
        {
            outputs.Instead = error;
            Interrupt();
        }
        else
        {
            Print("stderr", string.Join('\n', error.Traceback) + "\n");
        }
    }

    /// <summary>Reports that the process is about to end under the running cell, and sends what is queued.</summary>
    public void Leave(CellError error)
    {
        _leaving = true;
        if (_executions.Running is { } execution)
        {
            execution.Abandon(error);
            _cells.Done.Wait(TimeToDispose);
        }

        _publisher.Dispose();
        _sockets.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (Lane lane in new[] { _cells, _questions, _control })
            lane.Dispose();
        _frontEnd.CancelPrompt();
        if (_engine.IsValueCreated)
            await Task.WhenAny(Task.Run(async () => await _engine.Value.DisposeAsync()), Task.Delay(TimeToDispose)).ConfigureAwait(false);
        _publisher.Dispose();
        _sockets.Dispose();
    }

    private void Receive(Channel channel, List<byte[]> frames)
    {
        try
        {
            Route(channel, WireFormat.Decode(frames, _signer));
        }
        catch (WireException error)
        {
            _log.Write($"A message on {channel} is dropped: {error.Message}");
        }
    }

    private void Route(Channel channel, JupyterMessage message)
    {
        switch (channel, message.Type)
        {
            case (Channel.Stdin, "input_reply"):
                _frontEnd.Answer(message);
                break;
            case (Channel.Shell, "execute_request"):
                var execution = new Execution(message);
                Task questions = _questions.Done;
                _executions.Enter(execution);
                _cells.Add(() =>
                {
                    // A control that was moved before the cell was sent has its new value in the cell.
                    questions.Wait(TimeToDispose);
                    if (!_leaving)
                        _runner.Run(execution);
                });
                break;
            case (_, "shutdown_request"):
                _control.Add(() => Shutdown(channel, message));
                break;
            case (_, "interrupt_request"):
                _control.Add(() => _executions.Around(message, () => Interrupt(channel, message)));
                break;
            case (Channel.Control, "kernel_info_request"):
                _control.Add(() => _executions.Around(message, () => _answers.To(channel, message)));
                break;
            case (Channel.Shell, _):
                Task cells = _cells.Done;
                long arrived = Environment.TickCount64;
                _questions.Add(() =>
                {
                    if (message.Type != "kernel_info_request")
                        cells.Wait(TimeSpan.FromMilliseconds(Math.Max(0, arrived + Courtesy.TotalMilliseconds - Environment.TickCount64)));
                    _frontEnd.Enter(message.Header);
                    _executions.Around(message, () => _answers.To(channel, message));
                });
                break;
            default:
                _log.Write($"A message on {channel} is dropped: '{message.Type}' is not known there.");
                break;
        }
    }

    private void Interrupt(Channel channel, JupyterMessage request)
    {
        InterruptCell();
        _publisher.Reply(channel, request, "interrupt_reply", new JsonObject { ["status"] = "ok" });
    }

    private void InterruptCell()
    {
        Execution? execution = _executions.Running;
        _frontEnd.CancelPrompt();

        // Between cells only what a control has set off can run.
        if (execution is null)
        {
            if (_engine.IsValueCreated)
                _ = _engine.Value.InterruptAsync();
            return;
        }

        Task<InterruptOutcome> interrupting = _engine.Value.InterruptAsync();

        // The cell was announced and has not begun: what is asked for now is meant for it.
        for (var waiting = Stopwatch.StartNew();
            interrupting is { IsCompletedSuccessfully: true, Result: InterruptOutcome.Idle } && _executions.Running == execution
            && waiting.Elapsed < TimeToBegin;
            interrupting = _engine.Value.InterruptAsync())
        {
            Thread.Sleep(1);
        }

        if (interrupting.Wait(TimeToInterrupt) && interrupting.Result != InterruptOutcome.Stuck)
            return;
        _executions.AbortAll();
        const string message = "The cell does not listen and cannot be stopped. A new kernel takes over; all variables are lost.";
        if (_executions.Running == execution)
            execution.Abandon(new CellError("KernelRestarted", message, null, [message]));
        else
            _publisher.Print("stderr", message + "\n", execution.Request.Header);
        _cells.Done.Wait(TimeToDispose);
        _end.TrySetResult(KernelEnd.Stuck);
    }

    private void Shutdown(Channel channel, JupyterMessage request)
    {
        JsonObject content = new() { ["status"] = "ok", ["restart"] = request.Content.Flag("restart", otherwise: false) };
        _executions.Around(request, () =>
        {
            _publisher.Reply(channel, request, "shutdown_reply", content);
            _publisher.Publish("shutdown_reply", request.Header, content);
        });
        Stop();
    }

    private void LogFailure(Exception error) => _log.Write($"{error.GetType().Name}: {error.Message}");
}
