using System.Buffers.Binary;
using System.Globalization;

namespace LeptonLab.IO.Onnx;

/// <summary>A graph under construction: GraphProto of onnx.proto. Operators are added in the order in which they compute.</summary>
internal sealed class OnnxGraph
{
    private readonly List<(string Type, string Name, string[] Inputs, (string Name, object Value)[] Attributes)> _nodes = [];
    private readonly List<ProtobufWriter> _constants = [];
    private readonly List<ProtobufWriter> _inputs = [];
    private readonly List<ProtobufWriter> _outputs = [];
    private readonly HashSet<string> _constantNames = [];
    private readonly Dictionary<string, int> _counts = [];
    private readonly Dictionary<string, string> _renamed = [];

    /// <summary>Adds an operator with one output, which gets the operator's name.</summary>
    /// <param name="type">Such as <c>Conv</c>.</param>
    /// <param name="inputs">The names of what it takes; an empty one leaves an optional input out.</param>
    /// <param name="attributes">Numbers, lists of whole numbers, lists of texts.</param>
    /// <returns>The name of what it gives, such as <c>Conv_1</c>.</returns>
    internal string Add(string type, string[] inputs, params (string Name, object Value)[] attributes)
    {
        int count = _counts[type] = _counts.GetValueOrDefault(type) + 1;
        string name = $"{type}_{count}";
        _nodes.Add((type, name, inputs, attributes));
        return name;
    }

    /// <summary>Adds a constant unless one of this name is there already.</summary>
    internal string Constant(string name, Tensor values)
    {
        if (_constantNames.Add(name))
            _constants.Add(OnnxMessages.Tensor(name, OnnxType.Float, values.Shape.Extents, Safetensors.LittleEndian(values)));
        return name;
    }

    /// <summary>A constant number.</summary>
    internal string Number(float value)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"float_{value:R}");
        return Constant(name, Tensor.From([value], []));
    }

    /// <summary>A constant list of 64-bit floating-point numbers.</summary>
    internal string Doubles(string name, params ReadOnlySpan<double> values)
    {
        byte[] bytes = new byte[values.Length * sizeof(double)];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * sizeof(double)), values[i]);
        return Constant(name, OnnxType.Double, [values.Length], bytes);
    }

    /// <summary>A constant whole number.</summary>
    internal string Integer(int value) => Integers($"int_{value}", [], value);

    /// <summary>A constant list of whole numbers, such as a shape.</summary>
    internal string Integers(params ReadOnlySpan<int> values) =>
        Integers($"ints_{string.Join('_', values.ToArray().Select(value => value.ToString(CultureInfo.InvariantCulture)))}", [values.Length], values);

    /// <summary>A constant tensor of whole numbers.</summary>
    internal string Integers(string name, ReadOnlySpan<int> shape, params ReadOnlySpan<int> values)
    {
        byte[] bytes = new byte[values.Length * sizeof(long)];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), values[i]);
        return Constant(name, OnnxType.Int64, shape, bytes);
    }

    /// <summary>Declares an input; its axes as in <see cref="OnnxMessages.Value"/>.</summary>
    internal void AddInput(string name, OnnxType type, IEnumerable<object> axes) =>
        _inputs.Add(OnnxMessages.Value(name, type, axes));

    /// <summary>Declares an output: the result of an operator gets its name.</summary>
    internal void AddOutput(string name, OnnxType type, string value, IEnumerable<object> axes)
    {
        // What no operator has computed is an input itself.
        string result = _nodes.Exists(node => node.Name == value) ? value : Add("Identity", [value]);
        _renamed.Add(result, name);
        _outputs.Add(OnnxMessages.Value(name, type, axes));
    }

    internal ProtobufWriter ToMessage()
    {
        var graph = new ProtobufWriter();
        foreach ((string type, string name, string[] inputs, (string Name, object Value)[] attributes) in _nodes)
            graph.Message(1, OnnxMessages.Node(type, name, Final(name), [.. inputs.Select(Final)], attributes));
        graph.Text(2, "model");
        AddAll(5, _constants);
        AddAll(11, _inputs);
        AddAll(12, _outputs);
        return graph;

        void AddAll(int field, List<ProtobufWriter> messages)
        {
            foreach (ProtobufWriter message in messages)
                graph.Message(field, message);
        }
    }

    private string Constant(string name, OnnxType type, ReadOnlySpan<int> shape, ReadOnlySpan<byte> bytes)
    {
        if (_constantNames.Add(name))
            _constants.Add(OnnxMessages.Tensor(name, type, shape, bytes));
        return name;
    }

    private string Final(string value) => _renamed.GetValueOrDefault(value, value);
}
