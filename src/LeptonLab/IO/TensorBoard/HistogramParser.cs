using System.Buffers.Binary;

namespace LeptonLab.IO;

/// <summary>Takes a <c>HistogramProto</c> of TensorFlow's summary.proto apart.</summary>
internal static class HistogramParser
{
    /// <exception cref="FormatException">The message is damaged.</exception>
    internal static Histogram Parse(ReadOnlySpan<byte> message)
    {
        var numbers = new double[6];
        List<double> limits = [], counts = [];
        var fields = new ProtobufReader(message);
        while (fields.Next())
        {
            switch (fields.Field, fields.Type)
            {
                case ( <= 5, ProtobufType.Fixed64):
                    numbers[fields.Field] = fields.Double;
                    break;
                case (6, ProtobufType.Fixed64):
                    limits.Add(fields.Double);
                    break;
                case (7, ProtobufType.Fixed64):
                    counts.Add(fields.Double);
                    break;
                case (6, ProtobufType.Bytes):
                    AddPacked(limits, fields.Bytes);
                    break;
                case (7, ProtobufType.Bytes):
                    AddPacked(counts, fields.Bytes);
                    break;
            }
        }

        return limits.Count == counts.Count
            ? new Histogram(numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], limits, counts)
            : throw new FormatException($"a histogram has {limits.Count:N0} limits and {counts.Count:N0} counts");
    }

    private static void AddPacked(List<double> numbers, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % sizeof(double) != 0)
            throw new FormatException($"{bytes.Length:N0} bytes are no whole number of 64-bit floats");
        for (; bytes.Length > 0; bytes = bytes[sizeof(double)..])
            numbers.Add(BinaryPrimitives.ReadDoubleLittleEndian(bytes));
    }
}
