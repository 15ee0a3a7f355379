namespace LeptonLab.Nn;

/// <summary>Checks of layers that take and give sequences of one number of features.</summary>
internal static class SequenceShape
{
    /// <summary>The shape of a sample [time, features], checked.</summary>
    internal static Shape Sample(Shape input, int features) => input.Rank == 2 && input[1] == features
        ? input
        : throw new ShapeException($"expects sequences [time, {features}]; got {input}");

    /// <summary>Checks a batch [batch, time, features].</summary>
    internal static void Check(Module layer, Shape x, int features)
    {
        if (x.Rank != 3 || x[2] != features)
            throw new ShapeException($"{layer} expects sequences [batch, time, {features}]; got {x}.");
    }
}
