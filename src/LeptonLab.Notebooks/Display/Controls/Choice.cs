using System.Text.Json.Nodes;

namespace LeptonLab.Notebooks.Display;

/// <summary>One of several words: <c>var kind = new Choice("Activation", "relu", "tanh");</c>.</summary>
public sealed class Choice : Control<string>
{
    private readonly string[] _options;

    /// <summary>Makes a list to choose from; the first is chosen.</summary>
    /// <param name="label">What stands beside it.</param>
    /// <param name="options">At least one.</param>
    /// <exception cref="ArgumentException">There are none, or two are the same.</exception>
    public Choice(string label, params string[] options)
        : base(label, options.Length > 0 ? options[0] : throw new ArgumentException($"The choice \"{label}\" has no options.", nameof(options)))
    {
        if (options.Distinct(StringComparer.Ordinal).Count() != options.Length)
            throw new ArgumentException($"The choice \"{label}\" has the same option twice.", nameof(options));
        _options = [.. options];
    }

    /// <summary>What can be chosen.</summary>
    public IReadOnlyList<string> Options => _options;

    /// <summary>The place of what is chosen, 0 for the first.</summary>
    public int Index => Array.IndexOf(_options, Value);

    private protected override string Model => "Dropdown";

    private protected override string Style => "Description";

    private protected override string ValueText => Value;

    private protected override string Checked(string value) => _options.Contains(value, StringComparer.Ordinal)
        ? value
        : throw new ArgumentException($"The choice \"{Label}\" has no option \"{value}\"; it has {string.Join(", ", _options)}.", nameof(value));

    private protected override JsonObject ValueState() => new() { ["index"] = Index };

    private protected override JsonObject State() => new()
    {
        ["_options_labels"] = new JsonArray([.. _options.Select(option => JsonValue.Create(option))]),
        ["index"] = Index,
    };

    private protected override void Take(JsonObject state)
    {
        if (state["index"] is JsonValue value && value.TryGetValue(out int index) && index >= 0 && index < _options.Length)
            Set(_options[index]);
    }
}
