using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Formatters;
using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Display;

/// <summary>
/// Something that a reader can move, press or fill in. It appears where it is displayed; where the client has no widgets it
/// shows its value, and where a notebook runs without a client it keeps the value that it was made with.
/// </summary>
public abstract class Control
{
    private readonly ExecutionContext? _made = ExecutionContext.Capture();
    private readonly string _id = Guid.NewGuid().ToString("N");
    private WidgetComms? _comms;
    private CellContext? _shown;

    private protected Control(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        Label = label;
    }

    /// <summary>What stands beside it.</summary>
    public string Label { get; }

    /// <summary>Shows it in the running cell; as the last expression of a cell it is shown without this.</summary>
    public DisplayedValue Display() => NotebookDisplay.display(this);

    /// <summary>The name of the model in <c>@jupyter-widgets/controls</c>, without its suffix.</summary>
    private protected abstract string Model { get; }

    /// <summary>The name of the model's style, without its suffix.</summary>
    private protected abstract string Style { get; }

    /// <summary>Its value as a person reads it.</summary>
    private protected abstract string ValueText { get; }

    /// <summary>The state that the client needs to draw it.</summary>
    private protected abstract JsonObject State();

    /// <summary>Takes a state from the client.</summary>
    private protected virtual void Update(JsonObject state)
    {
    }

    /// <summary>Takes an event from the client, such as a click.</summary>
    private protected virtual void Happened(string name)
    {
    }

    /// <summary>Sends a part of the state to the clients that show it.</summary>
    private protected void Send(JsonObject state) => _comms?.Update(_id, state);

    /// <summary>Label and value, for clients without widgets.</summary>
    internal string Text => ValueText.Length == 0 ? Label : $"{Label}: {ValueText}";

    /// <summary>The same as HTML.</summary>
    internal string Html => $"<span class=\"lepton-control\">{HtmlText.Escape(Text)}</span>";

    /// <summary>Its forms: the widget itself where the client has widgets, and always its value.</summary>
    internal MimeBundle Show()
    {
        var bundle = new MimeBundle();
        if (CellContext.Current is { Kernel.FrontEnd.ShowsWidgets: true } cell)
        {
            if (_comms is null)
            {
                _shown = cell;
                _comms = cell.Kernel.Widgets;
                _comms.Open(_id, this);
            }

            bundle.Add("application/vnd.jupyter.widget-view+json", new JsonObject
            {
                ["model_id"] = _id,
                ["version_major"] = 2,
                ["version_minor"] = 0,
            });
        }

        return bundle.Add("text/html", Html).Add("text/plain", Text);
    }

    /// <summary>Its whole state as the protocol of the widgets has it.</summary>
    internal JsonObject Describe(string layout, string style)
    {
        JsonObject state = State();
        WidgetComms.AddModel(state, "@jupyter-widgets/controls", Model + "Model", "@jupyter-widgets/controls", Model + "View");
        state["_dom_classes"] = new JsonArray();
        state["description"] = Label;
        state["disabled"] = false;
        state["layout"] = $"IPY_MODEL_{layout}";
        state["style"] = $"IPY_MODEL_{style}";
        return state;
    }

    /// <summary>The client has thrown its counterpart away; the next display makes another.</summary>
    internal void Closed() => _comms = null;

    internal string StyleModel => Style + "StyleModel";

    /// <summary>Takes what the client says about it; what the notebook does then belongs to the cell that made it.</summary>
    internal void Receive(JsonObject data)
    {
        void Act()
        {
            if (data["method"]?.ToString() == "update" && data["state"] is JsonObject state)
                Update(state);
            else if (data["method"]?.ToString() == "custom" && (data["content"] as JsonObject)?["event"] is JsonValue name)
                Happened(name.ToString());
        }

        // A client knows the control because a cell has shown it.
        if (_made is not null && _shown is { } cell)
            ExecutionContext.Run(_made, _ => cell.Kernel.RunCallback(CellContext.Current ?? cell, Act), null);
    }
}

/// <summary>A control with a value.</summary>
/// <typeparam name="T">What the reader chooses.</typeparam>
public abstract class Control<T> : Control
{
    private T _value;

    private protected Control(string label, T value) : base(label)
    {
        _value = value;
    }

    /// <summary>What is chosen; setting it moves the control.</summary>
    public T Value
    {
        get => _value;
        set
        {
            Set(Checked(value));
            Send(ValueState());
        }
    }

    /// <summary>Called with the new value when the reader, or the notebook, chooses another.</summary>
    public event Action<T>? Changed;

    /// <summary>The value, if it can be chosen.</summary>
    /// <exception cref="ArgumentException">It cannot.</exception>
    private protected virtual T Checked(T value) => value;

    /// <summary>The part of the state that holds the value.</summary>
    private protected abstract JsonObject ValueState();

    private protected sealed override void Update(JsonObject state)
    {
        Take(state);

        // What cannot be chosen is set right in the client, too.
        JsonObject own = ValueState();
        if (own.Any(part => state.ContainsKey(part.Key) && !JsonNode.DeepEquals(part.Value, state[part.Key])))
            Send(own);
    }

    /// <summary>Takes the value from a state of the client.</summary>
    private protected abstract void Take(JsonObject state);

    /// <summary>Takes a new value without telling the client.</summary>
    private protected void Set(T value)
    {
        if (EqualityComparer<T>.Default.Equals(value, _value))
            return;
        _value = value;
        Changed?.Invoke(value);
    }
}
