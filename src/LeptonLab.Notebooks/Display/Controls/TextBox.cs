using System.Text.Json.Nodes;

namespace LeptonLab.Notebooks.Display;

/// <summary>A line of text: <c>var name = new TextBox("Name", "ResNet");</c>.</summary>
/// <param name="label">What stands beside it.</param>
/// <param name="value">The text at first.</param>
public sealed class TextBox(string label, string value = "") : Control<string>(label, value)
{
    private protected override string Model => "Text";

    private protected override string Style => "Text";

    private protected override string ValueText => Value;

    private protected override JsonObject ValueState() => new() { ["value"] = Value };

    private protected override JsonObject State() => new()
    {
        ["value"] = Value,
        ["placeholder"] = "",
        ["continuous_update"] = false,
    };

    private protected override void Take(JsonObject state)
    {
        if (state["value"] is JsonValue value && value.TryGetValue(out string? text))
            Set(text);
    }
}
