using System.Text.Json.Nodes;

namespace LeptonLab.Notebooks.Display;

/// <summary>Something to press: <c>new Button("Draw again", () => chart.Update(Draw()))</c>. Where nobody can, nothing happens.</summary>
public sealed class Button : Control
{
    /// <summary>Makes a button.</summary>
    /// <param name="label">What stands on it.</param>
    /// <param name="pressed">What it does.</param>
    public Button(string label, Action? pressed = null) : base(label)
    {
        Pressed += pressed;
    }

    /// <summary>Called when the reader presses it.</summary>
    public event Action? Pressed;

    private protected override string Model => "Button";

    private protected override string Style => "Button";

    private protected override string ValueText => "";

    private protected override JsonObject State() => new() { ["button_style"] = "", ["icon"] = "" };

    private protected override void Happened(string name)
    {
        if (name == "click")
            Pressed?.Invoke();
    }
}
