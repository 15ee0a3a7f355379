namespace LeptonLab.Notebooks.Kernels;

/// <summary>
/// What a front end asks of a kernel besides running cells. Positions count UTF-16 units from the start of the code; the
/// protocol's code points are converted at the border.
/// </summary>
public interface IInteractiveKernel : INotebookKernel
{
    /// <summary>Connects the front end that answers prompts and carries comm messages; null when none is there.</summary>
    IFrontEnd? FrontEnd { get; set; }

    /// <summary>What could stand at a position.</summary>
    Task<CompletionAnswer> CompleteAsync(string code, int position, CancellationToken cancellationToken = default);

    /// <summary>What the name at a position is; null if nothing is known about it.</summary>
    Task<MimeBundle?> InspectAsync(string code, int position, int detailLevel, CancellationToken cancellationToken = default);

    /// <summary>Whether the code could be run as it is, or wants more lines.</summary>
    CompletenessAnswer IsComplete(string code);

    /// <summary>
    /// Stops the running cell, which then ends with an error; does nothing when none runs. Returns when the cell has ended
    /// or cannot be ended within this process.
    /// </summary>
    Task<InterruptOutcome> InterruptAsync();

    /// <summary>Hands over a comm message from the front end.</summary>
    Task ReceiveAsync(CommMessage message);
}

/// <summary>The client of a kernel: prompts and comms go to it.</summary>
public interface IFrontEnd
{
    /// <summary>Asks the person for a line of text.</summary>
    /// <param name="prompt">The question.</param>
    /// <param name="password">Whether to hide what is typed.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="InvalidOperationException">The client of the running cell cannot ask.</exception>
    Task<string> ReadLineAsync(string prompt, bool password, CancellationToken cancellationToken);

    /// <summary>Whether the client of the running cell may draw widgets.</summary>
    bool ShowsWidgets => true;

    /// <summary>Sends a comm message to the clients, in order with the outputs of the running cell.</summary>
    void Send(CommMessage message);
}

/// <summary>A message between an object in the kernel and its counterpart in the client, such as a widget.</summary>
/// <param name="Kind">Opening, message or closing.</param>
/// <param name="CommId">Which pair.</param>
/// <param name="TargetName">What to open, such as <c>jupyter.widget</c>; null otherwise.</param>
/// <param name="Data">The content's <c>data</c>, a JSON object.</param>
/// <param name="Metadata">The message's metadata, a JSON object, or null.</param>
/// <param name="Buffers">Binary parts.</param>
public sealed record CommMessage(
    CommKind Kind,
    string CommId,
    string? TargetName,
    System.Text.Json.Nodes.JsonObject Data,
    System.Text.Json.Nodes.JsonObject? Metadata,
    IReadOnlyList<byte[]> Buffers);

/// <summary>The three comm messages.</summary>
public enum CommKind
{
    /// <summary><c>comm_open</c>.</summary>
    Open,

    /// <summary><c>comm_msg</c>.</summary>
    Message,

    /// <summary><c>comm_close</c>.</summary>
    Close,
}

/// <summary>What could stand in place of a stretch of code.</summary>
/// <param name="Start">Where the stretch begins.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Items">The candidates, best first.</param>
public sealed record CompletionAnswer(int Start, int End, IReadOnlyList<CompletionCandidate> Items);

/// <summary>One completion.</summary>
/// <param name="Text">What to insert.</param>
/// <param name="Kind">Such as <c>method</c> or <c>class</c>.</param>
/// <param name="Signature">Its declaration, if there is one.</param>
/// <param name="Documentation">Its summary, if there is one.</param>
public sealed record CompletionCandidate(string Text, string Kind, string? Signature = null, string? Documentation = null);

/// <summary>Whether code is ready to run.</summary>
/// <param name="Status"><c>complete</c>, <c>incomplete</c>, <c>invalid</c> or <c>unknown</c>.</param>
/// <param name="Indent">White space for the next line, where incomplete.</param>
public sealed record CompletenessAnswer(string Status, string Indent = "");

/// <summary>How an interrupt ended.</summary>
public enum InterruptOutcome
{
    /// <summary>No cell was running.</summary>
    Idle,

    /// <summary>The cell ended; all variables are kept.</summary>
    Stopped,

    /// <summary>The cell cannot be ended within this process: a new worker is needed, and the variables are lost.</summary>
    Stuck,
}
