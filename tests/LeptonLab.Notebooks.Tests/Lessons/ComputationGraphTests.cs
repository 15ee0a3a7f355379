using System.Net;
using CsCheck;
using LeptonLab.Notebooks.Kernels;
using LeptonLab.Notebooks.Lessons;

namespace LeptonLab.Notebooks.Tests.Lessons;

public sealed class ComputationGraphTests
{
    [Fact]
    public void Every_operation_has_the_slope_that_is_measured() => Gen.Select(Gen.Double[0.2, 2], Gen.Double[0.2, 2]).Sample((a, b) =>
    {
        Func<Scalar, Scalar, Scalar>[] operations =
        [
            (x, y) => x + y, (x, y) => x - y, (x, y) => x * y, (x, y) => x / y, (x, _) => x.Square(), (x, _) => x.Exp(), (x, _) => x.Log(),
            (x, _) => x.Sigmoid(), (x, _) => x.Tanh(), (x, y) => (x - 3).Relu() + y.Relu(),
            (x, y) => (x * y).Tanh() * (x + y).Log() / (x.Square() + 1),
        ];
        foreach (Func<Scalar, Scalar, Scalar> operation in operations)
        {
            double Value(double left, double right) => operation(new("a", left), new("b", right)).Value;
            Scalar first = new("a", a), second = new("b", b);
            Scalar output = operation(first, second);
            ComputationGraph graph = ComputationGraph.Of(output);
            Assert.Equal((Value(a + 1e-5, b) - Value(a - 1e-5, b)) / 2e-5, graph.Gradient(first), 1e-6 * (1 + Math.Abs(graph.Gradient(first))));
            if (graph.Nodes.Contains(second))
                Assert.Equal((Value(a, b + 1e-5) - Value(a, b - 1e-5)) / 2e-5, graph.Gradient(second), 1e-6 * (1 + Math.Abs(graph.Gradient(second))));
        }
    }, iter: 50);

    [Fact]
    public void A_diamond_adds_both_ways()
    {
        Scalar x = new("x", 2);
        Assert.Equal(36, ComputationGraph.Of(x.Square() * (3 * x)).Gradient(x));
        Assert.Equal(4, ComputationGraph.Of(x * x).Gradient(x));
    }

    [Fact]
    public async Task It_is_HTML_with_its_script_inside_and_text_where_no_HTML_is_shown()
    {
        Sink sink = await TestNotebook.RunAsync("Scalar x = new(\"x\", 3); ComputationGraph.Of((x * x + 1).Named(\"L\")).Display();");
        MimeBundle shown = sink.Shown();
        string html = shown["text/html"]!.ToString();
        Assert.Contains("<td style=\"text-align:left\">L = v1 + 1</td>", html, StringComparison.Ordinal);
        Assert.Contains("\"op\":\"*\",\"value\":9,\"inputs\":[0,0]", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.DoesNotContain("src=", html, StringComparison.Ordinal);
        Assert.Equal("Computation graph:\n  x = 3, gradient 6\n  v1 = x · x = 9, gradient 1\n  L = v1 + 1 = 10, gradient 1", shown.Text);
    }

    [Fact]
    public async Task A_slope_that_is_not_a_number_is_shown_all_the_same()
    {
        Sink sink = await TestNotebook.RunAsync("Scalar x = new(\"x\", -1); ComputationGraph.Of(x.Log()).Display();");
        Assert.Contains("NaN", sink.Shown().Text, StringComparison.Ordinal);
        Assert.Contains("<script", sink.Shown()["text/html"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_shown_is_told()
    {
        Scalar sum = new("x", 1);
        for (int i = 0; i < 30; i++)
            sum = sum.Square();
        Assert.Contains("up to 24 nodes", Assert.Throws<LeptonException>(() => ComputationGraph.Of(sum)).Message, StringComparison.Ordinal);
        Scalar other = new("y", 1);
        Assert.Contains("not computed from y", Assert.Throws<ArgumentException>(() => ComputationGraph.Of(new Scalar("x", 1).Exp()).Gradient(other)).Message, StringComparison.Ordinal);
    }
}
