using System.Text.RegularExpressions;
using LeptonLab.Notebooks.Pages;

namespace LeptonLab.Notebooks.Tests.Pages;

/// <summary>What Jupyter takes for mathematics, a page takes for mathematics.</summary>
public sealed class DisplayMathTests
{
    [Theory]
    [InlineData("$$\na\n= b\n$$")]
    [InlineData("So we get $$\na\n= b$$")]
    [InlineData("So we get $$a\n= b\n$$ and go on.")]
    [InlineData("so$$ a = b $$\nor")]
    [InlineData("$$ a\n- b\n+ c $$")]
    [InlineData("- in a list\n  $$\n  a\n  = b\n  $$")]
    [InlineData("> in a quote $$a\n> = b$$ here")]
    [InlineData("It costs 5 \\$ and $$a\n= b$$")]
    [InlineData("\\begin{align}\na &= b \\\\\n  &= c\n\\end{align}")]
    [InlineData("text before\n\\begin{equation*}\n= b\n\\end{equation*}\ntext behind")]
    [InlineData("$$\\begin{aligned}\na &= b \\\\\n  &= c\n\\end{aligned}$$")]
    [InlineData("$$\r\na\r\n= b\r\n$$")]
    public void A_formula_of_several_lines_is_one_display(string markdown)
    {
        string html = Html(markdown);
        Assert.Single(Regex.Matches(html, "<math [^>]*display=\"block\""));
        Assert.DoesNotContain("$", html.Replace("5 $", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotMatch("<h[1-6]|<em>|&gt;", html);
    }

    [Fact]
    public void Two_formulas_in_a_text_stay_two()
    {
        string html = Html("first $$\nx\n$$ then $y$ and $$z$$.");
        Assert.Equal(3, Regex.Count(html, "<math "));
        Assert.Equal(2, Regex.Count(html, "display=\"block\""));
    }

    [Fact]
    public void A_comment_ends_with_its_line()
    {
        string html = Html("$$\na % left\n= 5 \\% b\n$$");
        Assert.DoesNotContain("left", html, StringComparison.Ordinal);
        Assert.Contains("<mi>b</mi>", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("```\n$$\na\n$$\n```")]
    [InlineData("`$$\na$$`")]
    [InlineData("~~~ latex\n\\begin{align}\na\n\\end{align}\n~~~")]
    [InlineData("It costs 5 $$ more.")]
    public void Code_and_lone_dollars_are_no_mathematics(string markdown) =>
        Assert.DoesNotContain("<math", Html(markdown), StringComparison.Ordinal);

    [Fact]
    public void A_list_of_prices_stays_a_list() =>
        Assert.Equal(3, Regex.Count(Html("- $5\n- $6\n- and $$x\n= y$$"), "<li>"));

    private static string Html(string markdown) => new MarkdownWriter(null, new Outline()).Write(markdown, null, "n1");
}
