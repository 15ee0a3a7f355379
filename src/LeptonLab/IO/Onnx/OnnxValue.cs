namespace LeptonLab.IO.Onnx;

/// <summary>A tensor of the graph that stands for a layer's input or output.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Shape">The shape of one sample, in our order whatever the file's is.</param>
internal sealed record OnnxValue(string Name, Shape Shape)
{
    /// <summary>Whether the last axis of a sample, the channels, stands first in the file, behind the batch.</summary>
    internal bool ChannelsFirst { get; init; }

    /// <summary>
    /// The sample that was laid out as this vector while its channels stood first, so that the vector's numbers are in
    /// another order than ours; null if they are in ours.
    /// </summary>
    internal Shape? Flattened { get; init; }

    /// <summary>
    /// The name of the first axis of a sample if the file takes any length of it; null if it is as long as
    /// <see cref="Shape"/> says.
    /// </summary>
    internal string? Time { get; init; }

    /// <summary>Whether it holds whole numbers, int64.</summary>
    internal bool IsTokens { get; init; }
}
