namespace LeptonLab.IO.Onnx;

/// <summary>The smaller messages of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).</summary>
internal static class OnnxMessages
{
    private const int FloatAttribute = 1, IntegerAttribute = 2, TextAttribute = 3, IntegersAttribute = 7, TextsAttribute = 8;

    /// <summary>NodeProto: an operator with one output.</summary>
    internal static ProtobufWriter Node(
        string type, string name, string output, string[] inputs, (string Name, object Value)[] attributes)
    {
        var node = new ProtobufWriter();
        foreach (string input in inputs)
            node.Text(1, input);
        node.Text(2, output);
        node.Text(3, name);
        node.Text(4, type);
        foreach ((string attribute, object value) in attributes)
            node.Message(5, Attribute(attribute, value));
        return node;
    }

    /// <summary>TensorProto: a constant.</summary>
    internal static ProtobufWriter Tensor(string name, OnnxType type, ReadOnlySpan<int> shape, ReadOnlySpan<byte> littleEndian)
    {
        var tensor = new ProtobufWriter();
        foreach (int extent in shape)
            tensor.Number(1, extent);
        tensor.Number(2, (int)type);
        tensor.Text(8, name);
        tensor.Bytes(9, littleEndian);
        return tensor;
    }

    /// <summary>ValueInfoProto { name, TypeProto { Tensor { type, TensorShapeProto } } }: an input or output of the graph.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">Of its numbers.</param>
    /// <param name="axes">The extent of each axis, an int, or the name of one that has any.</param>
    internal static ProtobufWriter Value(string name, OnnxType type, IEnumerable<object> axes)
    {
        var shape = new ProtobufWriter();
        foreach (object axis in axes)
        {
            var dimension = new ProtobufWriter();
            if (axis is int extent)
                dimension.Number(1, extent);
            else
                dimension.Text(2, (string)axis);
            shape.Message(1, dimension);
        }

        var tensor = new ProtobufWriter();
        tensor.Number(1, (int)type);
        tensor.Message(2, shape);
        var message = new ProtobufWriter();
        message.Message(1, tensor);
        var value = new ProtobufWriter();
        value.Text(1, name);
        value.Message(2, message);
        return value;
    }

    // AttributeProto.
    private static ProtobufWriter Attribute(string name, object value)
    {
        var attribute = new ProtobufWriter();
        attribute.Text(1, name);
        switch (value)
        {
            case float real:
                attribute.Float(2, real);
                attribute.Number(20, FloatAttribute);
                break;
            case int number:
                attribute.Number(3, number);
                attribute.Number(20, IntegerAttribute);
                break;
            case OnnxType type:
                attribute.Number(3, (int)type);
                attribute.Number(20, IntegerAttribute);
                break;
            case string text:
                attribute.Text(4, text);
                attribute.Number(20, TextAttribute);
                break;
            case int[] numbers:
                foreach (int each in numbers)
                    attribute.Number(8, each);
                attribute.Number(20, IntegersAttribute);
                break;
            case string[] texts:
                foreach (string each in texts)
                    attribute.Text(9, each);
                attribute.Number(20, TextsAttribute);
                break;
            default:
                throw new InvalidOperationException($"There is no attribute of type {value.GetType().Name}.");
        }

        return attribute;
    }
}
