using System.Collections;
using System.Runtime.CompilerServices;

namespace LeptonLab;

/// <summary>
/// The extents of a tensor, outermost first; images are <c>[batch, height, width, channels]</c> (NHWC).
/// Write it as a collection: <c>Shape s = [32, 256, 256, 3];</c>. The empty shape <c>[]</c> is a scalar.
/// </summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>, IEnumerable<int>
{
    private readonly int[]? _extents;
    private readonly int _count;

    /// <summary>Makes a shape. An extent may be zero (an empty tensor) but not negative.</summary>
    /// <exception cref="ArgumentException">
    /// An extent is negative, or the number of elements exceeds 2 147 483 591, the longest array of .NET.
    /// </exception>
    public Shape(params ReadOnlySpan<int> extents)
    {
        long count = 1;
        bool empty = extents.Contains(0);
        foreach (int extent in extents)
        {
            if (extent < 0)
                throw new ArgumentException($"Shape {Describe(extents)} has a negative extent: {extent}.");
            if (!empty && (count *= extent) > Array.MaxLength)
            {
                throw new ArgumentException(
                    $"Shape {Describe(extents)} has more than {Array.MaxLength:N0} elements, the most that a tensor can hold.");
            }
        }

        _extents = extents.ToArray();
        _count = empty ? 0 : (int)count;
    }

    /// <summary>The number of elements: the product of the extents; 1 for a scalar.</summary>
    public int Count => _extents is null ? 1 : _count;

    /// <summary>The number of extents: 0 for a scalar, 4 for a batch of images.</summary>
    public int Rank => Extents.Length;

    /// <summary>The extents, outermost first.</summary>
    public ReadOnlySpan<int> Extents => _extents;

    /// <summary>One extent; <c>shape[^1]</c> is the innermost.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public int this[int axis] => axis >= 0 && axis < Rank
        ? _extents![axis]
        : throw new ArgumentOutOfRangeException(nameof(axis), $"Shape {this} has {Rank} axes; there is no axis {axis}.");

    /// <summary>The number of extents, so that <c>shape[^1]</c> works.</summary>
    public int Length => Rank;

    /// <summary>Makes a shape from a collection expression.</summary>
    public static Shape Create(ReadOnlySpan<int> extents) => new(extents);

    /// <summary>This shape behind one more, outer extent: <c>[28, 28, 1]</c> becomes <c>[batch, 28, 28, 1]</c>.</summary>
    public Shape Prepend(int extent) => new([extent, .. Extents]);

    /// <summary>This shape without its outermost extent.</summary>
    /// <exception cref="InvalidOperationException">A scalar has none.</exception>
    public Shape DropFirst() => Rank > 0
        ? new(Extents[1..])
        : throw new InvalidOperationException("A scalar has no extent to drop.");

    /// <inheritdoc/>
    public bool Equals(Shape other) => Extents.SequenceEqual(other.Extents);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int extent in Extents)
            hash.Add(extent);
        return hash.ToHashCode();
    }

    /// <summary>For example <c>[32, 256, 256, 3]</c>.</summary>
    public override string ToString() => Describe(Extents);

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)(_extents ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether two shapes have the same extents.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether two shapes differ.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    private static string Describe(ReadOnlySpan<int> extents) => $"[{string.Join(", ", extents.ToArray())}]";
}
