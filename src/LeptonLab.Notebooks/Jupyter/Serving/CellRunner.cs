using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Jupyter.Wire;
using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Jupyter.Serving;

/// <summary>Runs the cells of <c>execute_request</c>, one after the other.</summary>
internal sealed class CellRunner(
    Publisher publisher, FrontEnd frontEnd, ExecutionQueue queue, Lazy<KernelHistory> history, Func<IInteractiveKernel> kernel)
{
    // Requests that a client sent in one go arrive within this time of each other.
    private static readonly TimeSpan Arrival = TimeSpan.FromMilliseconds(20);
    private readonly string _session = Guid.NewGuid().ToString("N")[..8];
    private int _count;

    /// <summary>Runs one, from "busy" to "idle".</summary>
    public void Run(Execution execution)
    {
        queue.Begin(execution);
        frontEnd.Enter(execution.Request.Header);
        try
        {
            Answer(execution);
        }
        finally
        {
            frontEnd.Run(null);
            queue.End(execution);
        }
    }

    private void Answer(Execution execution)
    {
        if (execution.Aborted)
        {
            Reply(execution, new JsonObject { ["status"] = "aborted" });
            return;
        }

        if (execution.Code is not { } code)
        {
            var error = new CellError("ProtocolError", "The execute_request has no code.", null, ["The execute_request has no code."]);
            Reply(execution, ErrorContent.Reply(error));
            return;
        }

        bool blank = string.IsNullOrWhiteSpace(code);
        if (execution.StoresHistory && !blank)
            history.Value.Add(++_count, code);
        var outputs = new CellPublisher(publisher, execution.Request.Header, _count, execution.Silent, drawsCharts: execution.Names.Count == 0);
        execution.Outputs = outputs;
        if (!execution.Silent)
        {
            publisher.Publish(
                "execute_input", execution.Request.Header, new JsonObject { ["code"] = code, ["execution_count"] = _count });
        }

        CellError? failure = blank ? null : Execute(execution, code, outputs);
        if (failure is null)
        {
            Reply(execution, new JsonObject
            {
                ["status"] = "ok",
                ["payload"] = new JsonArray(),
                ["user_expressions"] = Evaluate(execution),
            });
            return;
        }

        if (execution.StopsOnError)
        {
            // The client cannot have seen the failure yet, so whatever arrives now was queued before.
            Thread.Sleep(Arrival);
            queue.AbortAfter(execution);
        }

        Reply(execution, ErrorContent.Reply(failure), ErrorContent.Metadata(failure));
    }

    private CellError? Execute(Execution execution, string code, CellPublisher outputs)
    {
        var cell = new CellCode(
            code, execution.Names.Text("id") ?? $"{_session}-{_count}", execution.Names.Text("label") ?? $"Cell {_count}");
        execution.Cell = cell;
        frontEnd.Run(execution);
        try
        {
            Task<CellResult> running = Start(cell, outputs);
            Task.WhenAny(running, execution.Abandoned).GetAwaiter().GetResult();
            if (running.IsCompleted)
                return running.GetAwaiter().GetResult().Error is { } error ? outputs.Error ?? error : null;
            return outputs.Error;
        }
        catch (Exception error)
        {
            outputs.Publish(new ErrorOutput(Describe(error)));
            return outputs.Error;
        }
    }

    private Task<CellResult> Start(CellCode cell, ICellOutputs outputs) => kernel().ExecuteAsync(cell, outputs);

    private JsonObject Evaluate(Execution execution)
    {
        var values = new JsonObject();
        foreach ((string name, JsonNode? expression) in execution.Expressions)
            values[name] = Evaluate(expression?.ToString() ?? "");
        return values;
    }

    private JsonObject Evaluate(string expression)
    {
        var sink = new ExpressionSink();
        try
        {
            CellResult result = Start(new CellCode(expression, $"{_session}-expression", "Expression"), sink).GetAwaiter().GetResult();
            if (result.Error is not null)
                return ErrorContent.Reply(result.Error);
        }
        catch (Exception error)
        {
            return ErrorContent.Reply(Describe(error));
        }

        JsonObject value = CellPublisher.Content(sink.Value ?? new MimeBundle().Add("text/plain", ""), displayId: null);
        value["status"] = "ok";
        return value;
    }

    private void Reply(Execution execution, JsonObject content, JsonObject? metadata = null)
    {
        content["execution_count"] = _count;
        publisher.Reply(Channel.Shell, execution.Request, "execute_reply", content, metadata);
    }

    private static CellError Describe(Exception error) => error is OperationCanceledException
        ? new CellError("Interrupted", "The cell was interrupted; variables are kept.", null, ["Interrupted: the cell was interrupted; variables are kept."])
        : new CellError(error.GetType().Name, error.Message, null, [$"{error.GetType().Name}: {error.Message}"]);

    /// <summary>Keeps the value of an expression, and nothing else that it sends.</summary>
    private sealed class ExpressionSink : ICellOutputs
    {
        public MimeBundle? Value { get; private set; }

        public void Publish(CellOutput output)
        {
            if (output is ResultOutput result)
                Value = result.Data;
        }
    }
}
