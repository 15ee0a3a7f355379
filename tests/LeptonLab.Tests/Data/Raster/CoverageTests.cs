using LeptonLab.Data.Raster;
using LeptonLab.Numerics;

namespace LeptonLab.Tests.Data.Raster;

public class CoverageTests
{
    [Fact]
    public void The_cover_of_a_polygon_sums_to_its_area()
    {
        var random = new RandomStream(1);
        for (int trial = 0; trial < 200; trial++)
        {
            Point2[] corners = [.. Enumerable.Range(0, 3).Select(_ => new Point2(random.NextDouble(0, 20), random.NextDouble(0, 15)))];
            double area = Math.Abs((corners[1].X - corners[0].X) * (corners[2].Y - corners[0].Y) - (corners[2].X - corners[0].X) * (corners[1].Y - corners[0].Y)) / 2;
            Assert.Equal(area, Cover(Figure.Polygon(corners), 20, 15).Sum(cover => (double)cover), 3);
        }
    }

    [Fact]
    public void Each_pixel_is_covered_as_much_as_many_points_in_it_say()
    {
        const int side = 12, points = 32;
        Figure ring = Figure.Without(Figure.Ellipse(6.3, 5.6, 5.1, 4.2), Figure.Disc(6, 5.5, 2.2));
        float[] covers = Cover(ring, side, side);
        for (int pixel = 0; pixel < covers.Length; pixel++)
        {
            int inside = 0;
            for (int i = 0; i < points * points; i++)
            {
                double x = pixel % side + (i % points + 0.5) / points, y = pixel / side + (i / points + 0.5) / points;
                double u = (x - 6.3) / 5.1, v = (y - 5.6) / 4.2, dx = x - 6, dy = y - 5.5;
                inside += u * u + v * v < 1 && dx * dx + dy * dy > 2.2 * 2.2 ? 1 : 0;
            }

            Assert.Equal((double)inside / (points * points), covers[pixel], 0.04); // the ellipse is a polygon of 40 sides
        }
    }

    [Fact]
    public void What_reaches_beyond_the_picture_is_cut_off_at_its_border()
    {
        float[] covers = Cover(Figure.Rectangle(-5.5, -3, 30, 2.5), 4, 4);
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 1, 0.5f, 0.5f, 0.5f, 0.5f, 0, 0, 0, 0], covers);
        Assert.All(Cover(Figure.Disc(-9, 2, 3).With(Figure.Disc(40, 2, 3)), 4, 4), cover => Assert.Equal(0, cover, 1e-6));
        Assert.All(Cover(Figure.Polygon((double.NaN, 1), (3, 3), (1, double.PositiveInfinity)), 4, 4), cover => Assert.Equal(0, cover));
    }

    [Fact]
    public void Parts_of_a_line_that_cross_do_not_cover_twice()
    {
        float[] covers = Cover(Figure.Stroke([(2, 2), (10, 10), (2, 10), (10, 2)], 2), 12, 12);
        Assert.All(covers, cover => Assert.InRange(cover, 0, 1));
        Assert.Equal(1, covers[6 * 12 + 6], 1e-6);
    }

    [Fact]
    public void Objects_keep_their_size_when_others_are_painted_over_them()
    {
        var surface = new Surface(10, 10);
        surface.Begin(1, 5);
        surface.Fill(Figure.Rectangle(1, 1, 9, 5), Rgb.White);
        surface.Begin(2, 3);
        surface.Fill(Figure.Rectangle(0, 3, 10, 10), Rgb.Black);
        Assert.Equal(32, surface.Whole(1).Pixels);
        Assert.Equal(new LeptonLab.Training.Box(1, 1, 9, 5), surface.Whole(1).Box);
        Assert.Equal(16, surface.Visible()[1].Pixels);
        Assert.Equal(new LeptonLab.Training.Box(1, 1, 9, 3), surface.Visible()[1].Box);
        Assert.Equal(3, surface.Depth[55]);
    }

    [Fact]
    public void Blur_and_shake_keep_the_light_and_spread_it()
    {
        foreach (Action<float[]> spread in new Action<float[]>[] { light => Lens.Blur(light, 21, 17, 1.5), light => Lens.Shake(light, 21, 17, 6, 0.7) })
        {
            float[] light = new float[21 * 17 * 3];
            light[(8 * 21 + 10) * 3 + 1] = 1;
            spread(light);
            Assert.Equal(1, light.Sum(), 1e-4);
            Assert.InRange(light.Max(), 0.01f, 0.4f);
            Assert.Equal(0, light.Where((_, i) => i % 3 != 1).Sum());
        }
    }

    private static float[] Cover(Figure figure, int width, int height)
    {
        var coverage = new Coverage();
        coverage.Take(figure, width, height);
        float[] covers = new float[width * height];
        for (int row = coverage.Top; row < coverage.Bottom; row++)
            coverage.Row(row).CopyTo(covers.AsSpan(row * width + coverage.Left));
        return covers;
    }
}
