namespace LeptonLab.Ops;

/// <summary>How many entries of each sequence of a padded batch [batch, time, …] are not padding.</summary>
internal static class SequenceLengths
{
    /// <summary>A copy of the lengths, checked; where there are none, every sequence is as long as the batch.</summary>
    /// <exception cref="ArgumentException">There are too many or too few, or one is outside 0 … time.</exception>
    internal static int[] Of(string operation, int[]? lengths, int batch, int time)
    {
        if (lengths is null)
        {
            int[] all = new int[batch];
            Array.Fill(all, time);
            return all;
        }

        if (lengths.Length != batch)
            throw new ArgumentException($"{operation} takes a length for each of {batch} sequences; it got {lengths.Length} lengths.");
        for (int n = 0; n < batch; n++)
        {
            if (lengths[n] < 0 || lengths[n] > time)
            {
                throw new ArgumentException(
                    $"{operation}: sequence {n} has length {lengths[n]}, but the batch has room for {time} entries; "
                    + $"a length is 0 to {time}.");
            }
        }

        return [.. lengths];
    }
}
