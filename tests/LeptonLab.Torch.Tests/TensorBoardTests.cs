using System.Buffers.Binary;
using Google.Protobuf;
using LeptonLab.IO;
using Tensorboard;
using TorchBoard = TorchSharp.torch.utils.tensorboard;

namespace LeptonLab.Torch.Tests;

/// <summary>TensorBoard files against TorchSharp's writer and the messages that Google's compiler made of the schemas.</summary>
public sealed class TensorBoardTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lepton-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_TorchSharp_logs_is_read()
    {
        LibTorch.SkipIfMissing();
        float[] numbers = [.. Enumerable.Range(0, 100).Select(i => MathF.Sin(i) * i)];
        var writer = TorchBoard.SummaryWriter(_folder);
        writer.add_scalar("loss", 0.25f, 7);
        writer.add_text("note", "hello", 8);
        writer.add_histogram("weights", TorchSharp.torch.tensor(numbers), 9);

        TensorBoardValue[] values = [.. TensorBoardReader.Read(_folder)];
        TensorBoardScalar scalar = Assert.Single(values.OfType<TensorBoardScalar>());
        Assert.Equal(("loss", 7, 0.25f), (scalar.Tag, scalar.Step, scalar.Value));
        Assert.Equal("hello", Assert.Single(values.OfType<TensorBoardText>()).Text);
        Histogram theirs = Assert.Single(values.OfType<TensorBoardHistogram>()).Histogram, ours = Histogram.Of(numbers);
        Assert.Equal((ours.Count, ours.Counts.Sum()), (theirs.Count, theirs.Counts.Sum()));
        Assert.Equal(ours.Min, theirs.Min, 1e-4);
        Assert.Equal(ours.Max, theirs.Max, 1e-4);
        Assert.Equal(ours.Sum, theirs.Sum, 1e-2);
        Assert.Equal(ours.SumOfSquares, theirs.SumOfSquares, ours.SumOfSquares * 1e-6);
    }

    [Fact]
    public void What_we_log_is_what_the_schemas_of_TensorBoard_say()
    {
        string path;
        using (var writer = new TensorBoardWriter(_folder))
        {
            path = writer.Path;
            writer.AddScalar("loss", 0.25f, 7);
            writer.AddImage("picture", new Image(3, 2, 1), 8);
            writer.AddHistogram("weights", Tensor.From([-1, 2, 2.5f], [3]), 9);
            writer.AddText("note", "hello", 10);
        }

        Event[] events = [.. Messages(File.ReadAllBytes(path)).Select(Event.Parser.ParseFrom)];
        Assert.Equal("brain.Event:2", events[0].FileVersion);
        Assert.InRange(events[1].WallTime, DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 100, DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1);
        Assert.Equal([0L, 7, 8, 9, 10], events.Select(message => message.Step));
        Summary.Types.Value[] values = [.. events.Skip(1).Select(message => Assert.Single(message.Summary.Value))];
        Assert.Equal(["loss", "picture", "weights", "note"], values.Select(value => value.Tag));
        Assert.Equal(0.25f, values[0].SimpleValue);
        Assert.Equal((3, 2, 1), (values[1].Image.Width, values[1].Image.Height, values[1].Image.Colorspace));
        Assert.Equal(3 * 2, ImageFile.Decode(values[1].Image.EncodedImageString.ToByteArray(), "x").Pixels.Length);
        HistogramProto histogram = values[2].Histo;
        Assert.Equal((-1, 2.5, 3, 3.5, 11.25), (histogram.Min, histogram.Max, histogram.Num, histogram.Sum, histogram.SumSquares));
        Assert.Equal(histogram.BucketLimit.Count, histogram.Bucket.Count);
        Assert.Equal(3, histogram.Bucket.Sum());
        Assert.Equal("text", values[3].Metadata.PluginData.PluginName);
        Assert.Equal("hello", Assert.Single(values[3].Tensor.StringVal).ToStringUtf8());

        // All that we wrote is in the schemas: written anew from what was understood, it has the same length.
        Assert.Equal(Messages(File.ReadAllBytes(path)).Select(message => message.Length), events.Select(message => message.CalculateSize()));
        Assert.All(events, message => Assert.Equal(message, Event.Parser.WithDiscardUnknownFields(true).ParseFrom(message.ToByteArray())));
    }

    private static List<byte[]> Messages(byte[] file)
    {
        var messages = new List<byte[]>();
        for (int position = 0; position < file.Length;)
        {
            int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(position));
            messages.Add(file[(position + 12)..(position + 12 + length)]);
            position += length + 16;
        }

        return messages;
    }
}
