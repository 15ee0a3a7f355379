using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Jupyter.Wire;
using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Jupyter.Serving;

/// <summary>An <c>execute_request</c> that waits or runs.</summary>
internal sealed class Execution(JupyterMessage request)
{
    private readonly TaskCompletionSource _abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public JupyterMessage Request => request;

    public string? Code => request.Content.Text("code");

    public bool Silent => request.Content.Flag("silent", otherwise: false);

    public bool StoresHistory => !Silent && request.Content.Flag("store_history", otherwise: true);

    public bool AllowsStdin => request.Content.Flag("allow_stdin", otherwise: true);

    public bool StopsOnError => request.Content.Flag("stop_on_error", otherwise: true);

    public JsonObject Expressions => request.Content.Fields("user_expressions");

    /// <summary>What the runner calls the cell: an id for displays and a label for errors. Other clients give none.</summary>
    public JsonObject Names => request.Metadata.Fields("lepton");

    /// <summary>Set when a cell before it failed.</summary>
    public bool Aborted { get; set; }

    /// <summary>What the engine runs, once it runs.</summary>
    public CellCode? Cell { get; set; }

    /// <summary>Where its outputs go, once it runs.</summary>
    public CellPublisher? Outputs { get; set; }

    /// <summary>Ends when nobody waits for the cell any more.</summary>
    public Task Abandoned => _abandoned.Task;

    /// <summary>Ends the execution with an error though the cell cannot be ended.</summary>
    public void Abandon(CellError error)
    {
        Outputs?.Close(error);
        _abandoned.TrySetResult();
    }
}
