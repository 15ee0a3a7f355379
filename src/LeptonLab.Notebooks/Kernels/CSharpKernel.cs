using LeptonLab.Notebooks.Display;
using LeptonLab.Notebooks.Formatters;
using LeptonLab.Notebooks.Kernels.Execution;
using LeptonLab.Notebooks.Kernels.Magics;
using LeptonLab.Notebooks.Kernels.Scripting;

namespace LeptonLab.Notebooks.Kernels;

/// <summary>
/// Runs C# cells in this process: optimised code, variables kept between cells, <c>await</c> at the top level, and the last
/// expression without a semicolon as the result.
/// </summary>
public sealed partial class CSharpKernel : IInteractiveKernel
{
    private readonly KernelOptions _options;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lazy<ScriptSession> _session = new(() => new ScriptSession());
    private Task _preparation = Task.CompletedTask;
    private volatile RunningCell? _running;

    /// <summary>Starts with no variables.</summary>
    public CSharpKernel() : this(new KernelOptions())
    {
    }

    /// <summary>Starts with no variables.</summary>
    /// <param name="options">What cells are allowed.</param>
    public CSharpKernel(KernelOptions options)
    {
        _options = options;
        ConsoleRouter.Install();
        StrayExceptions.Install();
        NotebookFormatters.Register();
        Visuals.SkiaImages.Register();
    }

    /// <inheritdoc/>
    public int ExecutionCount { get; private set; }

    /// <summary>The notebook's C#.</summary>
    internal ScriptSession Session => _session.Value;

    /// <inheritdoc/>
    public async Task<CellResult> ExecuteAsync(
        CellCode cell, ICellOutputs outputs, CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        var running = new RunningCell();
        _running = running;
        ExecutionCount++;

        // A task of its own: the cell's context does not leak to the caller.
        Task<CellResult> run = Task.Run(() => RunAsync(cell, outputs, running), CancellationToken.None);
        _ = run.ContinueWith(_ => _turn.Release(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await using CancellationTokenRegistration stop = cancellationToken.Register(() => _ = InterruptAsync());
        return await run.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<InterruptOutcome> InterruptAsync() =>
        (_running ?? _callback)?.InterruptAsync("Interrupted. All variables are kept.") ?? Task.FromResult(InterruptOutcome.Idle);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await InterruptAsync().ConfigureAwait(false);
        await _preparation.ConfigureAwait(false);
        if (_workspace.IsValueCreated)
            _workspace.Value.Dispose();
        _packages?.Dispose();
    }

    /// <summary>Runs the parts of a program one after the other, within a running cell.</summary>
    /// <returns>The value of the last expression of the last part.</returns>
    internal async Task<object?> RunStepsAsync(CellContext context, CellCode program, bool showResult = false)
    {
        object? value = null;
        IReadOnlyList<CellStep> steps = CellPlan.Parse(program.Source);
        CodeStep? last = steps.OfType<CodeStep>().LastOrDefault();
        var references = new List<ReferenceStep>();
        foreach (CellStep step in steps)
        {
            if (step is ReferenceStep reference)
            {
                references.Add(reference);
                continue;
            }

            await ReferAllAsync().ConfigureAwait(false);
            context.CancellationToken.ThrowIfCancellationRequested();
            switch (step)
            {
                case CodeStep code:
                    value = await RunCodeAsync(context, code.Code, program.Label, showResult && ReferenceEquals(code, last)).ConfigureAwait(false);
                    break;
                case TextStep text:
                    await ForeignText.RunAsync(text, Session).ConfigureAwait(false);
                    break;
                case MagicStep magic:
                    await magic.Command.RunAsync(new MagicCall(magic.Magic, this, context)).ConfigureAwait(false);
                    break;
            }
        }

        await ReferAllAsync().ConfigureAwait(false);
        return value;

        async Task ReferAllAsync()
        {
            if (references.Count == 0)
                return;
            await ReferAsync(context, references).ConfigureAwait(false);
            references.Clear();
        }
    }

    private async Task<CellResult> RunAsync(CellCode cell, ICellOutputs outputs, RunningCell running)
    {
        var joined = new JoinedOutputs(outputs);
        var context = new CellContext(cell, joined, this, running);
        CellContext.Enter(context);
        Interruption.Token = running.Token;
        try
        {
            using var watch = new MemoryWatch(_options.MemoryLimit, running);
            await _preparation.ConfigureAwait(false);
            object? value = await RunStepsAsync(context, cell, showResult: true).ConfigureAwait(false);
            context.End();
            return new CellResult(ExecutionCount, null, value);
        }
        catch (Exception e)
        {
            CellError error = CellErrors.Describe(e, cell, running);
            joined.Publish(new ErrorOutput(error));
            return new CellResult(ExecutionCount, error, null);
        }
        finally
        {
            joined.Flush();
            _running = null;
            running.End();
            if (_session.IsValueCreated)
                _preparation = Task.Run(Session.Chain.Prepare);
        }
    }

    private async Task<object?> RunCodeAsync(CellContext context, string code, string label, bool isResult)
    {
        if (Session.Compile(code, label) is not { } program)
            return null;
        try
        {
            return await context.Running.RunAsync(async () =>
            {
                object? result = await program.RunAsync();
                if (result is not DisplayedValue && (result is not null || program.EndsWithValue))
                    Publish(context, result, isResult);
                return result;
            }).ConfigureAwait(false);
        }
        finally
        {
            if (program.Submission.Instance is null)
                Session.Chain.Forget(program.Submission);
            else
                Session.Chain.Release(program.Submission);
        }
    }

    private void Publish(CellContext context, object? value, bool isResult)
    {
        MimeBundle bundle = Bundles.For(value);
        context.Outputs.Publish(isResult ? new ResultOutput(bundle, ExecutionCount) : new DisplayOutput(bundle, context.NextDisplayId()));
    }
}
