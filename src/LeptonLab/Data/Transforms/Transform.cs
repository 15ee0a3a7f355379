using LeptonLab.Numerics;

namespace LeptonLab.Data.Transforms;

/// <summary>
/// Changes a picture: to the size that a model needs, or at random, so that a model meets each picture in many forms. Masks and
/// boxes follow. The same random numbers give the same bits on every machine: only +, −, ×, ÷, √ and functions made of them
/// are used, in a fixed order.
/// </summary>
public abstract record Transform
{
    /// <summary>Changes a sample; the given one stays as it is.</summary>
    /// <param name="sample">The picture and its marks.</param>
    /// <param name="random">Where chance comes from: numbers that belong to this sample and epoch alone.</param>
    public abstract Sample Apply(Sample sample, RandomStream random);

    /// <summary>The shape that pictures have afterwards.</summary>
    /// <param name="input">[height, width, channels].</param>
    /// <exception cref="ShapeException">Such pictures cannot be changed in this way.</exception>
    public virtual Shape OutputShape(Shape input) => input;

    /// <summary>Checks that a number is in its range.</summary>
    private protected static double InRange(double value, double low, double high, string what) => value >= low && value <= high
        ? value
        : throw new ArgumentOutOfRangeException(what, $"{what} is a number from {low} to {high}; it was {value}.");

    /// <summary>Checks that a number of pixels is positive.</summary>
    private protected static int Extent(int value, string what) => value is >= 1 and <= 20_000
        ? value
        : throw new ArgumentOutOfRangeException(what, $"{what} is a number of pixels from 1 to 20,000; it was {value}.");
}
