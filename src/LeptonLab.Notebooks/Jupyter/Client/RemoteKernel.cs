using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Jupyter.Hosting;
using LeptonLab.Notebooks.Jupyter.Serving;
using LeptonLab.Notebooks.Jupyter.Wire;
using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Jupyter.Client;

/// <summary>
/// Runs cells in a process of their own, over the Jupyter protocol: whatever a cell does to its process is an error of that
/// cell and not the end of the caller. After such an end the next cell gets a new process, without the variables.
/// </summary>
public sealed class RemoteKernel : INotebookKernel
{
    private static readonly TimeSpan TimeToStart = TimeSpan.FromMinutes(1), AskAgain = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(3), LastMessages = TimeSpan.FromMilliseconds(300);

    private readonly KernelChoice _choice;
    private readonly string _folder;
    private readonly Lock _lock = new();
    private KernelProgram? _program;
    private KernelConnection? _connection;
    private RemoteExecution? _execution;
    private TaskCompletionSource<JupyterMessage>? _info;
    private volatile bool _listening;

    /// <summary>Will start a kernel when the first cell is run.</summary>
    /// <param name="choice">Which.</param>
    /// <param name="folder">Where its cells find files; the current folder if null.</param>
    public RemoteKernel(KernelChoice choice, string? folder = null)
    {
        _choice = choice;
        _folder = folder ?? Environment.CurrentDirectory;
    }

    /// <inheritdoc/>
    public int ExecutionCount { get; private set; }

    /// <summary>Whether a kernel runs.</summary>
    private bool IsRunning => _program is { Ended.IsCompleted: false };

    /// <summary>Starts the kernel, if it does not run.</summary>
    /// <exception cref="LeptonException">It does not start.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (IsRunning)
            return;
        Close();
        _listening = false;
        KernelProgram program = _program = KernelProgram.Start(_choice.Words, _choice.Environment, _folder);
        var info = _info = new TaskCompletionSource<JupyterMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        KernelConnection connection = _connection = new KernelConnection(program.Connection, Receive);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        do
        {
            connection.Send(Channel.Shell, "kernel_info_request", []);
            await Task.WhenAny(Task.WhenAll(info.Task, Listening()), program.Ended, Task.Delay(AskAgain, cancellationToken)).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (program.Ended.IsCompleted || watch.Elapsed > TimeToStart)
                throw NoStart(program);
        }
        while (!info.Task.IsCompleted || !_listening);

        // Nothing runs here, but it is answered only when the kernel is ready to run: no cell pays for the start.
        await SendAsync(new CellCode(""), new RemoteExecution(new NoOutputs()), silent: true, program, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<CellResult> ExecuteAsync(CellCode cell, ICellOutputs outputs, CancellationToken cancellationToken = default) =>
        ExecuteAsync(cell, outputs, again: true, cancellationToken);

    private async Task<CellResult> ExecuteAsync(CellCode cell, ICellOutputs outputs, bool again, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await StartAsync(cancellationToken).ConfigureAwait(false);
        KernelProgram program = _program!;
        program.ForgetWords();
        var execution = new RemoteExecution(outputs);
        bool stopped = !await SendAsync(cell, execution, silent: false, program, cancellationToken).ConfigureAwait(false);
        if (stopped)
        {
            await StopAsync(execution, program).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (!execution.Ended.IsCompleted)
        {
            // The process was ending already, under the cell before this one.
            return execution.HasBegun || !again
                ? Died(execution, program)
                : await ExecuteAsync(cell, outputs, again: false, cancellationToken).ConfigureAwait(false);
        }

        JupyterMessage reply = await execution.Ended.ConfigureAwait(false);
        ExecutionCount = reply.Content.Whole("execution_count") ?? ExecutionCount + 1;
        CellError? error = reply.Content.Text("status") == "ok" ? null : ErrorContent.Read(reply.Content, reply.Metadata);
        if (error?.Name == ProcessGuard.ExitName)
            await Task.WhenAny(program.Ended, Task.Delay(TimeToStop, CancellationToken.None)).ConfigureAwait(false);
        return new CellResult(ExecutionCount, error, null);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
        {
            _connection!.Send(Channel.Control, "shutdown_request", new JsonObject { ["restart"] = false });
            await Task.WhenAny(_program!.Ended, Task.Delay(TimeToStop)).ConfigureAwait(false);
        }

        Close();
    }

    /// <summary>Runs a cell until it, the process or the patience of the caller ends.</summary>
    /// <returns>False if it is to be stopped.</returns>
    private async Task<bool> SendAsync(
        CellCode cell, RemoteExecution execution, bool silent, KernelProgram program, CancellationToken cancellationToken)
    {
        lock (_lock)
            _execution = execution;
        execution.Id = _connection!.Send(Channel.Shell, "execute_request", Request(cell, silent), Names(cell));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task stopped = Task.Delay(Timeout.Infinite, end.Token);
        Task first = await Task.WhenAny(execution.Ended, program.Ended, stopped).ConfigureAwait(false);
        if (first == program.Ended)
            await Task.WhenAny(execution.Ended, Task.Delay(LastMessages, CancellationToken.None)).ConfigureAwait(false);
        await end.CancelAsync().ConfigureAwait(false);
        return first != stopped;
    }

    private static JsonObject Request(CellCode cell, bool silent) => new()
    {
        ["code"] = cell.Source,
        ["silent"] = silent,
        ["store_history"] = !silent,
        ["user_expressions"] = new JsonObject(),
        ["allow_stdin"] = false,
        ["stop_on_error"] = true,
    };

    private static JsonObject Names(CellCode cell) => new()
    {
        ["cellId"] = cell.Id,
        ["lepton"] = new JsonObject { ["id"] = cell.Id, ["label"] = cell.Label },
    };

    // Jupyter's kernels that know no interrupt message take the signal.
    private async Task StopAsync(RemoteExecution execution, KernelProgram program)
    {
        execution.IsStopping = true;
        if (_choice.TakesInterruptMessage)
            _connection!.Send(Channel.Control, "interrupt_request", []);
        else
            program.Signal();
        await Task.WhenAny(execution.Ended, program.Ended, Task.Delay(TimeToStop)).ConfigureAwait(false);
        execution.Close();
        if (execution.Ended.IsCompleted)
            return;
        program.Kill();
        await Task.WhenAny(program.Ended, Task.Delay(TimeToStop)).ConfigureAwait(false);
    }

    private CellResult Died(RemoteExecution execution, KernelProgram program)
    {
        ExecutionCount++;
        string how = program.ExitCode switch
        {
            // SIGABRT and SIGSEGV; on Windows a stack overflow and an access violation.
            134 or 139 or unchecked((int)0xC00000FD) or unchecked((int)0xC0000005) => $"It crashed (code {program.ExitCode}).",
            137 => "It was killed: the machine may have run out of memory.",
            int code => $"Its exit code was {code}.",
        };
        IReadOnlyList<string> words = program.Words;
        string[] cause = [.. words.TakeWhile(line => !line.StartsWith("   at ", StringComparison.Ordinal)).Take(2)];
        string said = cause.Length > 0 ? $" Its last words: {string.Join(' ', cause)}" : "";
        string message = $"The kernel's process ended while the cell ran. {how}{said}";
        var error = new CellError("KernelDied", message, null, [$"KernelDied: {message}", .. words.Skip(cause.Length)]);
        execution.Publish(new ErrorOutput(error));
        execution.Close();
        return new CellResult(ExecutionCount, error, null);
    }

    private LeptonException NoStart(KernelProgram program)
    {
        string words = string.Join('\n', program.Words);
        string what = program.Ended.IsCompleted
            ? $"ended with code {program.ExitCode} before it answered"
            : $"did not answer within {TimeToStart.TotalSeconds:0} seconds";
        Close();
        return new LeptonException($"The kernel {_choice.Name} {what}.{(words.Length > 0 ? " It said: " + words : "")}");
    }

    private async Task Listening()
    {
        while (!_listening)
            await Task.Delay(5).ConfigureAwait(false);
    }

    private void Receive(Channel channel, JupyterMessage message)
    {
        if (channel == Channel.IOPub)
            _listening = true;
        if (message.Type == "kernel_info_reply")
            _info?.TrySetResult(message);
        RemoteExecution? execution;
        lock (_lock)
            execution = _execution;
        execution?.Receive(channel, message);
    }

    private sealed class NoOutputs : ICellOutputs
    {
        public void Publish(CellOutput output)
        {
        }
    }

    private void Close()
    {
        _connection?.Dispose();
        _connection = null;
        _program?.Dispose();
        _program = null;
    }
}
