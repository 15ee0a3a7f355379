namespace LeptonLab.IO;

/// <summary>
/// Makes the messages of TensorBoard: Event of event.proto, Summary of summary.proto, TensorProto of tensor.proto, all in
/// TensorFlow's core/framework and core/util.
/// </summary>
internal static class EventMessage
{
    internal const string Version = "brain.Event:2";
    internal const int FloatType = 1, DoubleType = 2, StringType = 7;

    /// <summary>What every file begins with.</summary>
    internal static byte[] FileVersion(double wallTime)
    {
        var message = new ProtobufWriter();
        message.Double(1, wallTime);
        message.Text(3, Version);
        return message.ToArray();
    }

    internal static byte[] Scalar(string tag, float value, long step, double wallTime)
    {
        ProtobufWriter summary = Value(tag);
        summary.Float(2, value);
        return Event(summary, step, wallTime);
    }

    internal static byte[] Image(string tag, Image image, long step, double wallTime)
    {
        var picture = new ProtobufWriter();
        picture.Number(1, image.Height);
        picture.Number(2, image.Width);
        picture.Number(3, image.Channels); // 1 grey, 3 RGB, 4 RGBA
        picture.Bytes(4, PngWriter.Encode(image));
        ProtobufWriter summary = Value(tag);
        summary.Message(4, picture);
        return Event(summary, step, wallTime);
    }

    internal static byte[] Histogram(string tag, Histogram histogram, long step, double wallTime)
    {
        var counts = new ProtobufWriter();
        counts.Double(1, histogram.Min);
        counts.Double(2, histogram.Max);
        counts.Double(3, histogram.Count);
        counts.Double(4, histogram.Sum);
        counts.Double(5, histogram.SumOfSquares);
        counts.Doubles(6, [.. histogram.Limits]);
        counts.Doubles(7, [.. histogram.Counts]);
        ProtobufWriter summary = Value(tag);
        summary.Message(5, counts);
        return Event(summary, step, wallTime);
    }

    internal static byte[] Text(string tag, string text, long step, double wallTime)
    {
        var plugin = new ProtobufWriter();
        plugin.Text(1, "text");
        var metadata = new ProtobufWriter();
        metadata.Message(1, plugin);

        var extent = new ProtobufWriter();
        extent.Number(1, 1);
        var shape = new ProtobufWriter();
        shape.Message(2, extent);
        var tensor = new ProtobufWriter();
        tensor.Number(1, StringType);
        tensor.Message(2, shape);
        tensor.Text(8, text);

        ProtobufWriter summary = Value(tag);
        summary.Message(9, metadata);
        summary.Message(8, tensor);
        return Event(summary, step, wallTime);
    }

    private static ProtobufWriter Value(string tag)
    {
        var value = new ProtobufWriter();
        value.Text(1, tag);
        return value;
    }

    private static byte[] Event(ProtobufWriter value, long step, double wallTime)
    {
        var summary = new ProtobufWriter();
        summary.Message(1, value);
        var message = new ProtobufWriter();
        message.Double(1, wallTime);
        message.Number(2, step);
        message.Message(5, summary);
        return message.ToArray();
    }
}
