namespace LeptonLab.Data;

/// <summary>Labelled samples that can be read in any order, from several threads at once.</summary>
public interface IDataset
{
    /// <summary>The number of samples.</summary>
    int Count { get; }

    /// <summary>The shape of one sample; for an image [height, width, channels].</summary>
    Shape SampleShape { get; }

    /// <summary>The names of the classes; a label is an index into it.</summary>
    IReadOnlyList<string> Classes { get; }

    /// <summary>The class of a sample.</summary>
    int Label(int index);

    /// <summary>What to call a sample in a message: its file, or its number.</summary>
    string Name(int index) => $"#{index}";

    /// <summary>Writes a sample's values, in the order of <see cref="SampleShape"/>.</summary>
    /// <param name="index">0 … Count − 1.</param>
    /// <param name="values">Room for one sample.</param>
    void Read(int index, Span<float> values);
}
