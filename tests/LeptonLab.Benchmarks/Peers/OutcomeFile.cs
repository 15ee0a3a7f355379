using System.Runtime.InteropServices;

namespace LeptonLab.Benchmarks.Peers;

/// <summary>Outcomes on their way from a child to the parent.</summary>
internal static class OutcomeFile
{
    internal static void Write(string path, IReadOnlyList<Outcome> outcomes)
    {
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write(outcomes.Count);
        foreach (Outcome outcome in outcomes)
        {
            writer.Write(outcome.Name);
            writer.Write(outcome.Largest);
            writer.Write(outcome.Mean);
            writer.Write(outcome.Values.Length);
            writer.Write(MemoryMarshal.AsBytes(outcome.Values.AsSpan()));
        }
    }

    internal static IReadOnlyList<Outcome> Read(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        var outcomes = new Outcome[reader.ReadInt32()];
        for (int i = 0; i < outcomes.Length; i++)
        {
            (string name, double largest, double mean) = (reader.ReadString(), reader.ReadDouble(), reader.ReadDouble());
            var values = new float[reader.ReadInt32()];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            outcomes[i] = new Outcome(name, largest, mean, values);
        }

        return outcomes;
    }
}
