using System.Buffers.Binary;

namespace LeptonLab.IO;

/// <summary>Takes the messages of TensorBoard apart; <see cref="EventMessage"/> names the schemas.</summary>
/// <remarks>A damaged message is thrown as <see cref="FormatException"/>.</remarks>
internal static class EventParser
{
    /// <summary>The values of an event; none if it is of another kind.</summary>
    internal static List<TensorBoardValue> Parse(ReadOnlySpan<byte> message)
    {
        double wallTime = 0;
        long step = 0;
        ReadOnlySpan<byte> summary = [];
        var fields = new ProtobufReader(message);
        while (fields.Next())
        {
            switch (fields.Field, fields.Type)
            {
                case (1, ProtobufType.Fixed64):
                    wallTime = fields.Double;
                    break;
                case (2, ProtobufType.Varint):
                    step = (long)fields.Number;
                    break;
                case (5, ProtobufType.Bytes):
                    summary = fields.Bytes;
                    break;
            }
        }

        var values = new List<TensorBoardValue>();
        fields = new ProtobufReader(summary);
        while (fields.Next())
        {
            if ((fields.Field, fields.Type) == (1, ProtobufType.Bytes) && Value(fields.Bytes, step, wallTime) is { } value)
                values.Add(value);
        }

        return values;
    }

    private static TensorBoardValue? Value(ReadOnlySpan<byte> message, long step, double wallTime)
    {
        string tag = "";
        float? scalar = null;
        ReadOnlySpan<byte> image = default, histogram = default, tensor = default;
        var fields = new ProtobufReader(message);
        while (fields.Next())
        {
            switch (fields.Field, fields.Type)
            {
                case (1, ProtobufType.Bytes):
                    tag = fields.Text;
                    break;
                case (2, ProtobufType.Fixed32):
                    scalar = fields.Float;
                    break;
                case (4, ProtobufType.Bytes):
                    image = fields.Bytes;
                    break;
                case (5, ProtobufType.Bytes):
                    histogram = fields.Bytes;
                    break;
                case (8, ProtobufType.Bytes):
                    tensor = fields.Bytes;
                    break;
            }
        }

        if (scalar is { } number)
            return new TensorBoardScalar(tag, step, wallTime, number);
        if (!image.IsEmpty)
            return new TensorBoardImage(tag, step, wallTime, EncodedImage(image));
        if (!histogram.IsEmpty)
            return new TensorBoardHistogram(tag, step, wallTime, HistogramParser.Parse(histogram));
        return tensor.IsEmpty ? null : FromTensor(tensor, tag, step, wallTime);
    }

    private static byte[] EncodedImage(ReadOnlySpan<byte> message)
    {
        byte[] encoded = [];
        var fields = new ProtobufReader(message);
        while (fields.Next())
        {
            if ((fields.Field, fields.Type) == (4, ProtobufType.Bytes))
                encoded = fields.Bytes.ToArray();
        }

        return encoded;
    }

    // A tensor with one float is a scalar as TensorFlow 2 writes it; one with one text is text.
    private static TensorBoardValue? FromTensor(ReadOnlySpan<byte> message, string tag, long step, double wallTime)
    {
        int type = 0, texts = 0;
        float? number = null;
        string text = "";
        var fields = new ProtobufReader(message);
        while (fields.Next())
        {
            switch (fields.Field, fields.Type)
            {
                case (1, ProtobufType.Varint):
                    type = (int)Math.Min(fields.Number, int.MaxValue);
                    break;
                case (4 or 5, ProtobufType.Bytes) when fields.Bytes.Length == sizeof(float):
                    number = BinaryPrimitives.ReadSingleLittleEndian(fields.Bytes);
                    break;
                case (4 or 6, ProtobufType.Bytes) when fields.Bytes.Length == sizeof(double):
                    number = (float)BinaryPrimitives.ReadDoubleLittleEndian(fields.Bytes);
                    break;
                case (5, ProtobufType.Fixed32):
                    number = fields.Float;
                    break;
                case (6, ProtobufType.Fixed64):
                    number = (float)fields.Double;
                    break;
                case (8, ProtobufType.Bytes):
                    (text, texts) = (fields.Text, texts + 1);
                    break;
            }
        }

        return type switch
        {
            EventMessage.FloatType or EventMessage.DoubleType when number is { } value => new TensorBoardScalar(tag, step, wallTime, value),
            EventMessage.StringType when texts == 1 => new TensorBoardText(tag, step, wallTime, text),
            _ => null,
        };
    }
}
