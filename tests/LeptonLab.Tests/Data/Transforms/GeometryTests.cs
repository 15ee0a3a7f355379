using CsCheck;
using LeptonLab.Data.Transforms;
using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Tests.Data.Transforms;

public sealed class GeometryTests
{
    private static RandomStream Chance => new(7);

    [Fact]
    public void Two_flips_are_none() => Scenes.Gen.Sample(sample =>
    {
        foreach (Flip flip in new[] { new Flip(1), new Flip(1, Vertical: true) })
        {
            Sample once = flip.Apply(sample, Chance);
            Assert.True(Scenes.Same(sample, flip.Apply(once, Chance)));
        }
    });

    [Fact]
    public void A_flip_mirrors() => Scenes.Gen.Sample(sample =>
    {
        Sample flipped = new Flip(1).Apply(sample, Chance), upside = new Flip(1, Vertical: true).Apply(sample, Chance);
        for (int y = 0; y < sample.Height; y++)
        for (int x = 0; x < sample.Width; x++)
        for (int c = 0; c < sample.Channels; c++)
        {
            Assert.Equal(sample[x, y, c], flipped[sample.Width - 1 - x, y, c]);
            Assert.Equal(sample[x, y, c], upside[x, sample.Height - 1 - y, c]);
        }
    });

    [Fact]
    public void Four_quarter_turns_are_none() => Gen.Select(Gen.Int[1, 12], Gen.ULong).Sample((size, seed) =>
    {
        Sample sample = Scenes.Random(size, size, 3, seed), turned = sample;
        for (int i = 0; i < 4; i++)
            turned = Rotate.By(90).Apply(turned, Chance);
        Assert.True(Scenes.Same(sample, turned));
        Assert.True(Scenes.Same(Rotate.By(-90).Apply(sample, Chance), Rotate.By(270).Apply(sample, Chance)));
    });

    [Fact]
    public void A_quarter_turn_is_clockwise()
    {
        Sample turned = Rotate.By(90).Apply(new Sample(2, 2, 1, [1, 2, 3, 4]), Chance);
        Assert.Equal([3, 1, 4, 2], turned.Values);
    }

    [Fact]
    public void Boxes_go_where_the_pixels_of_the_object_go() => Scenes.Gen.Sample(sample =>
    {
        Transform[] exact = [new Flip(1), new Flip(1, Vertical: true), Crop.Random(sample.Height, sample.Width, padding: 3), Rotate.By(180)];
        foreach (Transform transform in exact)
        {
            Sample moved = transform.Apply(sample, Chance) is var all && transform is Crop crop ? (crop with { LeastVisible = 0 }).Apply(sample, Chance) : all;
            Assert.Equal(Scenes.Around(moved), moved.Objects.Count == 0 ? null : moved.Objects[0].Box);
        }
    });

    [Fact]
    public void Turned_boxes_contain_the_turned_mask() => Gen.Select(Gen.Int[8, 40], Gen.Double[-180, 180], Gen.ULong).Sample((size, degrees, seed) =>
    {
        Transform[] moving =
        [
            Rotate.By(degrees) with { LeastVisible = 0 },
            new Affine(20, 0.1, 0.7, 1.4, 15) { LeastVisible = 0 },
            new Perspective(0.6) { LeastVisible = 0 },
        ];
        foreach (Transform transform in moving)
        {
            Sample moved = transform.Apply(Scenes.Random(size, size + 3, 1, seed), new RandomStream(seed));
            if (Scenes.Around(moved) is not { } mask)
                continue;
            Box box = Assert.Single(moved.Objects).Box;
            Assert.True(box.Left <= mask.Left + 1 && box.Top <= mask.Top + 1 && box.Right >= mask.Right - 1 && box.Bottom >= mask.Bottom - 1, $"{box} {mask}");
            Assert.True(box.Left >= 0 && box.Top >= 0 && box.Right <= moved.Width && box.Bottom <= moved.Height);
        }
    });

    [Fact]
    public void A_picture_is_interpolated_as_its_own_indicator_of_a_mask() => Gen.Select(Gen.Int[6, 30], Gen.Double[-180, 180], Gen.ULong).Sample((size, degrees, seed) =>
    {
        // The mask as a picture, moved as a picture, is above ½ where the moved mask is 1, except right at its edge.
        Sample scene = Scenes.Random(size, size, 1, seed);
        var indicator = new Sample(size, size, 1, Array.ConvertAll(scene.Mask!, value => (float)value)) { Mask = scene.Mask };
        Sample moved = Rotate.By(degrees).Apply(indicator, Chance);
        for (int i = 0; i < moved.Values.Length; i++)
        {
            if (moved.Values[i] is <= 0.001f or >= 0.999f)
                Assert.Equal(moved.Values[i] > 0.5f ? 1 : 0, moved.Mask![i]);
        }
    });

    [Fact]
    public void A_turn_agrees_with_interpolation_by_hand() => Gen.Select(Gen.Int[3, 9], Gen.Double[-180, 180], Gen.ULong).Sample((size, degrees, seed) =>
    {
        Sample sample = Scenes.Random(size, size, 1, seed), turned = Rotate.By(degrees).Apply(sample, Chance);
        double angle = degrees * Math.PI / 180, middle = size / 2.0;
        for (int y = 0; y < size; y++)
        for (int x = 0; x < size; x++)
        {
            double dx = x + 0.5 - middle, dy = y + 0.5 - middle;
            double fromX = Math.Cos(angle) * dx + Math.Sin(angle) * dy + middle - 0.5, fromY = -Math.Sin(angle) * dx + Math.Cos(angle) * dy + middle - 0.5;
            double expected = 0;
            for (int v = 0; v < size; v++)
            for (int u = 0; u < size; u++)
                expected += sample[u, v, 0] * Math.Max(0, 1 - Math.Abs(u - fromX)) * Math.Max(0, 1 - Math.Abs(v - fromY));
            Assert.Equal(expected, (double)turned[x, y, 0], 1e-5);
        }
    });

    [Fact]
    public void A_perspective_takes_corners_to_corners_and_keeps_lines()
    {
        (double, double)[] from = [(0, 0), (20, 0), (20, 10), (0, 10)], to = [(1, 2), (18, 1), (19, 9), (3, 8)];
        Projection map = Projection.Between(from, to), back = map.Inverse();
        for (int k = 0; k < 4; k++)
        {
            (double x, double y) = map.Map(from[k].Item1, from[k].Item2);
            Assert.Equal(to[k].Item1, x, 1e-9);
            Assert.Equal(to[k].Item2, y, 1e-9);
            (x, y) = back.Map(x, y);
            Assert.Equal(from[k].Item1, x, 1e-9);
            Assert.Equal(from[k].Item2, y, 1e-9);
        }

        (double ax, double ay) = map.Map(2, 3);
        (double bx, double by) = map.Map(6, 5);
        (double cx, double cy) = map.Map(14, 9);
        Assert.Equal(0, (bx - ax) * (cy - ay) - (by - ay) * (cx - ax), 1e-9);
    }

    [Fact]
    public void A_perspective_shows_nothing_outside_of_its_four_corners() => Gen.Select(Gen.Double[0, 0.6], Gen.ULong).Sample((distortion, seed) =>
    {
        const int Size = 16;
        var white = new Sample(Size, Size, 1, [.. Enumerable.Repeat(1f, Size * Size)]);
        Sample moved = new Perspective(distortion).Apply(white, new RandomStream(seed));

        // The corners as the transform draws them, clockwise from the top left.
        var random = new RandomStream(seed);
        var corners = new (double X, double Y)[4];
        for (int k = 0; k < 4; k++)
        {
            double x = random.NextDouble(0, distortion) * Size / 2, y = random.NextDouble(0, distortion) * Size / 2;
            corners[k] = (k is 0 or 3 ? x : Size - x, k < 2 ? y : Size - y);
        }

        for (int i = 0; i < Size * Size; i++)
        {
            double inside = Enumerable.Range(0, 4).Min(k => Distance(corners[k], corners[(k + 1) % 4], i % Size + 0.5, i / Size + 0.5));
            if (inside > 1.5)
                Assert.True(moved.Values[i] > 0.99f, $"pixel {i}: {moved.Values[i]}, {inside} inside");
            else if (inside < -1.5)
                Assert.Equal(0, moved.Values[i]);
        }
    });

    [Fact]
    public void An_affine_transform_without_settings_changes_nothing() => Scenes.Gen.Sample(sample =>
    {
        Assert.Equal(sample.Values, new Affine().Apply(sample, Chance).Values);
        Assert.Equal(sample.Values, new Perspective(0).Apply(sample, Chance).Values.Select(value => value), (a, b) => Math.Abs(a - b) < 1e-5);
    });

    [Fact]
    public void What_is_hardly_visible_is_dropped()
    {
        var sample = new Sample(10, 10, 1, new float[100]) { Objects = [new TrueObject(3, new Box(0, 0, 4, 4)), new TrueObject(4, new Box(2, 2, 8, 8))] };
        Sample middle = (Crop.Centre(4, 4) with { LeastVisible = 0.2 }).Apply(sample, Chance);
        Assert.Equal([new TrueObject(4, new Box(0, 0, 4, 4))], middle.Objects);
        Assert.Equal(2, (Crop.Centre(4, 4) with { LeastVisible = 0.05 }).Apply(sample, Chance).Objects.Count);
    }

    [Fact]
    public void A_random_crop_of_a_padded_picture_is_a_part_of_it() => Gen.Select(Scenes.Gen, Gen.Int[0, 4], Gen.ULong).Sample((sample, padding, seed) =>
    {
        int height = Math.Min(5, sample.Height + 2 * padding), width = Math.Min(4, sample.Width + 2 * padding);
        Crop crop = Crop.Random(height, width, padding) with { Fill = -1 };
        Sample part = crop.Apply(sample, new RandomStream(seed));
        bool IsAt(int left, int top) => Enumerable.Range(0, height * width).All(i =>
        {
            int x = left + i % width - padding, y = top + i / width - padding;
            float expected = x < 0 || y < 0 || x >= sample.Width || y >= sample.Height ? -1 : sample[x, y, 0];
            return part[i % width, i / width, 0] == expected;
        });
        return Enumerable.Range(0, sample.Height + 2 * padding - height + 1)
            .Any(top => Enumerable.Range(0, sample.Width + 2 * padding - width + 1).Any(left => IsAt(left, top)));
    });

    [Fact]
    public void What_does_not_fit_is_refused_in_words()
    {
        Assert.Contains("does not fit into a picture of 8 × 8", Assert.Throws<ShapeException>(() => Crop.Centre(9, 4).OutputShape([8, 8, 1])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Flip(1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Rotate(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Resize(0, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Perspective(1));
        Assert.Throws<ArgumentException>(() => new Sample(2, 2, 1, new float[5]));
        Assert.Throws<ArgumentException>(() => new Sample(2, 2, 1, new float[4]) { Mask = new int[3] });
    }

    // From a line, positive to its right when y points down.
    private static double Distance((double X, double Y) from, (double X, double Y) to, double x, double y)
    {
        double dx = to.X - from.X, dy = to.Y - from.Y;
        return (dx * (y - from.Y) - dy * (x - from.X)) / Math.Sqrt(dx * dx + dy * dy);
    }
}
