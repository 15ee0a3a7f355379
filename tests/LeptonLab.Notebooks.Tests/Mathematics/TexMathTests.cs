using System.Xml.Linq;
using CsCheck;
using LeptonLab.Notebooks.Mathematics;

namespace LeptonLab.Notebooks.Tests.Mathematics;

public sealed class TexMathTests
{
    private static readonly string[] Pieces =
    [
        @"\frac", @"\left", @"\right", "{", "}", "^", "_", "&", @"\\", @"\begin{cases}", @"\end{cases}", "x", "12", "'",
        @"\text", "[", "]", @"\sqrt", "<", @"\tag", "$", @"\", "%", "\n", "é", "\u0001", "\uD83D", "😀", @"\hat", @"\mathbf",
    ];

    public static TheoryData<string> Formulas =>
    [
        @"-\frac{1}{N} \sum_{i=1}^{N} \log \sigma(z_i)",
        @"p_k = \frac{e^{z_k}}{\sum_{j=1}^{C} e^{z_j}}, \quad \frac{\partial \mathcal{L}}{\partial z_k} = p_k - y_k",
        @"\hat{y} = \bar{x} + \tilde{w} + \vec{v} + \dot{q} + \overline{AB} + \underline{c} + \widehat{abc}",
        @"\underbrace{a + b}_{\text{sum of } a \text{ and } b} \overbrace{c}^{d}",
        @"\left( \frac{a}{b} \right) \left\{ x \middle| y \right\} \left[ 1 \right. \left\lfloor \frac{H-k}{s} \right\rfloor",
        @"\begin{aligned} a &= b + c \\ &= d \end{aligned}",
        @"\begin{align*} y &= W x \\[2pt] z &= y^\top \tag{2} \end{align*}",
        @"f(x) = \begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}",
        @"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} \begin{pmatrix} a \\ b \end{pmatrix} \begin{matrix} x \end{matrix} \begin{vmatrix} q \end{vmatrix}",
        @"\int_0^\infty e^{-x^2} \, dx = \frac{\sqrt{\pi}}{2} \qquad \sqrt[3]{8} \prod_{k} \iint",
        @"\mathrm{ReLU} \mathbf{W} \mathcal{L} \mathbb{R}^{n \times d} \boldsymbol{\theta} \mathfrak{A} \mathsf{x} \mathtt{y}",
        @"\arg\max_k p_k \max \exp \log_2 \operatorname{softmax}(z) \operatorname*{arg\,min}_\theta \lim_{x \to 0}",
        @"\binom{n}{k} \dfrac{a}{b} \tfrac12 \frac12 x^23 a_{ij}^{(l)} f'' x_1'",
        @"\overset{!}{=} \underset{x}{\min} \stackrel{d}{\to} \nabla f \ldots \cdots \vdots \ddots \forall \exists \in \notin \subseteq",
        @"\alpha \beta \gamma \delta \epsilon \varepsilon \zeta \eta \theta \lambda \mu \xi \rho \tau \phi \varphi \chi \psi \omega \Gamma \Delta \Sigma \Omega",
        @"\le \ge \ne \approx \sim \equiv \propto \ll \gg \pm \cdot \times \odot \otimes \ast \circ \mid \to \mapsto \Rightarrow \iff",
        @"\|x\|_2 \lVert x \rVert |a| \big( x \big) \Big[ y \Big] \langle a, b \rangle 100\% \{a\} \# \$ \&",
        @"\textcolor{red}{x} \boxed{y} \phantom{z} \not= \substack{a \\ b} a \bmod b \pmod{n} \mathbb{1}[x > 0]",
        "σ(z) ≤ ½ € \"quoted\" <tag> & 'x'",
        "",
    ];

    [Theory]
    [MemberData(nameof(Formulas))]
    public void Formulas_of_the_lessons_become_well_formed_MathML_with_nothing_unknown(string tex)
    {
        XElement math = XElement.Parse(TexMath.Display(tex, out _));
        Assert.Equal("{http://www.w3.org/1998/Math/MathML}math", math.Name.ToString());
        Assert.DoesNotContain(math.Descendants(), e => (string?)e.Attribute("class") == "tex-unknown" && e.Value != "&");
        XElement.Parse(TexMath.Inline(tex));
    }

    [Fact]
    public void A_fraction_and_a_sum_are_what_they_should_be()
    {
        string math = TexMath.Display(@"\frac{1}{N}\sum_{i=1}^{N} x_i^2", out _);
        Assert.Contains("<mfrac><mn>1</mn><mi>N</mi></mfrac>", math, StringComparison.Ordinal);
        Assert.Contains("<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>N</mi></munderover>", math, StringComparison.Ordinal);
        Assert.Contains("<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>", math, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_takes_one_digit_where_there_are_no_braces() =>
        Assert.Contains("<msup><mi>x</mi><mn>2</mn></msup><mn>3</mn>", TexMath.Inline("x^23"), StringComparison.Ordinal);

    [Fact]
    public void A_minus_after_a_relation_is_a_sign() =>
        Assert.Contains("<mo>=</mo><mo form=\"prefix\">−</mo>", TexMath.Inline("a = -b"), StringComparison.Ordinal);

    [Fact]
    public void A_tag_is_given_back()
    {
        TexMath.Display(@"a = b \tag{3.1}", out string? tag);
        Assert.Equal("(3.1)", tag);
    }

    [Theory]
    [InlineData(@"\foo{x} + 1", @"\foo")]
    [InlineData(@"\frac{a", "missing }")]
    [InlineData(@"\left( x", @"missing \right")]
    [InlineData(@"\begin{nowhere} x \end{nowhere}", @"\begin{nowhere}")]
    [InlineData(@"x^", "?")]
    public void What_is_not_understood_is_shown_in_red(string tex, string shown) => Assert.Contains(
        XElement.Parse(TexMath.Inline(tex)).Descendants(),
        e => (string?)e.Attribute("class") == "tex-unknown" && e.Value == shown);

    [Fact]
    public void No_text_whatever_breaks_the_page() => Gen.Int[0, Pieces.Length - 1].Array[0, 12]
        .Select(pieces => string.Concat(pieces.Select(piece => Pieces[piece])))
        .Sample(tex => XElement.Parse(TexMath.Display(tex, out _)).Name.LocalName == "math", iter: 3000);

    [Fact]
    public void A_formula_nested_beyond_reason_does_not_end_the_program() => Assert.Contains(
        "nested too deeply", TexMath.Inline(new string('{', 200_000)), StringComparison.Ordinal);
}
