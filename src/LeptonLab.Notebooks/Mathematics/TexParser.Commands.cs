using System.Globalization;

namespace LeptonLab.Notebooks.Mathematics;

internal sealed partial class TexParser
{
    private MathNode Command(string name)
    {
        if (TexSymbols.Identifiers.TryGetValue(name, out string? identifier))
            return Letter(identifier);
        if (TexSymbols.Operators.TryGetValue(name, out string? sign))
            return new MathOperator(sign);
        if (TexSymbols.Ordinary.TryGetValue(name, out string? symbol))
            return new MathOperator(symbol, OperatorRole.Ordinary);
        if (TexSymbols.Sums.TryGetValue(name, out string? sum))
            return new MathOperator(sum, OperatorRole.Sum);
        if (TexSymbols.Integrals.TryGetValue(name, out string? integral))
            return new MathOperator(integral, OperatorRole.Integral);
        if (TexSymbols.Functions.TryGetValue(name, out bool limits))
            return new MathFunction(name.StartsWith("arg", StringComparison.Ordinal) && name.Length == 6 ? $"arg\u2009{name[3..]}" : name, limits);
        if (TexSymbols.Space(name) is { } width)
            return new MathSpace(width);
        if (TexSymbols.Accents.TryGetValue(name, out string? accent))
            return Marked(accent, over: true);
        if (TexSymbols.Underlines.TryGetValue(name, out string? under))
            return Marked(under, over: false);
        if (TexSymbols.Delimiters.TryGetValue(name, out string? delimiter))
            return new MathOperator(delimiter, IsOpening(name) ? OperatorRole.Opening : OperatorRole.Closing);
        if (TexSymbols.Size(name) is { } size)
            return Sized(name, size);
        return Structure(name) ?? Font(name) ?? new MathUnknown("\\" + name);
    }

    private MathNode? Structure(string name) => name switch
    {
        "frac" or "cfrac" => new MathFraction(Argument(), Argument(), Display: name == "cfrac" ? true : null),
        "dfrac" => new MathFraction(Argument(), Argument(), Display: true),
        "tfrac" => new MathFraction(Argument(), Argument(), Display: false),
        "binom" or "dbinom" or "tbinom" => new MathFence("(", new MathFraction(Argument(), Argument(), Line: false), ")"),
        "sqrt" => Root(),
        "left" => Fence(),
        "right" => new MathUnknown("\\right"),
        "middle" => new MathOperator(Delimiter(), OperatorRole.Plain, Size: -1),
        "begin" => Environment(_tokens.ReadRawGroup()),
        "end" => new MathUnknown($"\\end{{{_tokens.ReadRawGroup()}}}"),
        "text" or "textrm" or "mbox" or "hbox" or "textnormal" => new MathText(_tokens.ReadRawGroup()),
        "textbf" => new MathText(_tokens.ReadRawGroup(), "font-weight:bold"),
        "textit" or "emph" => new MathText(_tokens.ReadRawGroup(), "font-style:italic"),
        "texttt" => new MathText(_tokens.ReadRawGroup(), "font-family:monospace"),
        "operatorname" => new MathFunction(_tokens.ReadRawGroup().Replace("\\,", "\u2009", StringComparison.Ordinal), Limits: true),
        "underset" => Stack(over: false),
        "overset" or "stackrel" => Stack(over: true),
        "tag" => TakeTag(),
        "label" => Skip(),
        "notag" or "nonumber" or "displaylimits" or "allowbreak" => new MathRow([]),
        "hspace" or "mspace" or "hskip" or "kern" => new MathSpace(Length(_tokens.ReadRawGroup())),

        // A rule of the page's own: few fonts have a bar that grows.
        "overline" => new MathStyled(Argument(), "style", "border-top:0.06em solid;padding-top:0.1em"),
        "underline" => new MathStyled(Argument(), "style", "border-bottom:0.06em solid;padding-bottom:0.1em"),
        "boxed" => new MathStyled(Argument(), "style", "border:1px solid;padding:0.3em"),
        "phantom" => new MathStyled(Argument(), "style", "visibility:hidden"),
        "color" or "textcolor" => new MathStyled(ColorThen(out string colour), "style", "color:" + colour),
        "not" => Negated(),
        "pmod" => new MathRow([new MathSpace(1), new MathOperator("(", OperatorRole.Opening), new MathFunction("mod", false), Argument(), new MathOperator(")", OperatorRole.Closing)]),
        "bmod" => new MathFunction("mod", false),
        "substack" => Substack(),
        _ => null,
    };

    private MathNode? Font(string name)
    {
        MathAlphabet? alphabet = name switch
        {
            "mathrm" or "mathup" or "rm" => MathAlphabet.Upright,
            "mathbf" or "bf" => MathAlphabet.Bold,
            "boldsymbol" or "bm" or "pmb" => MathAlphabet.BoldItalic,
            "mathcal" or "mathscr" => MathAlphabet.Script,
            "mathbb" => MathAlphabet.Blackboard,
            "mathfrak" => MathAlphabet.Fraktur,
            "mathsf" => MathAlphabet.SansSerif,
            "mathtt" => MathAlphabet.Monospace,
            "mathit" or "mathnormal" => MathAlphabet.Italic,
            _ => null,
        };
        if (alphabet is null)
            return null;
        MathAlphabet before = _alphabet;
        _alphabet = alphabet.Value;
        if (name is "rm" or "bf")
            return new MathRow([]);
        MathNode body = Argument();
        _alphabet = before;
        return Joined(body);
    }

    // \mathrm{ReLU} is one word and not the product of four variables.
    private static MathNode Joined(MathNode body)
    {
        if (body is not MathRow { Children.Count: > 1 } row || !row.Children.All(child => child is MathIdentifier { Upright: true } or MathNumber))
            return body;
        return new MathIdentifier(string.Concat(row.Children.Select(child => child is MathIdentifier letter ? letter.Text : ((MathNumber)child).Text)), true);
    }

    private MathRoot Root()
    {
        string? index = _tokens.ReadRawOption();
        MathNode body = Argument();
        return new MathRoot(body, index is null ? null : Parse(index).Formula);
    }

    private MathFence Fence()
    {
        string open = Delimiter();
        MathRow body = Row(token => token.IsCommand("right"));
        if (_tokens.Next().Kind == TexTokenKind.End)
            return new MathFence(open, new MathRow([.. body.Children, new MathUnknown("missing \\right")]), "");
        return new MathFence(open, body, Delimiter());
    }

    private string Delimiter()
    {
        TexToken token = _tokens.Next();
        if (token.Kind == TexTokenKind.Character && token.Text == ".")
            return "";
        if (token.Kind == TexTokenKind.Character && token.Text is "<" or ">")
            return token.Text == "<" ? "⟨" : "⟩";
        return token.Kind == TexTokenKind.Command && TexSymbols.Delimiters.TryGetValue(token.Text, out string? text) ? text : token.Text;
    }

    private MathOperator Sized(string name, double size)
    {
        string text = Delimiter();
        OperatorRole role = name.EndsWith('l') || text is "(" or "[" or "{" or "⟨" ? OperatorRole.Opening
            : name.EndsWith('r') || text is ")" or "]" or "}" or "⟩" ? OperatorRole.Closing
            : OperatorRole.Ordinary;
        return new MathOperator(text, role, size);
    }

    private MathStack Marked(string mark, bool over)
    {
        bool stretches = mark.StartsWith('*') && mark.Length > 1;
        string text = stretches ? mark[1..] : mark;
        return new MathStack(Argument(), new MathOperator(text, OperatorRole.Plain, stretches ? -1 : 0), over, Accent: true);
    }

    private MathStack Stack(bool over)
    {
        MathNode mark = Argument();
        return new MathStack(Argument(), mark, over, Accent: false);
    }

    private MathNode Negated()
    {
        MathNode node = Argument();
        return node is MathOperator sign
            ? sign with { Text = sign.Text switch { "=" => "≠", "∈" => "∉", "∣" => "∤", _ => sign.Text + "\u0338" } }
            : node;
    }

    private MathRow TakeTag()
    {
        Tag = $"({_tokens.ReadRawGroup()})";
        return new MathRow([]);
    }

    private MathRow Skip()
    {
        _tokens.ReadRawGroup();
        return new MathRow([]);
    }

    private MathNode ColorThen(out string colour)
    {
        string name = _tokens.ReadRawGroup();
        colour = name.All(c => char.IsAsciiLetterOrDigit(c) || c == '#') ? name : "inherit";
        return Argument();
    }

    private MathTable Substack() =>
        new TexParser(_tokens.ReadRawGroup()).Rows("c", display: false, tight: true, token => token.Kind == TexTokenKind.End);

    private static bool IsOpening(string name) => name is "{" or "lbrace" or "lbrack" or "langle" or "lfloor" or "lceil" or "lvert" or "lVert";

    private static double Length(string text)
    {
        string number = new([.. text.TakeWhile(c => char.IsAsciiDigit(c) || c is '.' or '-')]);
        double value = double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed) ? parsed : 0;
        return text.EndsWith("px", StringComparison.Ordinal) ? value / 16 : text.EndsWith("pt", StringComparison.Ordinal) ? value / 12
            : text.EndsWith("mu", StringComparison.Ordinal) ? value / 18 : value;
    }
}
