using LeptonLab.Numerics;

namespace LeptonLab.Nn;

/// <summary>
/// A part of a model, and the tree under it: parameters that training changes, buffers that are saved with them, and
/// children that are modules themselves. <see cref="Layer"/> is a module that computes one tensor from one; a model with
/// several inputs, such as the Transformer, is a module with a method of its own.
/// </summary>
/// <remarks>
/// Weights are drawn when somebody first asks for them, from seed 0: each module from a stream of its own, by its place in
/// the model around it. So a large model costs nothing until it is used, and the same program gives the same model.
/// </remarks>
public abstract partial class Module
{
    private readonly List<Parameter> _parameters = [];
    private readonly List<KeyValuePair<string, Tensor>> _buffers = [];
    private readonly List<KeyValuePair<string, Module>> _children = [];
    private Module? _parent;
    private Module? _adopted;

    /// <summary>The name in tables and saved files. A model gives one to layers that have none, such as <c>conv2d_1</c>.</summary>
    public string? Name { get; set; }

    /// <summary>What it is and its sizes, such as <c>Conv2d 3×3, 3→32</c>.</summary>
    public virtual string Description => GetType().Name;

    /// <summary>The parts, by name, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, Module>> Children => _children;

    /// <summary>The tensors that training changes: its own and its children's, each once, in a fixed order.</summary>
    public IReadOnlyList<Tensor> Parameters => [.. NamedParameters().Select(named => named.Value)];

    /// <summary>The tensors that are saved with the parameters and not trained, such as running statistics.</summary>
    public IReadOnlyList<Tensor> Buffers => [.. NamedBuffers().Select(named => named.Value)];

    /// <summary>How many numbers training changes. Draws nothing.</summary>
    public long ParameterCount => AllParameters().Sum(named => (long)named.Value.Shape.Count);

    /// <summary>Where it computes: the device of its first parameter, the processor if it has none. See <see cref="ModuleDevice.To"/>.</summary>
    public Device Device => AllParameters().Select(named => named.Value.Device).FirstOrDefault(LeptonLab.Device.Cpu);

    /// <summary>
    /// Whether the module behaves as in training: dropout drops, batch normalization uses the batch's statistics. False
    /// until <see cref="Train"/> is called, so that predictions are repeatable; the trainer switches by itself.
    /// </summary>
    public bool IsTraining { get; private set; }

    /// <summary>Makes this module and all below it behave as in training.</summary>
    public void Train() => SetTraining(true);

    /// <summary>Makes this module and all below it behave as in use: predictions are repeatable.</summary>
    public void Eval() => SetTraining(false);

    /// <summary>The parameters with their paths, such as <c>block_1.conv2d_1.weight</c>; a shared one under its first path.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> NamedParameters() =>
        AllParameters().Select(named => KeyValuePair.Create(named.Key, named.Value.Value));

    /// <summary>The buffers with their paths, such as <c>batch_norm2d_1.running_mean</c>.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> NamedBuffers()
    {
        var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        foreach ((string path, Module module) in (Original ?? this).Descendants())
        {
            foreach ((string name, Tensor buffer) in module._buffers)
            {
                if (seen.Add(buffer))
                    yield return KeyValuePair.Create(Join(path, name), buffer);
            }
        }
    }

    /// <summary>This module, with the empty path, and all below it, depth first, with their paths.</summary>
    public IEnumerable<KeyValuePair<string, Module>> Descendants()
    {
        yield return KeyValuePair.Create("", this);
        foreach ((string name, Module child) in _children)
        {
            foreach ((string path, Module module) in child.Descendants())
                yield return KeyValuePair.Create(Join(name, path), module);
        }
    }

    /// <summary>Draws all weights anew; the module at place i of <see cref="Descendants"/> uses stream i of the seed.</summary>
    public void Initialize(ulong seed)
    {
        ulong stream = 0;
        foreach (Module module in InDrawingOrder())
            module.Draw(new RandomStream(seed, stream++), again: true);
    }

    /// <summary>Draws all weights anew from one stream, one after the other.</summary>
    public void Initialize(RandomStream random)
    {
        foreach ((_, Module module) in Descendants())
            module.Draw(random, again: true);
    }

    /// <summary>Forgets the gradients of the parameters, so that the next backward pass starts from zero.</summary>
    public void ZeroGrad()
    {
        foreach (Tensor parameter in Parameters)
            parameter.Grad = null;
    }

    /// <inheritdoc/>
    public override string ToString() => Name is null ? Description : $"{Name} ({Description})";

    /// <summary>Adds a part; for constructors of modules that are made of others.</summary>
    /// <param name="name">Its name among the children; no dots.</param>
    /// <param name="child">The part.</param>
    /// <returns>The part.</returns>
    /// <exception cref="ArgumentException">The name is taken, empty or has a dot; or the part contains this module.</exception>
    protected T Add<T>(string name, T child)
        where T : Module
    {
        if (name.Length == 0 || name.Contains('.'))
            throw new ArgumentException($"'{name}' is no name for a part: it must have letters and no dots, which separate the names of a path.");
        if (_children.Exists(other => other.Key == name))
            throw new ArgumentException($"{this} has a part named '{name}' already; every part has a name of its own.");
        if (child.Descendants().Any(below => ReferenceEquals(below.Value, this)))
            throw new ArgumentException($"{child} contains {this} and cannot be a part of it.");
        _children.Add(KeyValuePair.Create(name, (Module)child));
        child.Name ??= name;
        child._parent ??= this;
        return child;
    }

    /// <summary>Adds a tensor that training changes; for constructors.</summary>
    /// <param name="name">Its name, such as <c>weight</c>.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="initializer">Fills it when it is first asked for; zeros if left out.</param>
    protected Parameter AddParameter(string name, Shape shape, Initializer? initializer = null)
    {
        var parameter = new Parameter(this, name, shape, initializer ?? Initializers.Zeros);
        _parameters.Add(parameter);
        return parameter;
    }

    /// <summary>Adds a tensor that is saved with the model and not trained; for constructors.</summary>
    /// <param name="name">Its name, such as <c>running_mean</c>.</param>
    /// <param name="value">Its first value. The module changes it in place.</param>
    protected Tensor AddBuffer(string name, Tensor value)
    {
        TensorScope.Current?.KeepForGood(value);
        _buffers.Add(KeyValuePair.Create(name, value));
        return value;
    }

    /// <summary>
    /// Shows another module's own parameters and buffers as this one's, and has it follow when this one is
    /// switched between training and use: for a fused layer.
    /// </summary>
    private protected void Adopt(Module owner)
    {
        _parameters.AddRange(owner._parameters);
        _buffers.AddRange(owner._buffers);
        _adopted = owner;
    }

    /// <summary>The model that this is a fused form of: its parameters and their paths are that one's.</summary>
    private protected Module? Original { get; init; }

    /// <summary>Draws what is random in it besides parameters, such as a seed of its own; again, or if it has none.</summary>
    private protected virtual void DrawOwn(RandomStream random, bool again)
    {
    }

    private Module Root => _parent?.Root ?? this;

    /// <summary>Whether it is where a model of several layers ends: nothing follows it, and others with parameters precede.</summary>
    private protected bool IsHead
    {
        get
        {
            for (Module part = this; part._parent is { } parent; part = parent)
            {
                if (!ReferenceEquals(parent._children[^1].Value, part))
                    return false;
            }

            return !ReferenceEquals(Root.InDrawingOrder().FirstOrDefault(module => module._parameters.Count > 0), this);
        }
    }

    internal void MoveTo(Device device)
    {
        foreach ((_, Parameter parameter) in AllParameters())
            parameter.MoveTo(device);
        foreach (Tensor buffer in Buffers)
            buffer.MoveTo(device);
    }

    internal IEnumerable<KeyValuePair<string, Parameter>> AllParameters()
    {
        var seen = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
        foreach ((string path, Module module) in (Original ?? this).Descendants())
        {
            foreach (Parameter parameter in module._parameters)
            {
                if (seen.Add(parameter))
                    yield return KeyValuePair.Create(Join(path, parameter.Name), parameter);
            }
        }
    }

    /// <summary>Draws the own parameters that have no values yet, from seed 0 and the stream of this place.</summary>
    internal void DrawFirst()
    {
        ulong stream = 0;
        foreach (Module module in Root.InDrawingOrder())
        {
            if (ReferenceEquals(module, this))
                break;
            stream++;
        }

        Draw(new RandomStream(seed: 0, stream), again: false);
    }

    /// <summary>Switches this module alone, without what is below it.</summary>
    internal void SetOwnTraining(bool training) => IsTraining = training;

    // Modules without children, and those that have parameters of their own.
    private IEnumerable<Module> InDrawingOrder() => Descendants()
        .Select(below => below.Value)
        .Where(module => module._children.Count == 0 || module._parameters.Count > 0);

    private void Draw(RandomStream random, bool again)
    {
        foreach (Parameter parameter in _parameters)
            parameter.Draw(random, again);
        DrawOwn(random, again);
        if (_parameters.All(parameter => parameter.Value.Name is not null))
            return;
        string path = Root.Descendants().First(below => ReferenceEquals(below.Value, this)).Key;
        foreach (Parameter parameter in _parameters)
            parameter.Value.Name ??= Join(path, parameter.Name);
    }

    private void SetTraining(bool training)
    {
        foreach ((_, Module module) in Descendants())
        {
            module.IsTraining = training;
            module._adopted?.SetTraining(training);
        }
    }

    private protected static string Join(string path, string name) => path.Length == 0 ? name : name.Length == 0 ? path : $"{path}.{name}";
}
