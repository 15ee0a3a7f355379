using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace LeptonLab.Data;

/// <summary>What training and test data share although they must not: a model that has seen it looks better than it is.</summary>
/// <param name="Groups">The groups, such as patients, that are in both.</param>
/// <param name="Identical">Pairs of samples with the same numbers, bit for bit: their numbers in training and in test data.</param>
/// <param name="Message">All of it in words, with the names of the first few.</param>
public sealed record Leakage(IReadOnlyList<string> Groups, IReadOnlyList<(int Train, int Test)> Identical, string Message)
{
    private const int Shown = 5;

    /// <summary>Whether nothing was found.</summary>
    public bool IsClean => Groups.Count == 0 && Identical.Count == 0;

    /// <summary>Looks for groups that are in both, where both know theirs, and for identical samples.</summary>
    /// <exception cref="ShapeException">The samples are of different shapes.</exception>
    public static Leakage Check(IDataset train, IDataset test)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        if (train.SampleShape != test.SampleShape)
            throw new ShapeException($"Training samples are {train.SampleShape} and test samples {test.SampleShape}; they cannot be compared.");

        IReadOnlyList<string>? left = (train as IGroupedDataset)?.Groups, right = (test as IGroupedDataset)?.Groups;
        string[] groups = [.. (left ?? []).Intersect(right ?? []).Order(StringComparer.Ordinal)];
        ILookup<string, int> seen = Hashes(train).Select((hash, index) => (hash, index)).ToLookup(pair => pair.hash, pair => pair.index);
        (int Train, int Test)[] identical = [.. Hashes(test).SelectMany((hash, index) => seen[hash].Take(1).Select(first => (first, index)))];

        var sentences = new List<string>();
        foreach (string group in groups.Take(Shown))
        {
            int[] members = [.. Enumerable.Range(0, test.Count).Where(index => right![index] == group)];
            sentences.Add($"Group '{group}' is in both: test data have {members.Length:N0} of its samples, such as {test.Name(members[0])}.");
        }

        foreach ((int first, int second) in identical.Take(Shown))
            sentences.Add($"Test sample {test.Name(second)} is the same as training sample {train.Name(first)}.");
        string summary = groups.Length + identical.Length == 0
            ? left is null || right is null ? "No sample is in both; groups are unknown, so they were not compared." : "No group and no sample is in both."
            : $"{groups.Length:N0} groups and {identical.Length:N0} samples of the test data are in the training data as well. "
                + "Split by group, and keep each picture once.";
        return new Leakage(groups, identical, string.Join('\n', [summary, .. sentences]));
    }

    /// <summary>The message.</summary>
    public override string ToString() => Message;

    private static string[] Hashes(IDataset dataset)
    {
        string[] hashes = new string[dataset.Count];
        Parallel.For(0, hashes.Length, () => new float[dataset.SampleShape.Count], (index, _, values) =>
        {
            dataset.Read(index, values);
            hashes[index] = Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(values.AsSpan())));
            return values;
        }, _ => { });
        return hashes;
    }
}
