using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Jupyter.Wire;
using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Jupyter.Serving;

/// <summary>Answers what clients ask besides running cells.</summary>
internal sealed class Answers(
    Publisher publisher, FrontEnd frontEnd, Lazy<KernelHistory> history, Lazy<IInteractiveKernel> engine, KernelLog log)
{
    /// <summary>Answers a request, or hands a comm message over; what is not known is dropped and logged.</summary>
    public void To(Channel channel, JupyterMessage request)
    {
        if (request.Type is "comm_open" or "comm_msg" or "comm_close")
        {
            ReceiveComm(request);
            return;
        }

        if (!request.Type.EndsWith("_request", StringComparison.Ordinal) || Content(request) is not { } content)
        {
            log.Write($"A message on {channel} is dropped: '{request.Type}' is not known there.");
            return;
        }

        publisher.Reply(channel, request, request.Type.Replace("_request", "_reply", StringComparison.Ordinal), content);
    }

    private JsonObject? Content(JupyterMessage request)
    {
        try
        {
            return request.Type switch
            {
                "kernel_info_request" => KernelInfo.Reply(),
                "complete_request" => InteractiveRequests.Complete(engine.Value, request.Content),
                "inspect_request" => InteractiveRequests.Inspect(engine.Value, request.Content),
                "is_complete_request" => InteractiveRequests.IsComplete(engine.Value, request.Content),
                "history_request" => history.Value.Reply(request.Content),
                "comm_info_request" => CommInfo(request.Content.Text("target_name")),
                _ => null,
            };
        }
        catch (Exception error)
        {
            log.Write($"A {request.Type} failed: {error.GetType().Name}: {error.Message}");
            return ErrorContent.Reply(new CellError(error.GetType().Name, error.Message, null, [error.Message]));
        }
    }

    private JsonObject CommInfo(string? target)
    {
        var comms = new JsonObject();
        foreach ((string id, string name) in frontEnd.Comms)
        {
            if (target is null or "" || name == target)
                comms[id] = new JsonObject { ["target_name"] = name };
        }

        return new JsonObject { ["status"] = "ok", ["comms"] = comms };
    }

    private void ReceiveComm(JupyterMessage message)
    {
        if (message.Content.Text("comm_id") is not { Length: > 0 } id)
        {
            log.Write($"A {message.Type} is dropped: it has no comm_id.");
            return;
        }

        CommKind kind = message.Type switch
        {
            "comm_open" => CommKind.Open,
            "comm_close" => CommKind.Close,
            _ => CommKind.Message,
        };
        var comm = new CommMessage(
            kind, id, message.Content.Text("target_name"), message.Content.Fields("data"), message.Metadata, message.Buffers);
        frontEnd.Track(comm);
        try
        {
            engine.Value.ReceiveAsync(comm).GetAwaiter().GetResult();
        }
        catch (Exception error)
        {
            publisher.Print("stderr", $"{error.GetType().Name}: {error.Message}\n", message.Header);
        }
    }
}
