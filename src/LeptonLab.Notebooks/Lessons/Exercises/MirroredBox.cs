using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>L08: where a box goes when its picture is mirrored: <c>left' = width − right, right' = width − left</c>.</summary>
internal sealed class MirroredBox() : Exercise<MirroredBox.Function>("L08-mirrored-box", "a box in a mirrored picture")
{
    /// <summary>box is [left, top, right, bottom] in pixels, from the left and upper edge; so is the result.</summary>
    internal delegate double[] Function(double[] box, double width);

    public override IReadOnlyList<string> Hints =>
    [
        "Left and right change places; top and bottom stay. Draw a picture of 10 pixels with a box from 1 to 3.",
        "A point at x goes to `width − x`. So 1 goes to 9 and 3 goes to 7: which of them is the new left edge?",
        "`[width − right, top, width − left, bottom]`.",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "box left where it was",
            "Your result is the old box. The picture has moved under it: a detector would learn to point at the wrong side.",
            (box, width) => [.. box]),
        Wrong(
            "left and right not exchanged",
            "Your left edge lies to the right of your right edge: a box of negative width. What was the right edge becomes the left one: `width − right`.",
            (box, width) => [width - box[0], box[1], width - box[2], box[3]]),
        Wrong(
            "pixels and edges confused",
            "Your box is one pixel too far left. `width − 1 − x` is for the *numbers* of pixels, which end at width − 1; edges go from 0 to width: `width − x`.",
            (box, width) => [width - 1 - box[2], box[1], width - 1 - box[0], box[3]]),
        Wrong(
            "turned upside down",
            "Your result mirrors top and bottom. Left and right change places here.",
            (box, width) => [box[0], width - box[3], box[2], width - box[1]]),
        Wrong(
            "only moved",
            "Your box has the right left edge but not the right width: the right edge has to be mirrored as well, `width − left`.",
            (box, width) => [width - box[2], box[1], box[2], box[3]]),
    ];

    protected override Function Solve => (box, width) => [width - box[2], box[1], width - box[0], box[3]];

    public override IEnumerable<object?[]> Cases(RandomStream random)
    {
        yield return [new double[] { 1, 2, 3, 5 }, 10.0];
        yield return [new double[] { 0, 0, 4, 4 }, 16.0];
        for (int i = 0; i < 8; i++)
        {
            double width = 20 + random.NextInt32(100), left = random.NextInt32(15), top = random.NextInt32(15);
            yield return [new[] { left, top, left + 1 + random.NextInt32(5), top + 1 + random.NextInt32(9) }, width];
        }
    }
}
