using System.Text.Json.Nodes;

namespace LeptonLab.Notebooks.Display;

/// <summary>Yes or no: <c>var fuse = new Toggle("Fuse layers", true);</c>.</summary>
/// <param name="label">What stands beside it.</param>
/// <param name="value">Whether it is on at first.</param>
public sealed class Toggle(string label, bool value = false) : Control<bool>(label, value)
{
    private protected override string Model => "Checkbox";

    private protected override string Style => "Checkbox";

    private protected override string ValueText => Value ? "on" : "off";

    private protected override JsonObject ValueState() => new() { ["value"] = Value };

    private protected override JsonObject State() => new() { ["value"] = Value, ["indent"] = false };

    private protected override void Take(JsonObject state)
    {
        if (state["value"] is JsonValue value && value.TryGetValue(out bool on))
            Set(on);
    }
}
