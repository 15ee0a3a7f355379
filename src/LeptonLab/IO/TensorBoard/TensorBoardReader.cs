namespace LeptonLab.IO;

/// <summary>
/// Reads what was logged for TensorBoard, by <see cref="TensorBoardWriter"/>, PyTorch or TensorFlow: scalars, pictures,
/// histograms and text. What other plugins wrote is passed over.
/// </summary>
public static class TensorBoardReader
{
    /// <summary>Reads a file, or all event files of a folder, as the values are asked for.</summary>
    /// <param name="path">A file, or a folder with files whose names contain <c>tfevents</c>; these are read in order of name.</param>
    /// <returns>The values in the order in which they were logged. A last record that is cut off is left out.</returns>
    /// <exception cref="LeptonException">There is nothing to read, or it is damaged; thrown when the values are asked for.</exception>
    public static IEnumerable<TensorBoardValue> Read(string path)
    {
        if (!Directory.Exists(path))
            return ReadFile(path);
        string[] files = [.. Directory.EnumerateFiles(path, "*tfevents*").Order(StringComparer.Ordinal)];
        return files.Length > 0
            ? files.SelectMany(ReadFile)
            : throw new LeptonException($"There is no TensorBoard file (*tfevents*) in the folder '{path}'.");
    }

    /// <summary>Reads the contents of a file.</summary>
    /// <param name="file">The contents of the file.</param>
    /// <param name="name">What to call the file in an error message: its path.</param>
    /// <exception cref="LeptonException">The file is damaged.</exception>
    public static IReadOnlyList<TensorBoardValue> Decode(byte[] file, string name)
    {
        using var records = new RandomAccessFile(new MemoryStream(file, writable: false), name);
        return [.. Read(records)];
    }

    private static IEnumerable<TensorBoardValue> ReadFile(string path)
    {
        using var file = RandomAccessFile.Open(path);
        foreach (TensorBoardValue value in Read(file))
            yield return value;
    }

    private static IEnumerable<TensorBoardValue> Read(RandomAccessFile file)
    {
        for (long position = 0; RecordFrame.Read(file, position) is { } message;)
        {
            foreach (TensorBoardValue value in Parse(message, file.Name, position))
                yield return value;
            position += RecordFrame.HeaderLength + message.Length + RecordFrame.CheckLength;
        }
    }

    private static List<TensorBoardValue> Parse(byte[] message, string name, long position)
    {
        try
        {
            return EventParser.Parse(message);
        }
        catch (FormatException error)
        {
            throw new LeptonException(
                $"'{name}' is not a readable TensorBoard file: the record at byte {position:N0} is damaged ({error.Message}).", error);
        }
    }
}
