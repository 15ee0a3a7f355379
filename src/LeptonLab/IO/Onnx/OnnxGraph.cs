namespace LeptonLab.IO.Onnx;

/// <summary>A graph under construction: GraphProto of onnx.proto and the messages in it.</summary>
internal sealed class OnnxGraph
{
    private const int Float = 1, IntegerAttribute = 2, IntegersAttribute = 7;
    private readonly ProtobufWriter _message = new();

    internal OnnxGraph() => _message.Text(2, "model");

    internal ProtobufWriter ToMessage() => _message;

    /// <summary>Adds an operator with one output.</summary>
    /// <param name="type">Such as <c>Conv</c>.</param>
    /// <param name="name">The name of the node.</param>
    /// <param name="output">The name of what it gives.</param>
    /// <param name="inputs">The names of what it takes.</param>
    /// <param name="attributes">Whole numbers, or lists of them.</param>
    internal void Add(string type, string name, string output, string[] inputs, params (string Name, object Value)[] attributes)
    {
        var node = new ProtobufWriter();
        foreach (string input in inputs)
            node.Text(1, input);
        node.Text(2, output);
        node.Text(3, name);
        node.Text(4, type);
        foreach ((string attribute, object value) in attributes)
            node.Message(5, Attribute(attribute, value));
        _message.Message(1, node);
    }

    /// <summary>Adds a constant.</summary>
    internal void AddConstant(string name, Shape shape, Tensor values)
    {
        var tensor = new ProtobufWriter();
        foreach (int extent in shape)
            tensor.Number(1, extent);
        tensor.Number(2, Float);
        tensor.Text(8, name);
        tensor.Bytes(9, Safetensors.LittleEndian(values));
        _message.Message(5, tensor);
    }

    internal void AddInput(string name, Shape sample) => _message.Message(11, Value(name, sample));

    internal void AddOutput(string name, Shape sample) => _message.Message(12, Value(name, sample));

    private static ProtobufWriter Attribute(string name, object value)
    {
        var attribute = new ProtobufWriter();
        attribute.Text(1, name);
        if (value is int number)
        {
            attribute.Number(3, number);
            attribute.Number(20, IntegerAttribute);
        }
        else
        {
            foreach (int element in (int[])value)
                attribute.Number(8, element);
            attribute.Number(20, IntegersAttribute);
        }

        return attribute;
    }

    // ValueInfoProto { name, TypeProto { Tensor { type, TensorShapeProto } } }; the batch has a name in place of a size.
    private static ProtobufWriter Value(string name, Shape sample)
    {
        var shape = new ProtobufWriter();
        var batch = new ProtobufWriter();
        batch.Text(2, "N");
        shape.Message(1, batch);
        foreach (int extent in sample)
        {
            var dimension = new ProtobufWriter();
            dimension.Number(1, extent);
            shape.Message(1, dimension);
        }

        var tensor = new ProtobufWriter();
        tensor.Number(1, Float);
        tensor.Message(2, shape);
        var type = new ProtobufWriter();
        type.Message(1, tensor);
        var value = new ProtobufWriter();
        value.Text(1, name);
        value.Message(2, type);
        return value;
    }
}
