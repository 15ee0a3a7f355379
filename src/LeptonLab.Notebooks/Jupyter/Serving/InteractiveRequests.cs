using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Jupyter.Wire;
using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Jupyter.Serving;

/// <summary>Completion, inspection and completeness: the engine's answers in the protocol's words.</summary>
internal static class InteractiveRequests
{
    // A question of an editor is answered at once or not at all.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static JsonObject Complete(IInteractiveKernel kernel, JsonObject content)
    {
        (string code, int position) = Place(content);
        using var patience = new CancellationTokenSource(Patience);
        CompletionAnswer answer = kernel.CompleteAsync(code, position, patience.Token).WaitAsync(patience.Token).GetAwaiter().GetResult();
        int start = CodePoints.FromUtf16(code, answer.Start), end = CodePoints.FromUtf16(code, answer.End);
        return new JsonObject
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. answer.Items.Select(item => JsonValue.Create(item.Text))]),
            ["cursor_start"] = start,
            ["cursor_end"] = end,
            ["metadata"] = new JsonObject
            {
                // What JupyterLab shows beside each: https://github.com/ipython/ipykernel/pull/271
                ["_jupyter_types_experimental"] = new JsonArray([.. answer.Items.Select(item => Described(item, start, end))]),
            },
        };
    }

    public static JsonObject Inspect(IInteractiveKernel kernel, JsonObject content)
    {
        (string code, int position) = Place(content);
        using var patience = new CancellationTokenSource(Patience);
        MimeBundle? found = kernel.InspectAsync(code, position, content.Whole("detail_level") ?? 0, patience.Token)
            .WaitAsync(patience.Token).GetAwaiter().GetResult();
        JsonObject reply = CellPublisher.Content(found ?? new MimeBundle(), displayId: null);
        reply["status"] = "ok";
        reply["found"] = found is not null;
        return reply;
    }

    public static JsonObject IsComplete(IInteractiveKernel kernel, JsonObject content)
    {
        CompletenessAnswer answer = kernel.IsComplete(content.Text("code") ?? "");
        var reply = new JsonObject { ["status"] = answer.Status };
        if (answer.Status == "incomplete")
            reply["indent"] = answer.Indent;
        return reply;
    }

    private static (string Code, int Position) Place(JsonObject content)
    {
        string code = content.Text("code") ?? "";
        return (code, content.Whole("cursor_pos") is { } codePoints ? CodePoints.ToUtf16(code, codePoints) : code.Length);
    }

    private static JsonObject Described(CompletionCandidate item, int start, int end)
    {
        var described = new JsonObject { ["text"] = item.Text, ["type"] = item.Kind, ["start"] = start, ["end"] = end };
        if (item.Signature is not null)
            described["signature"] = item.Signature;
        if (item.Documentation is not null)
            described["documentation"] = item.Documentation;
        return described;
    }
}
