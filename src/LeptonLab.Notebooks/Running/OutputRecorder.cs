using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Documents;
using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Running;

/// <summary>
/// Writes what a cell sends into the notebook, in nbformat's form. One recorder serves a whole run, because a later cell
/// may update what an earlier one displayed.
/// </summary>
internal sealed class OutputRecorder
{
    /// <summary>The characters that one cell's printed output may have.</summary>
    internal const int MostStreamed = 2_000_000;

    private readonly Lock _lock = new();
    private bool _closed;
    private readonly Dictionary<string, List<JsonObject>> _displays = new(StringComparer.Ordinal);

    /// <summary>Where one cell sends its outputs.</summary>
    public ICellOutputs For(NotebookCell cell) => new CellSink(this, cell.Outputs);

    /// <summary>Takes no more outputs: a cell that is still running after it was cancelled can change nothing.</summary>
    public void Close()
    {
        lock (_lock)
            _closed = true;
    }

    private static JsonObject Data(MimeBundle bundle)
    {
        var data = new JsonObject();
        foreach (string mimeType in bundle.MimeTypes.Order(StringComparer.Ordinal))
            data[mimeType] = Form(mimeType, bundle[mimeType]!);
        return data;
    }

    // As Jupyter saves them: text as a list of lines, base64 and JSON whole.
    private static JsonNode Form(string mimeType, JsonNode form) =>
        MimeBundle.IsJson(mimeType) || (mimeType.StartsWith("image/", StringComparison.Ordinal) && mimeType != "image/svg+xml")
            ? NotebookJson.Sorted(form)!
            : MultilineText.ToLines(form.ToString());

    private sealed class CellSink(OutputRecorder recorder, JsonArray outputs) : ICellOutputs
    {
        private bool _clearBeforeNext;
        private int _streamed;

        public void Publish(CellOutput output)
        {
            lock (recorder._lock)
            {
                if (!recorder._closed)
                    Record(output);
            }
        }

        private void Record(CellOutput output)
        {
            if (output is ClearOutput clear)
            {
                _clearBeforeNext = clear.Wait;
                if (!clear.Wait)
                    Clear();
                return;
            }

            if (output is UpdateDisplayOutput update)
            {
                foreach (JsonObject shown in recorder._displays.GetValueOrDefault(update.DisplayId) ?? [])
                {
                    shown["data"] = Data(update.Data);
                    shown["metadata"] = NotebookJson.Sorted(update.Data.Metadata);
                }

                return;
            }

            if (_clearBeforeNext)
                Clear();
            _clearBeforeNext = false;
            if (output is StreamOutput stream)
                AppendUpToTheLimit(stream);
            else
                outputs.Add(ToJson(output));
        }

        private void Clear()
        {
            outputs.Clear();
            _streamed = 0;
        }

        // A cell that prints for ever must not fill the memory, nor a file that nobody can open.
        private void AppendUpToTheLimit(StreamOutput stream)
        {
            if (_streamed > MostStreamed)
                return;
            int room = MostStreamed - _streamed;
            _streamed += stream.Text.Length;
            if (stream.Text.Length <= room)
            {
                Append(stream);
                return;
            }

            _streamed = MostStreamed + 1;
            Append(stream with { Text = stream.Text[..room] });
            Append(new StreamOutput(
                "stderr", $"\n[This cell printed more than {MostStreamed:N0} characters; the rest is not kept.]\n"));
        }

        private void Append(StreamOutput stream)
        {
            if (outputs.LastOrDefault() is JsonObject last && (string?)last["name"] == stream.Name)
            {
                Continue(last["text"]!.AsArray(), stream.Text);
                return;
            }

            outputs.Add(new JsonObject
            {
                ["name"] = stream.Name,
                ["output_type"] = "stream",
                ["text"] = MultilineText.ToLines(stream.Text),
            });
        }

        // Only the last line can grow, so that a million lines cost no more than a million lines.
        private static void Continue(JsonArray lines, string text)
        {
            string last = lines.LastOrDefault()?.ToString() ?? "";
            if (lines.Count > 0 && !last.EndsWith('\n'))
            {
                lines.RemoveAt(lines.Count - 1);
                text = last + text;
            }

            foreach (JsonNode? line in MultilineText.ToLines(text))
                lines.Add(line!.GetValue<string>());
        }

        private JsonObject ToJson(CellOutput output)
        {
            switch (output)
            {
                case DisplayOutput display:
                    var shown = new JsonObject
                    {
                        ["data"] = Data(display.Data),
                        ["metadata"] = NotebookJson.Sorted(display.Data.Metadata),
                        ["output_type"] = "display_data",
                    };
                    if (display.DisplayId is not null)
                        recorder.Remember(display.DisplayId, shown);
                    return shown;
                case ResultOutput result:
                    return new JsonObject
                    {
                        ["data"] = Data(result.Data),
                        ["execution_count"] = result.ExecutionCount,
                        ["metadata"] = NotebookJson.Sorted(result.Data.Metadata),
                        ["output_type"] = "execute_result",
                    };
                case ErrorOutput { Error: var error }:
                    return new JsonObject
                    {
                        ["ename"] = error.Name,
                        ["evalue"] = error.Message,
                        ["output_type"] = "error",
                        ["traceback"] = new JsonArray([.. error.Traceback.Select(line => JsonValue.Create(line))]),
                    };
                default:
                    throw new NotSupportedException($"An output of the type {output.GetType().Name} cannot be saved.");
            }
        }
    }

    private void Remember(string displayId, JsonObject shown)
    {
        if (!_displays.TryGetValue(displayId, out List<JsonObject>? all))
            _displays[displayId] = all = [];
        all.Add(shown);
    }
}
