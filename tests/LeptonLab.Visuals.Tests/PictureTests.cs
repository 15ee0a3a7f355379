using System.Xml.Linq;
using LeptonLab.Numerics;
using SkiaSharp;

namespace LeptonLab.Visuals.Tests;

public class PictureTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Kernels_share_a_symmetric_scale_on_which_zero_is_middle_grey()
    {
        // Two kernels of 1 × 2 with one input: [−4, 0] and [2, 4].
        Tensor weight = Tensor.From([-4, 2, 0, 4], [1, 2, 1, 2]);
        SKBitmap[] tiles = Images(Figures.Kernels(weight));
        Assert.Equal(2 + 1, tiles.Length);  // and the scale
        Assert.Equal([0, 128], Corners(tiles[0]));
        Assert.Equal([191, 255], Corners(tiles[1]));
    }

    [Fact]
    public void Kernels_over_three_channels_are_red_green_and_blue()
    {
        Tensor weight = Tensor.From([1, 0, -1], [1, 1, 3, 1]);
        SKColor colour = Images(Figures.Kernels(weight))[0].GetPixel(0, 0);
        Assert.Equal(new SKColor(255, 128, 0), colour);
    }

    [Fact]
    public void Heat_is_yellow_where_the_map_is_large_and_grey_where_it_is_zero()
    {
        Tensor image = Tensor.From([0, 1, 0.5f, 0.5f], [1, 1, 4, 1]), map = Tensor.From([0, 0, 2, -1], [1, 4]);
        SKBitmap tile = Images(Figures.Heat(image, map))[0];
        int step = tile.Width / 4;
        Assert.Equal(new SKColor(0, 0, 0), tile.GetPixel(0, 0));
        Assert.Equal(new SKColor(255, 255, 255), tile.GetPixel(step, 0));
        SKColor hot = tile.GetPixel(2 * step, 0), cold = tile.GetPixel(3 * step, 0);
        Assert.True(hot.Red > 200 && hot.Green > 180 && hot.Blue < 80);
        Assert.Equal(cold.Red, cold.Blue);
        Assert.Contains("[1, 1, 4, 1]", Assert.Throws<LeptonException>(() => Figures.Heat(image, Tensor.Ones([3]))).Message);
    }

    [Fact]
    public void A_pixel_of_a_kernel_becomes_a_sharp_square()
    {
        Tensor weight = Tensor.Uniform([3, 3, 1, 1], new RandomStream(2), -1, 1);
        SKBitmap tile = Images(Figures.Kernels(weight))[0];
        Assert.Equal(48, tile.Width);
        for (int y = 0; y < 48; y++)
        {
            for (int x = 0; x < 48; x++)
                Assert.Equal(tile.GetPixel(x / 16 * 16, y / 16 * 16), tile.GetPixel(x, y));
        }
    }

    [Fact]
    public void Kernels_of_a_deep_layer_are_shown_in_part_and_the_picture_says_so()
    {
        Picture picture = Figures.Kernels(Tensor.Normal([3, 3, 32, 64], new RandomStream(1)));
        Assert.Equal(8 * 16 + 1, Images(picture).Length);
        Assert.Contains("rows: input channels 1–8 of 32; columns: output channels 1–16 of 64", picture.Svg);
    }

    [Fact]
    public void Kernels_that_are_all_zero_or_not_finite_still_make_a_picture()
    {
        Assert.NotEmpty(Figures.Kernels(Tensor.Zeros([3, 3, 3, 4])).Png);
        Assert.NotEmpty(Figures.Kernels(Tensor.Full([3, 3, 1, 4], float.NaN)).Png);
        Assert.NotEmpty(Figures.Kernels(Tensor.Zeros([3, 3, 3, 0])).Png);
    }

    [Fact]
    public void Kernels_of_two_layers_are_not_compared()
    {
        var mistake = Assert.Throws<LeptonException>(
            () => Figures.KernelsBeforeAfter(Tensor.Zeros([3, 3, 3, 4]), Tensor.Zeros([3, 3, 3, 8])));
        Assert.Contains("[3, 3, 3, 4]", mistake.Message);
        Assert.Contains("[3, 3, 3, 8]", mistake.Message);
    }

    [Fact]
    public void Feature_maps_run_from_dark_to_yellow_on_one_scale_and_silent_channels_are_named()
    {
        Tensor activation = Tensor.From([0, 0, 2, 0, 4, 0], [1, 3, 2]);
        Picture picture = Figures.FeatureMaps(activation);
        SKBitmap tile = Images(picture)[0];
        Assert.Equal(new SKColor(68, 1, 84), tile.GetPixel(0, 0));
        Assert.Equal(new SKColor(253, 231, 37), tile.GetPixel(tile.Width - 1, 0));
        Assert.Contains(">2: all 0<", picture.Svg);
    }

    [Fact]
    public void The_feature_map_scale_grows_lighter_all_the_way()
    {
        double previous = -1;
        for (int i = 0; i <= 100; i++)
        {
            (byte red, byte green, byte blue) = ColorMaps.Viridis(i / 100.0);
            double luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
            Assert.True(luminance > previous, $"{i} % is not lighter than {i - 1} %");
            previous = luminance;
        }
    }

    [Fact]
    public void Feature_maps_show_one_image_only()
    {
        var mistake = Assert.Throws<LeptonException>(() => Figures.FeatureMaps(Tensor.Zeros([4, 8, 8, 2])));
        Assert.Contains("a batch of 4", mistake.Message);
    }

    [Fact]
    public void Predictions_are_marked_by_colour_and_by_symbol()
    {
        Tensor probabilities = Tensor.From([0.9f, 0.1f, 0.75f, 0.25f], [2, 2]);
        Picture picture = Figures.Predictions(Samples.Images(2, 8, 3), [0, 1], probabilities, ["cat", "dog"]);
        XElement svg = XDocument.Parse(picture.Svg).Root!;
        string?[] marks = [.. svg.Elements(Svg + "polyline").Select(l => (string?)l.Attribute("stroke"))
            .Where(c => c != Theme.Paper)];
        Assert.Equal([Theme.Green, Theme.Vermilion, Theme.Vermilion], marks);  // a tick is one line, a cross two
        string[] texts = [.. svg.Elements(Svg + "text").Select(t => t.Value)];
        Assert.Contains("90 % cat", texts);
        Assert.Contains("75 % cat", texts);
        Assert.Contains("true: dog", texts);
        Assert.DoesNotContain("true: cat", texts);
        Assert.Equal("Predictions: 1 of 2 right", picture.Description);
    }

    [Fact]
    public void Predictions_that_do_not_fit_together_are_refused()
    {
        Tensor images = Samples.Images(2, 8, 1);
        Assert.Throws<LeptonException>(() => Figures.Predictions(images, [0], Tensor.Zeros([2, 2]), ["a", "b"]));
        Assert.Throws<LeptonException>(() => Figures.Predictions(images, [0, 1], Tensor.Zeros([2, 3]), ["a", "b"]));
        Assert.Throws<LeptonException>(() => Figures.Predictions(images, [0, 2], Tensor.Zeros([2, 2]), ["a", "b"]));
    }

    [Fact]
    public void Images_between_0_and_1_keep_their_grey_and_others_are_stretched()
    {
        Assert.Equal([51, 128], Corners(Images(Figures.ImageGrid(Tensor.From([0.2f, 0.5f], [1, 2, 1])))[0]));
        Assert.Equal([0, 255], Corners(Images(Figures.ImageGrid(Tensor.From([-1f, 3f], [1, 2, 1])))[0]));
    }

    [Fact]
    public void A_large_image_is_shrunk_by_averaging_whole_squares()
    {
        Tensor image = Tensor.Zeros([256, 256, 1]);
        for (int i = 0; i < image.Count; i += 2)
            image.AsSpan()[i] = 1;
        SKBitmap tile = Images(Figures.ImageGrid(image))[0];
        Assert.Equal(128, tile.Width);
        Assert.Equal(new SKColor(128, 128, 128), tile.GetPixel(60, 60));
    }

    [Fact]
    public void A_picture_is_well_formed_whatever_the_names_are()
    {
        Picture picture = Figures.ImageGrid(Samples.Images(1, 4, 1), ["<script>&\""], "a < b & \"c\"");
        XElement svg = XDocument.Parse(picture.Svg).Root!;
        Assert.Equal("a < b & \"c\"", svg.Element(Svg + "title")!.Value);
        Assert.Contains(svg.Elements(Svg + "text"), t => t.Value == "<script>&\"");
        Assert.DoesNotContain("<script>", picture.Svg);
    }

    [Fact]
    public void A_grid_of_larger_images_is_wider()
    {
        Tensor images = Samples.Images(5, 8, 1);
        Picture usual = Figures.ImageGrid(images), large = Figures.ImageGrid(images, side: 144);
        Assert.Equal(5 * (144 - 96), large.Width - usual.Width);
    }

    [Fact]
    public void The_PNG_has_two_pixels_for_each_of_the_SVG()
    {
        Picture picture = Figures.ImageGrid(Samples.Images(5, 8, 1));
        using SKBitmap png = SKBitmap.Decode(picture.Png);
        Assert.Equal((2 * picture.Width, 2 * picture.Height), (png.Width, png.Height));
    }

    [Fact]
    public void The_same_figure_gives_the_same_text()
    {
        Assert.Equal(Figures.ImageGrid(Samples.Images(5, 8, 3)).Svg, Figures.ImageGrid(Samples.Images(5, 8, 3)).Svg);
    }

    [Fact]
    public void A_picture_is_saved_by_the_end_of_its_name()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        Picture picture = Figures.ImageGrid(Samples.Images(1, 4, 1));
        picture.Save(Path.Combine(folder, "a.svg"));
        picture.Save(Path.Combine(folder, "a.png"));
        Assert.Equal(picture.Svg, File.ReadAllText(Path.Combine(folder, "a.svg")));
        Assert.Equal(2, Directory.GetFiles(folder).Length);
        Assert.Contains("a.bmp", Assert.Throws<LeptonException>(() => picture.Save(Path.Combine(folder, "a.bmp"))).Message);
        Directory.Delete(folder, recursive: true);
    }

    private static SKBitmap[] Images(Picture picture) => [.. XDocument.Parse(picture.Svg).Root!.Elements(Svg + "image")
        .Select(i => SKBitmap.Decode(Convert.FromBase64String(((string)i.Attribute("href")!).Split(',')[1])))];

    private static int[] Corners(SKBitmap tile) => [tile.GetPixel(0, 0).Red, tile.GetPixel(tile.Width - 1, 0).Red];
}
