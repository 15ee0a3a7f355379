using LeptonLab.Notebooks.Kernels;
using LeptonLab.Notebooks.Lessons;

namespace LeptonLab.Notebooks.Tests.Lessons;

public sealed class InteractiveFigureTests
{
    private static readonly Tensor X = Tensor.From([.. Enumerable.Range(0, 16).Select(i => (float)i)], [1, 4, 4, 1]);
    private static readonly Tensor W = Tensor.From([1, 2, 3, 4], [2, 2, 1, 1]);

    [Fact]
    public async Task The_result_of_a_cell_is_a_figure_with_all_it_needs_and_its_text()
    {
        Sink sink = await TestNotebook.RunAsync("new PixelExplorer(Tensor.Ones([3, 3, 1]), Tensor.Ones([2, 2, 1, 1]))");
        MimeBundle shown = sink.Outputs.OfType<ResultOutput>().Single().Data;
        Assert.Equal(["text/html", "text/plain"], shown.MimeTypes);
        Assert.Equal(
            "Convolution: x [1, 3, 3, 1], w [2, 2, 1, 1], stride 1, padding 0 → y [1, 2, 2, 1]\ny[0, 1, 1, 0] = 0 (bias) + 1 · 1 + 1 · 1 + 1 · 1 + 1 · 1 = 4",
            shown.Text);
        string html = shown["text/html"]!.ToString();
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
        Assert.Equal(1, html.Split("</script>").Length - 1);
    }

    [Fact]
    public void The_microscope_compares_the_engine_with_finite_differences()
    {
        string text = new GradientMicroscope(X, W, Tensor.Ones([1, 3, 3, 1])).ToString();
        Assert.Contains("dW[1, 1, 0, 0] = Σ x · dy over 9 outputs = 90; finite difference 90", text, StringComparison.Ordinal);
        var given = new GradientMicroscope(X, W, Tensor.Ones([1, 3, 3, 1]), loss: w => Ops.Conv2d.Apply(X, w).ToArray().Sum(y => (double)y));
        Assert.Contains("finite difference 90", given.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_shown_is_refused_with_the_shapes()
    {
        Assert.Contains("shows one image", Assert.Throws<ArgumentException>(() => new PixelExplorer(Tensor.Ones([2, 4, 4, 1]), W)).Message, StringComparison.Ordinal);
        Assert.Contains("small images", Assert.Throws<ArgumentException>(() => new PixelExplorer(Tensor.Ones([100, 100, 1]), W)).Message, StringComparison.Ordinal);
        Assert.Contains("gives y [1, 3, 3, 1]", Assert.Throws<ArgumentException>(() => new GradientMicroscope(X, W, Tensor.Ones([1, 2, 2, 1]))).Message, StringComparison.Ordinal);
        Assert.ThrowsAny<Exception>(() => new PixelExplorer(Tensor.Ones([4, 4, 3]), W));
    }

    [Fact]
    public async Task Numbers_that_are_not_finite_are_shown_and_break_nothing()
    {
        Sink sink = await TestNotebook.RunAsync("new PixelExplorer(Tensor.From([float.NaN, float.PositiveInfinity, 1, 0.1f], [2, 2, 1]), Tensor.Ones([1, 1, 1, 1]))");
        string html = sink.Outputs.OfType<ResultOutput>().Single().Data["text/html"]!.ToString();
        Assert.Contains("&quot;NaN&quot;,&quot;Infinity&quot;,1,0.1", html, StringComparison.Ordinal);
    }
}
