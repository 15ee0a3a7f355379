namespace LeptonLab.IO;

/// <summary>Something that was logged for TensorBoard.</summary>
/// <param name="Tag">Its name, such as <c>loss/train</c>.</param>
/// <param name="Step">The training step that it belongs to.</param>
/// <param name="WallTime">When it was logged, in seconds since the start of 1970, UTC.</param>
public abstract record TensorBoardValue(string Tag, long Step, double WallTime);

/// <summary>A number.</summary>
/// <inheritdoc cref="TensorBoardValue(string, long, double)"/>
/// <param name="Value">The number.</param>
/// <param name="Tag">Its name.</param>
/// <param name="Step">The training step that it belongs to.</param>
/// <param name="WallTime">When it was logged, in seconds since the start of 1970, UTC.</param>
public sealed record TensorBoardScalar(string Tag, long Step, double WallTime, float Value) : TensorBoardValue(Tag, Step, WallTime);

/// <summary>A picture.</summary>
/// <param name="Tag">Its name.</param>
/// <param name="Step">The training step that it belongs to.</param>
/// <param name="WallTime">When it was logged, in seconds since the start of 1970, UTC.</param>
/// <param name="Encoded">The contents of a picture file, PNG as a rule: <see cref="ImageFile.Decode"/> reads it.</param>
public sealed record TensorBoardImage(string Tag, long Step, double WallTime, byte[] Encoded) : TensorBoardValue(Tag, Step, WallTime);

/// <summary>How the numbers of a tensor were spread.</summary>
/// <param name="Tag">Its name.</param>
/// <param name="Step">The training step that it belongs to.</param>
/// <param name="WallTime">When it was logged, in seconds since the start of 1970, UTC.</param>
/// <param name="Histogram">The counts.</param>
public sealed record TensorBoardHistogram(string Tag, long Step, double WallTime, Histogram Histogram)
    : TensorBoardValue(Tag, Step, WallTime);

/// <summary>Text, as Markdown.</summary>
/// <param name="Tag">Its name.</param>
/// <param name="Step">The training step that it belongs to.</param>
/// <param name="WallTime">When it was logged, in seconds since the start of 1970, UTC.</param>
/// <param name="Text">The text.</param>
public sealed record TensorBoardText(string Tag, long Step, double WallTime, string Text) : TensorBoardValue(Tag, Step, WallTime);
