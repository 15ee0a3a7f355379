namespace LeptonLab.IO;

/// <summary>
/// The five row filters of PNG (specification, section 9). Each predicts a byte from its neighbours a (left), b (above)
/// and c (above left), where left means the same byte of the pixel before; the file holds the difference, modulo 256.
/// </summary>
internal static class PngFilter
{
    internal const int None = 0, Sub = 1, Up = 2, Average = 3, Paeth = 4, Count = 5;

    /// <summary>Undoes a filter in place. Returns false if there is no such filter.</summary>
    /// <param name="filter">The filter's number, the first byte of the row in the file.</param>
    /// <param name="row">The row's bytes without that number.</param>
    /// <param name="above">The finished row above, or zeros for the first.</param>
    /// <param name="step">Bytes per pixel, at least 1.</param>
    internal static bool Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        above = above[..row.Length];
        switch (filter)
        {
            case None:
                return true;
            case Sub:
                for (int i = step; i < row.Length; i++)
                    row[i] += row[i - step];
                return true;
            case Up:
                for (int i = 0; i < row.Length; i++)
                    row[i] += above[i];
                return true;
            case Average:
                for (int i = 0; i < row.Length; i++)
                    row[i] += (byte)((i < step ? 0 : row[i - step]) + above[i] >> 1);
                return true;
            case Paeth:
                for (int i = 0; i < row.Length; i++)
                    row[i] += i < step ? above[i] : Predict(row[i - step], above[i], above[i - step]);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Applies a filter: writes the differences to <paramref name="filtered"/>.</summary>
    internal static void Apply(int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int step, Span<byte> filtered)
    {
        above = above[..row.Length];
        filtered = filtered[..row.Length];
        for (int i = 0; i < Math.Min(step, row.Length); i++)
        {
            filtered[i] = (byte)(row[i] - filter switch
            {
                Up or Paeth => above[i],
                Average => above[i] >> 1,
                _ => 0,
            });
        }

        switch (filter)
        {
            case None:
                row.CopyTo(filtered);
                break;
            case Sub:
                for (int i = step; i < row.Length; i++)
                    filtered[i] = (byte)(row[i] - row[i - step]);
                break;
            case Up:
                for (int i = step; i < row.Length; i++)
                    filtered[i] = (byte)(row[i] - above[i]);
                break;
            case Average:
                for (int i = step; i < row.Length; i++)
                    filtered[i] = (byte)(row[i] - (row[i - step] + above[i] >> 1));
                break;
            default:
                for (int i = step; i < row.Length; i++)
                    filtered[i] = (byte)(row[i] - Predict(row[i - step], above[i], above[i - step]));
                break;
        }
    }

    /// <summary>
    /// The sum of the differences taken as signed bytes, without sign: the usual guess of how badly a row will compress
    /// (specification, section 12.7).
    /// </summary>
    internal static int Cost(ReadOnlySpan<byte> filtered)
    {
        int sum = 0;
        foreach (byte value in filtered)
            sum += value < 128 ? value : 256 - value;
        return sum;
    }

    // Paeth: whichever of a, b, c is nearest to a + b − c; ties go to a, then b.
    private static byte Predict(int a, int b, int c)
    {
        int fromA = Math.Abs(b - c), fromB = Math.Abs(a - c), fromC = Math.Abs(a + b - 2 * c);
        return (byte)(fromA <= fromB && fromA <= fromC ? a : fromB <= fromC ? b : c);
    }
}
