using System.Text;

namespace LeptonLab.Tests.IO.Fuzz;

/// <summary>Ways to damage a file.</summary>
internal static class Mutations
{
    private static readonly long[] Numbers =
        [0, 1, -1, 2, 7, 127, 128, 255, 256, 32767, 65535, 65536, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, 1L << 40, long.MaxValue, long.MinValue];

    private static readonly string[] Words =
        ["", "0", "1", "-1", "2147483647", "2147483648", "4294967295", "4294967296", "9223372036854775807", "9223372036854775808",
         "99999999999999999999", "1e5", "1.5", "NaN", "null", "true", "\"", "'", "{", "}", "[", "]", "(", ")", ",", ":", "\\", "\\u0000", "\\ud800",
         "\0", "\n", " ", "é", "F32", "I64", "F8_E4M3", "<f8", ">i4", "|O", "__metadata__", "shape", "[[[[[[[[[["];

    /// <summary>One to four random changes of bytes.</summary>
    internal static byte[] Bytes(byte[] file, Random random)
    {
        for (int changes = random.Next(1, 5); changes > 0 && file.Length > 0; changes--)
            file = Change(file, random);
        return file;
    }

    /// <summary>Random bytes behind a random part of the file's start.</summary>
    internal static byte[] Garbage(byte[] file, Random random)
    {
        var garbage = new byte[random.Next(0, 200)];
        random.NextBytes(garbage);
        return [.. file[..random.Next(0, Math.Min(file.Length, 40) + 1)], .. garbage];
    }

    /// <summary>One to four random changes of words and numbers in text.</summary>
    internal static byte[] Text(byte[] bytes, Random random)
    {
        string text = Encoding.Latin1.GetString(bytes);
        for (int changes = random.Next(1, 5); changes > 0; changes--)
        {
            int start = random.Next(0, text.Length + 1), end = start;
            if (random.Next(2) == 0)
            {
                while (start < text.Length && !char.IsAsciiDigit(text[start]))
                    start++;
                end = start;
                while (end < text.Length && char.IsAsciiDigit(text[end]))
                    end++;
            }
            else
            {
                end = Math.Min(text.Length, start + random.Next(0, 12));
            }

            string word = random.Next(4) == 0 && text.Length > 0 ? text[random.Next(text.Length)..] : Words[random.Next(Words.Length)];
            text = text[..start] + word[..Math.Min(word.Length, 60)] + text[end..];
        }

        return Encoding.Latin1.GetBytes(text);
    }

    private static byte[] Change(byte[] file, Random random)
    {
        int start = random.Next(file.Length), end = Math.Min(file.Length, start + random.Next(1, 40));
        byte[] changed = [.. file];
        switch (random.Next(7))
        {
            case 0:
                changed[start] ^= (byte)(1 << random.Next(8));
                return changed;
            case 1:
                changed[start] = (byte)random.Next(256);
                return changed;
            case 2:
                byte[] number = BitConverter.GetBytes(Numbers[random.Next(Numbers.Length)]);
                int size = Math.Min(1 << random.Next(4), file.Length - start);
                if (random.Next(2) == 0)
                    Array.Reverse(number);
                number.AsSpan(random.Next(2) == 0 ? 0 : 8 - size, size).CopyTo(changed.AsSpan(start));
                return changed;
            case 3:
                return [.. file[..start], .. file[end..]];
            case 4:
                return [.. file[..end], .. file[start..]];
            case 5:
                return [.. file[..start], (byte)random.Next(256), .. file[start..]];
            default:
                return file[..start];
        }
    }
}
