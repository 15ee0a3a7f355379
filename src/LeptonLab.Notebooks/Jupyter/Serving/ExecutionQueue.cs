using LeptonLab.Notebooks.Jupyter.Wire;

namespace LeptonLab.Notebooks.Jupyter.Serving;

/// <summary>
/// The executions that wait or run, and the state that clients see. A question that is answered while a cell runs ends with
/// "idle", as every request does; the cell's "busy" is said again then, so that no client believes that the cell has ended.
/// </summary>
internal sealed class ExecutionQueue(Publisher publisher)
{
    private readonly Lock _lock = new();
    private readonly List<Execution> _waiting = [];
    private Execution? _running;

    /// <summary>The execution that runs, or null.</summary>
    public Execution? Running
    {
        get
        {
            lock (_lock)
                return _running;
        }
    }

    /// <summary>Puts an execution at the end of the queue.</summary>
    public void Enter(Execution execution)
    {
        lock (_lock)
            _waiting.Add(execution);
    }

    /// <summary>An execution begins.</summary>
    public void Begin(Execution execution)
    {
        lock (_lock)
        {
            _waiting.Remove(execution);
            _running = execution;
            publisher.PublishStatus("busy", execution.Request.Header);
        }
    }

    /// <summary>An execution has ended.</summary>
    public void End(Execution execution)
    {
        lock (_lock)
        {
            _running = null;
            publisher.PublishStatus("idle", execution.Request.Header);
        }
    }

    /// <summary>Calls off what the client of a failed cell has queued behind it; other clients' cells stay.</summary>
    public void AbortAfter(Execution failed)
    {
        lock (_lock)
        {
            foreach (Execution execution in _waiting.Where(waiting => waiting.Request.Session == failed.Request.Session))
                execution.Aborted = true;
        }
    }

    /// <summary>Calls off whatever waits.</summary>
    public void AbortAll()
    {
        lock (_lock)
            _waiting.ForEach(execution => execution.Aborted = true);
    }

    /// <summary>Answers another request between "busy" and "idle".</summary>
    public void Around(JupyterMessage request, Action work)
    {
        publisher.PublishStatus("busy", request.Header);
        try
        {
            work();
        }
        finally
        {
            lock (_lock)
            {
                publisher.PublishStatus("idle", request.Header);
                if (_running is not null)
                    publisher.PublishStatus("busy", _running.Request.Header);
            }
        }
    }
}
