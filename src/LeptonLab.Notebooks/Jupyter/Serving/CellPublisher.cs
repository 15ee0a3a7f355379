using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Jupyter.Serving;

/// <summary>Publishes the outputs of one execution, under the header of its request.</summary>
/// <param name="publisher">Writes the messages.</param>
/// <param name="parent">The header of the request.</param>
/// <param name="executionCount">The number of the execution.</param>
/// <param name="silent">Whether outputs are only counted, as the request asks.</param>
/// <param name="drawsCharts">Whether the client may be a page that has to fetch what draws charts.</param>
internal sealed class CellPublisher(Publisher publisher, JsonObject parent, int executionCount, bool silent, bool drawsCharts) : ICellOutputs
{
    private readonly OutputGuard _guard = new();
    private volatile bool _closed = silent;
    private int _slowed;

    /// <summary>The error that the cell published, if it did.</summary>
    public CellError? Error { get; private set; }

    /// <summary>What is to be said in place of the error with which the cell ends.</summary>
    public CellError? Instead { get; set; }

    /// <summary>Publishes a last error and nothing more.</summary>
    public void Close(CellError error)
    {
        Publish(new ErrorOutput(error));
        _closed = true;
    }

    public void Publish(CellOutput output)
    {
        if (!_closed && output is not (StreamOutput or ErrorOutput) && _guard.Wait(Size(output)) && Interlocked.Exchange(ref _slowed, 1) == 0)
        {
            publisher.Print(
                "stderr", "[This cell shows more than a browser can take; it is slowed down. Interrupt the kernel to stop it.]\n", parent);
        }

        if (output is ErrorOutput failure)
            output = new ErrorOutput(Error = Instead ?? failure.Error);
        if (_closed)
            return;

        // An interrupt may end the cell's thread anywhere, but not in a finally block: a message goes out whole or not at all.
        try
        {
        }
        finally
        {
            Send(output);
        }
    }

    private void Send(CellOutput output)
    {
        switch (output)
        {
            case StreamOutput stream:
                Print(stream);
                break;
            case DisplayOutput display:
                publisher.Publish("display_data", parent, Shown(display.Data, display.DisplayId));
                break;
            case UpdateDisplayOutput update:
                publisher.Publish("update_display_data", parent, Shown(update.Data, update.DisplayId));
                break;
            case ResultOutput result:
                JsonObject content = Shown(result.Data, displayId: null);
                content["execution_count"] = executionCount;
                publisher.Publish("execute_result", parent, content);
                break;
            case ErrorOutput { Error: var error }:
                publisher.Publish("error", parent, ErrorContent.Of(error), ErrorContent.Metadata(error));
                break;
            case ClearOutput clear:
                publisher.Publish("clear_output", parent, new JsonObject { ["wait"] = clear.Wait });
                break;
            default:
                throw new NotSupportedException($"An output of the type {output.GetType().Name} has no message.");
        }
    }

    private void Print(StreamOutput stream)
    {
        string text = _guard.Printable(stream.Text, out bool limitReached);
        if (text.Length > 0)
            publisher.Print(stream.Name, text, parent);
        if (limitReached)
        {
            publisher.Print(
                "stderr",
                $"\n[This cell printed more than {OutputGuard.MostPrinted:N0} characters; the rest is not shown. It still runs: interrupt the kernel to stop it.]\n",
                parent);
        }
    }

    private JsonObject Shown(MimeBundle bundle, string? displayId)
    {
        JsonObject content = Content(bundle, displayId);
        if (drawsCharts)
            ChartLoader.AddTo(content);
        return content;
    }

    /// <summary>The forms of a value as a message has them.</summary>
    internal static JsonObject Content(MimeBundle bundle, string? displayId)
    {
        var data = new JsonObject();
        foreach (string mimeType in bundle.MimeTypes)
            data[mimeType] = bundle[mimeType]!.DeepClone();
        var content = new JsonObject { ["data"] = data, ["metadata"] = bundle.Metadata.DeepClone() };
        if (displayId is not null)
            content["transient"] = new JsonObject { ["display_id"] = displayId };
        return content;
    }

    private static int Size(CellOutput output)
    {
        MimeBundle? bundle = output switch
        {
            DisplayOutput display => display.Data,
            UpdateDisplayOutput update => update.Data,
            ResultOutput result => result.Data,
            _ => null,
        };
        return bundle?.MimeTypes.Sum(mimeType => Size(bundle[mimeType])) ?? 0;
    }

    // JSON forms are charts: their size is a guess from their leaves.
    private static int Size(JsonNode? node) => node switch
    {
        JsonObject fields => fields.Sum(field => field.Key.Length + Size(field.Value)),
        JsonArray items => items.Sum(Size),
        JsonValue value when value.TryGetValue(out string? text) => text.Length,
        _ => 8,
    };
}
