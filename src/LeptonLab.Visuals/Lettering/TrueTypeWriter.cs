using System.Buffers.Binary;
using System.Text;

namespace LeptonLab.Visuals.Lettering;

/// <summary>
/// Puts glyphs into a TrueType font (Apple, "TrueType Reference Manual"): the tables that a rasteriser needs, no hints.
/// </summary>
internal static class TrueTypeWriter
{
    /// <summary>A glyph: its character (0 for "no such character"), its advance, and its outline.</summary>
    internal sealed record Glyph(char Character, int Advance, IReadOnlyList<IReadOnlyList<Point>> Contours);

    /// <summary>A point of a closed contour of quadratic curves, in units of the font; y grows upwards.</summary>
    internal readonly record struct Point(short X, short Y, bool OnCurve);

    /// <param name="family">The name of the font.</param>
    /// <param name="unitsPerEm">How many units make the size of the font.</param>
    /// <param name="ascent">The top of a line, in units.</param>
    /// <param name="descent">The bottom of a line, in units, negative.</param>
    /// <param name="glyphs">The first stands for missing characters; the others are in the order of their characters.</param>
    internal static byte[] Write(string family, int unitsPerEm, int ascent, int descent, IReadOnlyList<Glyph> glyphs)
    {
        var outlines = new Bytes();
        var places = new Bytes();
        foreach (Glyph glyph in glyphs)
        {
            places.U32(outlines.Length);
            WriteOutline(outlines, glyph.Contours);
        }

        places.U32(outlines.Length);
        int widest = glyphs.Max(g => g.Advance);
        return Assemble(new SortedDictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["cmap"] = CharacterMap(glyphs),
            ["glyf"] = outlines.ToArray(),
            ["head"] = new Bytes().U32(0x00010000, 0x00010000, 0, 0x5F0F3CF5).U16(0b1011, unitsPerEm).U32(0, 0, 0, 0)
                .U16(0, descent, widest, ascent, 0, 8, 2, 1, 0).ToArray(),
            ["hhea"] = new Bytes().U32(0x00010000).U16(ascent, descent, 0, widest, 0, 0, widest, 1, 0, 0, 0, 0, 0, 0, 0, glyphs.Count)
                .ToArray(),
            ["hmtx"] = new Bytes().U16([.. glyphs.SelectMany(g => new[] { g.Advance, Left(g) })]).ToArray(),
            ["loca"] = places.ToArray(),
            ["maxp"] = new Bytes().U32(0x00010000).U16(glyphs.Count, 4096, 256, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0).ToArray(),
            ["name"] = Names(family),
            ["post"] = new Bytes().U32(0x00030000, 0, 0, 0, 0, 0, 0, 0).ToArray(),
        });
    }

    private static int Left(Glyph glyph) => glyph.Contours.SelectMany(c => c).Select(p => (int)p.X).DefaultIfEmpty(0).Min();

    private static void WriteOutline(Bytes bytes, IReadOnlyList<IReadOnlyList<Point>> contours)
    {
        Point[] points = [.. contours.SelectMany(c => c)];
        if (points.Length == 0)
            return;
        bytes.U16(contours.Count, points.Min(p => p.X), points.Min(p => p.Y), points.Max(p => p.X), points.Max(p => p.Y));
        int last = -1;
        foreach (IReadOnlyList<Point> contour in contours)
            bytes.U16(last += contour.Count);
        bytes.U16(0);
        foreach (Point point in points)
            bytes.U8(point.OnCurve ? 1 : 0);
        short previous = 0;
        foreach (Point point in points)
        {
            bytes.U16(point.X - previous);
            previous = point.X;
        }

        previous = 0;
        foreach (Point point in points)
        {
            bytes.U16(point.Y - previous);
            previous = point.Y;
        }

        bytes.Pad();
    }

    // Format 4, one segment for each character: simple, and small enough.
    private static byte[] CharacterMap(IReadOnlyList<Glyph> glyphs)
    {
        (int Character, int Delta)[] segments =
            [.. glyphs.Select((g, i) => ((int)g.Character, i - g.Character)).Skip(1), (0xFFFF, 1)];
        int power = 1 << (int)Math.Log2(segments.Length);
        int rest = segments.Length - power;
        var map = new Bytes()
            .U16(4, 16 + 8 * segments.Length, 0, 2 * segments.Length, 2 * power, (int)Math.Log2(power), 2 * rest);
        map.U16([.. segments.Select(s => s.Character)]).U16(0).U16([.. segments.Select(s => s.Character)]);
        map.U16([.. segments.Select(s => s.Delta)]).U16(new int[segments.Length]);
        return [.. new Bytes().U16(0, 1, 3, 1).U32(12).ToArray(), .. map.ToArray()];
    }

    private static byte[] Names(string family)
    {
        byte[] text = Encoding.BigEndianUnicode.GetBytes(family);
        int[] meanings = [1, 4, 6];  // family, full name, PostScript name
        var bytes = new Bytes().U16(0, meanings.Length, 6 + 12 * meanings.Length);
        foreach (int meaning in meanings)
            bytes.U16(3, 1, 0x409, meaning, text.Length, 0);
        return [.. bytes.ToArray(), .. text];
    }

    private static byte[] Assemble(SortedDictionary<string, byte[]> tables)
    {
        int power = 1 << (int)Math.Log2(tables.Count);
        var font = new Bytes().U32(0x00010000).U16(tables.Count, 16 * power, (int)Math.Log2(power), 16 * (tables.Count - power));
        int offset = 12 + 16 * tables.Count;
        foreach ((string tag, byte[] table) in tables)
        {
            font.U32(BinaryPrimitives.ReadInt32BigEndian(Encoding.ASCII.GetBytes(tag)), 0, offset, table.Length);
            offset += (table.Length + 3) / 4 * 4;
        }

        foreach (byte[] table in tables.Values)
            font.Append(table).Pad();
        return font.ToArray();
    }

    /// <summary>Big-endian bytes.</summary>
    private sealed class Bytes
    {
        private readonly List<byte> _bytes = [];

        internal int Length => _bytes.Count;

        internal Bytes U8(int value)
        {
            _bytes.Add((byte)value);
            return this;
        }

        internal Bytes U16(params ReadOnlySpan<int> values)
        {
            foreach (int value in values)
                U8(value >> 8).U8(value);
            return this;
        }

        internal Bytes U32(params ReadOnlySpan<int> values)
        {
            foreach (int value in values)
                U16(value >> 16, value);
            return this;
        }

        internal Bytes Append(byte[] bytes)
        {
            _bytes.AddRange(bytes);
            return this;
        }

        internal Bytes Pad()
        {
            while (_bytes.Count % 4 != 0)
                _bytes.Add(0);
            return this;
        }

        internal byte[] ToArray() => [.. _bytes];
    }
}
