using System.Diagnostics;
using LeptonLab.Notebooks.Display;
using LeptonLab.Notebooks.Formatters;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

namespace LeptonLab.Notebooks.Kernels;

/// <summary>
/// Runs C# cells in this process with Roslyn scripting: optimised code, variables kept between cells, <c>await</c> at the
/// top level, and the last expression without a semicolon as the result.
/// </summary>
public sealed class CSharpKernel : INotebookKernel
{
    private ScriptState<object>? _state;

    /// <summary>Starts with no variables.</summary>
    public CSharpKernel()
    {
        ConsoleRouter.Install();
        NotebookFormatters.Register();
        Visuals.SkiaImages.Register();
    }

    /// <inheritdoc/>
    public int ExecutionCount { get; private set; }

    /// <inheritdoc/>
    public async Task<CellResult> ExecuteAsync(
        CellCode cell, ICellOutputs outputs, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ExecutionCount++;

        // A task of its own: the cell's context does not leak to the caller, and a cell that does not listen to the
        // token cannot hold the caller.
        Task<CellResult> run = Task.Run(() => RunAsync(cell, outputs, cancellationToken), CancellationToken.None);
        return await run.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _state = null;
        return ValueTask.CompletedTask;
    }

    private async Task<CellResult> RunAsync(CellCode cell, ICellOutputs outputs, CancellationToken cancellationToken)
    {
        var context = new CellContext(cell, outputs, cancellationToken);
        CellContext.Enter(context);
        try
        {
            CellDirectives directives = CellDirectives.Parse(cell.Source);
            if (directives.Language != "csharp")
                return Show(directives, outputs);
            var watch = Stopwatch.StartNew();
            object? value = await RunScriptAsync(directives.Code, cell.Label).ConfigureAwait(false);
            if (value is not null)
                outputs.Publish(new ResultOutput(Bundles.For(value), ExecutionCount));
            if (directives.Time)
                NotebookDisplay.display($"Wall time: {watch.Elapsed.TotalMilliseconds:F1} ms");
            return new CellResult(ExecutionCount, null, value);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            CellError error = e switch
            {
                CompilationErrorException compilation => CompileErrors.Describe(compilation, cell),
                DirectiveException directive => CompileErrors.Describe(directive, cell),
                _ => CellExceptions.Describe(e, cell),
            };
            outputs.Publish(new ErrorOutput(error));
            return new CellResult(ExecutionCount, error, null);
        }
    }

    private CellResult Show(CellDirectives directives, ICellOutputs outputs)
    {
        string text = directives.Code.Trim('\n');
        MimeBundle bundle = new MimeBundle().Add($"text/{directives.Language}", text).Add("text/plain", text);
        outputs.Publish(new DisplayOutput(bundle, null));
        return new CellResult(ExecutionCount, null, null);
    }

    private async Task<object?> RunScriptAsync(string code, string label)
    {
        ScriptOptions options = ScriptEnvironment.Options.WithFilePath(label);
        if (_state is null && ScriptEnvironment.Prelude.Length > 0)
            _state = await CSharpScript.RunAsync(ScriptEnvironment.Prelude, options).ConfigureAwait(false);

        Script<object> script = _state is null
            ? CSharpScript.Create(code, options)
            : _state.Script.ContinueWith(code, options);

        // The state of a cell that threw is kept as well: its variables exist, as in other notebooks.
        ScriptState<object> state = _state is null
            ? await script.RunAsync(catchException: _ => true).ConfigureAwait(false)
            : await script.RunFromAsync(_state, catchException: _ => true).ConfigureAwait(false);
        _state = state;
        if (state.Exception is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(state.Exception);
        return state.ReturnValue;
    }
}
