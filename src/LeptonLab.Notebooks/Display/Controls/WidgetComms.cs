using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Display;

/// <summary>
/// The controls of one kernel and their counterparts in the clients: the widget messaging protocol, version 2, of
/// ipywidgets 8 (<c>packages/schema/messages.md</c> in its repository).
/// </summary>
internal sealed class WidgetComms(Func<IFrontEnd?> frontEnd)
{
    private const string Target = "jupyter.widget";
    private const string ControlTarget = "jupyter.widget.control";
    private const string Version = "2.0.0";

    private readonly ConcurrentDictionary<string, Control> _controls = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _managers = new(StringComparer.Ordinal);

    /// <summary>Names the classes that the client makes for a model.</summary>
    public static void AddModel(JsonObject state, string module, string model, string viewModule, string view)
    {
        state["_model_module"] = module;
        state["_model_module_version"] = Version;
        state["_model_name"] = model;
        state["_view_module"] = viewModule;
        state["_view_module_version"] = Version;
        state["_view_name"] = view;
        state["_view_count"] = null;
    }

    /// <summary>Makes a control's counterpart in the clients: its layout, its style and itself.</summary>
    public void Open(string id, Control control)
    {
        _controls[id] = control;
        foreach ((string model, JsonObject state) in States(id, control))
            Send(CommKind.Open, model, new JsonObject { ["state"] = state, ["buffer_paths"] = new JsonArray() }, Target);
    }

    /// <summary>Tells the clients a new part of a control's state.</summary>
    public void Update(string id, JsonObject state) => Send(CommKind.Message, id, Method("update", "state", state));

    /// <summary>Takes a message of a client.</summary>
    public void Receive(CommMessage message)
    {
        if (message is { Kind: CommKind.Open, TargetName: ControlTarget })
        {
            _managers[message.CommId] = true;
            return;
        }

        if (message.Kind == CommKind.Close)
        {
            if (_controls.TryRemove(message.CommId, out Control? closed))
                closed.Closed();
            _managers.TryRemove(message.CommId, out _);
            return;
        }

        string method = message.Data["method"]?.ToString() ?? "";
        if (_managers.ContainsKey(message.CommId) && method == "request_states")
            Send(CommKind.Message, message.CommId, Method("update_states", "states", AllStates()));
        else if (_controls.TryGetValue(message.CommId, out Control? control) && method == "request_state")
            Update(message.CommId, States(message.CommId, control).Last().State);
        else if (_controls.TryGetValue(message.CommId, out control))
        {
            // Other clients with the same control follow; the one that sent it knows its own message by the parent header.
            if (method == "update" && message.Data["state"] is JsonObject state)
                Send(CommKind.Message, message.CommId, Method("echo_update", "state", state.DeepClone().AsObject()));
            control.Receive(message.Data);
        }
    }

    private static JsonObject Method(string name, string member, JsonObject content) =>
        new() { ["method"] = name, [member] = content, ["buffer_paths"] = new JsonArray() };

    // A client that comes later asks for everything at once.
    private JsonObject AllStates()
    {
        var states = new JsonObject();
        foreach ((string id, JsonObject state) in _controls.SelectMany(control => States(control.Key, control.Value)))
        {
            states[id] = new JsonObject
            {
                ["model_name"] = state["_model_name"]!.DeepClone(),
                ["model_module"] = state["_model_module"]!.DeepClone(),
                ["model_module_version"] = Version,
                ["state"] = state,
            };
        }

        return states;
    }

    private static IEnumerable<(string Id, JsonObject State)> States(string id, Control control)
    {
        var layout = new JsonObject();
        AddModel(layout, "@jupyter-widgets/base", "LayoutModel", "@jupyter-widgets/base", "LayoutView");
        yield return (id + "-layout", layout);
        var style = new JsonObject { ["description_width"] = "initial" };
        AddModel(style, "@jupyter-widgets/controls", control.StyleModel, "@jupyter-widgets/base", "StyleView");
        if (control is Button)
            style.Remove("description_width");
        yield return (id + "-style", style);
        yield return (id, control.Describe(id + "-layout", id + "-style"));
    }

    private void Send(CommKind kind, string id, JsonObject data, string? target = null)
    {
        JsonObject? metadata = kind == CommKind.Open ? new JsonObject { ["version"] = "2.1.0" } : null;
        frontEnd()?.Send(new CommMessage(kind, id, target, data, metadata, []));
    }
}
