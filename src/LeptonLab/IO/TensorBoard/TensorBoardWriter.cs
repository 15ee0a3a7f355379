using System.Globalization;

namespace LeptonLab.IO;

/// <summary>
/// Logs numbers, pictures, histograms and text for TensorBoard: <c>tensorboard --logdir runs</c> shows one curve for each
/// folder below <c>runs</c>. May be used from several threads.
/// </summary>
/// <remarks>
/// Each call appends one record to a new file in the folder and hands it to the system at once: TensorBoard sees it while
/// training runs, and a process that is stopped leaves a readable file.
/// </remarks>
public sealed class TensorBoardWriter : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly FileStream _file;

    /// <summary>Starts a file <c>events.out.tfevents.⟨seconds since 1970⟩.⟨computer⟩</c>.</summary>
    /// <param name="folder">Where to; made if there is none. One folder for each run.</param>
    /// <param name="clock">What the times are taken from; the system's clock if left out.</param>
    /// <exception cref="LeptonException">Nothing can be written there.</exception>
    public TensorBoardWriter(string folder, TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        _clock = clock ?? TimeProvider.System;
        _file = Create(folder);
        Append(EventMessage.FileVersion(WallTime));
    }

    /// <summary>The file that is written.</summary>
    public string Path => _file.Name;

    private double WallTime => (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;

    /// <summary>Logs a number; NaN and ±∞ too.</summary>
    /// <param name="tag">Its name. What is before a slash groups the curves: <c>loss/train</c>, <c>loss/validation</c>.</param>
    /// <param name="value">The number.</param>
    /// <param name="step">The training step or epoch.</param>
    /// <exception cref="LeptonException">The file cannot be written any more.</exception>
    public void AddScalar(string tag, float value, long step) => Append(EventMessage.Scalar(Checked(tag), value, step, WallTime));

    /// <summary>Logs a picture.</summary>
    /// <inheritdoc cref="AddScalar"/>
    public void AddImage(string tag, Image image, long step)
    {
        ArgumentNullException.ThrowIfNull(image);
        Append(EventMessage.Image(Checked(tag), image, step, WallTime));
    }

    /// <summary>Logs a picture.</summary>
    /// <param name="tag">Its name.</param>
    /// <param name="image">
    /// [height, width] or [height, width, channels] with 1, 3 or 4 channels; 0 is dark, 1 is bright, what is beyond is cut
    /// off, NaN is dark.
    /// </param>
    /// <param name="step">The training step or epoch.</param>
    /// <exception cref="ShapeException">The tensor is not one picture.</exception>
    /// <exception cref="LeptonException">The file cannot be written any more.</exception>
    public void AddImage(string tag, Tensor image, long step)
    {
        Shape shape = image.Shape;
        int channels = shape.Rank == 2 ? 1 : shape.Rank == 3 ? shape[2] : 0;
        if (channels is not (1 or 3 or 4) || shape.Count == 0 || (long)shape[0] * shape[1] > Image.MaxPixels)
        {
            throw new ShapeException(
                $"AddImage takes one picture [height, width, channels] with 1, 3 or 4 channels and at most {Image.MaxPixels:N0} "
                + $"pixels; got {shape}. Of a batch, log single pictures.");
        }

        var picture = new Image(shape[1], shape[0], channels);
        ReadOnlySpan<float> values = image.Values;
        for (int i = 0; i < values.Length; i++)
            picture.Pixels[i] = (byte)(float.IsNaN(values[i]) ? 0 : Math.Clamp(values[i], 0, 1) * 255 + 0.5f);
        AddImage(tag, picture, step);
    }

    /// <summary>Logs how the numbers of a tensor are spread; NaN and ±∞ are left out.</summary>
    /// <param name="tag">Its name, such as <c>conv2d_1.weight</c>.</param>
    /// <param name="values">The numbers.</param>
    /// <param name="step">The training step or epoch.</param>
    /// <exception cref="LeptonException">The file cannot be written any more.</exception>
    public void AddHistogram(string tag, Tensor values, long step) =>
        Append(EventMessage.Histogram(Checked(tag), Histogram.Of(values.Values), step, WallTime));

    /// <summary>Logs text, which TensorBoard shows as Markdown.</summary>
    /// <inheritdoc cref="AddScalar"/>
    public void AddText(string tag, string text, long step)
    {
        ArgumentNullException.ThrowIfNull(text);
        Append(EventMessage.Text(Checked(tag), text, step, WallTime));
    }

    /// <summary>Waits until all that was logged is on the disk. Only a power cut needs it.</summary>
    /// <exception cref="LeptonException">The file cannot be written any more.</exception>
    public void Flush() => Attempt(() => _file.Flush(flushToDisk: true));

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private FileStream Create(string folder)
    {
        string seconds = _clock.GetUtcNow().ToUnixTimeSeconds().ToString("D10", CultureInfo.InvariantCulture);
        string computer = string.Concat(Environment.MachineName.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '_'));
        string name = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, $"events.out.tfevents.{seconds}.{computer}"));
        try
        {
            Directory.CreateDirectory(folder);

            // Two runs may start in the same second.
            for (int i = 0; ; i++)
            {
                string path = i == 0 ? name : $"{name}.{i}";
                if (!File.Exists(path))
                    return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw WriteError.For(folder, error);
        }
    }

    private void Append(byte[] message)
    {
        byte[] record = RecordFrame.Wrap(message);
        lock (_gate)
        {
            long start = _file.Position;
            try
            {
                Attempt(() => _file.Write(record));
            }
            catch (LeptonException)
            {
                // Half a record would make all that follows unreadable.
                Attempt(() => _file.SetLength(start));
                throw;
            }
        }
    }

    private void Attempt(Action action)
    {
        try
        {
            action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw WriteError.For(Path, error);
        }
    }

    private static string Checked(string tag)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(tag);
        return tag;
    }
}
