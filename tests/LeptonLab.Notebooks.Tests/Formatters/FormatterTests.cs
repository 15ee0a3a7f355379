using System.Text.RegularExpressions;
using LeptonLab.IO;
using LeptonLab.Nn;
using LeptonLab.Notebooks.Display;
using LeptonLab.Notebooks.Kernels;
using LeptonLab.Training;

namespace LeptonLab.Notebooks.Tests.Formatters;

public sealed partial class FormatterTests
{
    [Fact]
    public void A_matrix_shows_its_numbers()
    {
        MimeBundle bundle = Bundles.For(Tensor.From([1, 2.5f, -3, 1e-7f], [2, 2]));
        Assert.Equal("Tensor [2, 2]\n[[    1,   2.5],\n [   -3, 1E-07]]", bundle.Text);
        Assert.Contains("2.5</td>", bundle["text/html"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_axis_keeps_its_ends()
    {
        string text = Bundles.For(Tensor.From([.. Enumerable.Range(0, 100).Select(i => (float)i)], [100])).Text;
        Assert.Contains("4, …, 95", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_are_pictures_whose_pixels_are_those_of_the_tensor()
    {
        Tensor images = Tensor.Zeros([2, 8, 8, 1]);
        images[0, 0, 0, 0] = 1;
        images[1, 7, 7, 0] = 0.5f;
        string html = Bundles.For(images)["text/html"]!.ToString();
        Image[] pictures = [.. PngData().Matches(html).Select(data => ImageFile.Decode(Convert.FromBase64String(data.Groups[1].Value), "tile"))];
        Assert.Equal(2, pictures.Length);
        Assert.All(pictures, picture => Assert.Equal(picture.Width, picture.Height));
        int pixel = pictures[0].Width / 8;
        Assert.Equal(255, pictures[0][pixel - 1, pixel - 1, 0]);
        Assert.Equal(0, pictures[0][pixel, pixel, 0]);
        Assert.Equal(128, pictures[1][7 * pixel, 7 * pixel, 0]);
        Assert.Contains("[2, 8, 8, 1], 0 to 1", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 3, 3, 3 })]
    [InlineData(new[] { 2, 16, 16, 4 })]
    [InlineData(new[] { 0, 16, 16, 3 })]
    [InlineData(new int[0])]
    public void Other_tensors_are_shown_as_numbers(int[] extents) =>
        Assert.DoesNotContain("<svg", Bundles.For(Tensor.Zeros(new Shape(extents)))["text/html"]!.ToString(), StringComparison.Ordinal);

    [Fact]
    public void A_model_lists_its_layers_and_its_parameters()
    {
        var model = new Sequential(new Conv2d(1, 4, kernel: 3), new Relu(), new Flatten(), new Dense(144, 2));
        string html = Bundles.For(model.Summary([8, 8, 1]))["text/html"]!.ToString();
        Assert.Contains("290", html, StringComparison.Ordinal);
        Assert.Contains("330", Bundles.For(model).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_confusion_matrix_shows_counts_and_recall()
    {
        var matrix = new ConfusionMatrix(["cat", "dog <b>"]);
        matrix.Add(0, 0);
        matrix.Add(0, 1);
        MimeBundle bundle = Bundles.For(new Evaluation(0.5, 0.5, matrix));
        Assert.Contains("50.0 %", bundle["text/html"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains("dog &lt;b&gt;", bundle["text/html"]!.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("loss 0.5000, accuracy 50.0 % over 2 samples", bundle.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_is_a_chart_with_its_epochs_as_text()
    {
        Sink sink = await TestNotebook.RunAsync("new History()");
        MimeBundle bundle = sink.Outputs.OfType<ResultOutput>().Single().Data;
        Assert.Equal(["application/vnd.plotly.v1+json", "text/html", "text/plain"], bundle.MimeTypes);
    }

    [Fact]
    public void A_plotly_chart_comes_as_json_html_and_text()
    {
        MimeBundle bundle = Bundles.For(Plotly.NET.CSharp.Chart.Line<double, double, string>([1.0, 2], [3.0, 4], Name: "up</script>"));
        Assert.Equal("up</script>", bundle["application/vnd.plotly.v1+json"]!["data"]![0]!["name"]!.ToString());
        Assert.Equal("Chart: up</script> (scatter)", bundle.Text);
        Assert.DoesNotContain("up</script>", bundle["text/html"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_comes_as_png_which_every_notebook_viewer_shows()
    {
        LeptonLab.Visuals.Picture picture = LeptonLab.Visuals.Figures.ImageGrid(Tensor.Zeros([2, 8, 8, 3]), ["a", "b"]);
        MimeBundle bundle = Bundles.For(picture);
        Assert.Equal(["image/png", "text/plain"], bundle.MimeTypes);
        Assert.Equal(picture.Width, bundle.Metadata["image/png"]!["width"]!.GetValue<int>());
        Image png = ImageFile.Decode(Convert.FromBase64String(bundle["image/png"]!.ToString()), "picture");
        Assert.Equal((2 * picture.Width, 2 * picture.Height), (png.Width, png.Height));
    }

    [Fact]
    public void A_scottplot_comes_as_png_and_svg_of_the_same_size_every_time()
    {
        var plot = new ScottPlot.Plot();
        plot.Add.Signal([1, 4, 2]);
        MimeBundle first = Bundles.For(plot), second = Bundles.For(plot);
        Assert.Equal(["image/png", "image/svg+xml", "text/plain"], first.MimeTypes);
        Assert.StartsWith("<svg", first["image/svg+xml"]!.ToString(), StringComparison.Ordinal);
        Image png = ImageFile.Decode(Convert.FromBase64String(first["image/png"]!.ToString()), "plot");
        Assert.Equal(2 * first.Metadata["image/png"]!["width"]!.GetValue<int>(), png.Width);
        Assert.Equal(first["image/png"]!.ToString(), second["image/png"]!.ToString());
    }

    [Fact]
    public void Objects_in_a_list_become_a_table()
    {
        string html = Bundles.For(new[] { new { Name = "<Ada>", Age = 36 }, new { Name = "Bob", Age = 7 } })["text/html"]!.ToString();
        Assert.Contains("<th style=\"text-align:left\">Name</th><th style=\"text-align:right\">Age</th>", html, StringComparison.Ordinal);
        Assert.Contains("&lt;Ada&gt;", html, StringComparison.Ordinal);
    }

    [Fact]
    public void An_endless_sequence_is_cut()
    {
        Assert.EndsWith("…]", Bundles.For(Forever()).Text, StringComparison.Ordinal);
        Assert.EndsWith("…", Bundles.For(Forever().Select(i => new { I = i })).Text, StringComparison.Ordinal);
        static IEnumerable<int> Forever()
        {
            for (int i = 0; ; i++)
                yield return i;
        }
    }

    [Fact]
    public void An_object_that_holds_itself_ends()
    {
        var node = new Loop();
        node.Next = node;
        Assert.Contains("Next", Bundles.For(node)["text/html"]!.ToString(), StringComparison.Ordinal);
    }

    public sealed class Loop
    {
        public Loop? Next { get; set; }
    }

    [GeneratedRegex("data:image/png;base64,([^\"]*)")]
    private static partial Regex PngData();
}
