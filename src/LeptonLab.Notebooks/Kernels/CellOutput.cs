namespace LeptonLab.Notebooks.Kernels;

/// <summary>
/// Something that a running cell sends: the Jupyter messages of the same names, so that a protocol front end only
/// serialises them.
/// </summary>
public abstract record CellOutput;

/// <summary>Text for a stream (message <c>stream</c>).</summary>
/// <param name="Name"><c>stdout</c> or <c>stderr</c>.</param>
/// <param name="Text">The text as it was written; line ends included.</param>
public sealed record StreamOutput(string Name, string Text) : CellOutput;

/// <summary>A value to show (message <c>display_data</c>).</summary>
/// <param name="Data">Its forms.</param>
/// <param name="DisplayId">By which it can be updated; null if it cannot.</param>
public sealed record DisplayOutput(MimeBundle Data, string? DisplayId) : CellOutput;

/// <summary>New forms for what was shown under a display id (message <c>update_display_data</c>).</summary>
/// <param name="Data">The new forms.</param>
/// <param name="DisplayId">The display id that the value was shown under.</param>
public sealed record UpdateDisplayOutput(MimeBundle Data, string DisplayId) : CellOutput;

/// <summary>The value of the cell's last expression (message <c>execute_result</c>).</summary>
/// <param name="Data">Its forms.</param>
/// <param name="ExecutionCount">The number of the execution.</param>
public sealed record ResultOutput(MimeBundle Data, int ExecutionCount) : CellOutput;

/// <summary>Why the cell failed (message <c>error</c>).</summary>
/// <param name="Error">What happened and where.</param>
public sealed record ErrorOutput(CellError Error) : CellOutput;

/// <summary>Takes the cell's outputs away (message <c>clear_output</c>).</summary>
/// <param name="Wait">Keep them until the next output arrives, so that nothing flickers.</param>
public sealed record ClearOutput(bool Wait) : CellOutput;

/// <summary>What went wrong in a cell.</summary>
/// <param name="Name">The type of the exception, or <c>CompilationError</c>.</param>
/// <param name="Message">What happened, in a sentence.</param>
/// <param name="Line">The line in the cell, 1 for the first; null if it is not known.</param>
/// <param name="Traceback">What a notebook shows, line by line.</param>
public sealed record CellError(string Name, string Message, int? Line, IReadOnlyList<string> Traceback);
