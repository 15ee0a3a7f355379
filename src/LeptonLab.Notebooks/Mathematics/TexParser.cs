using System.Runtime.CompilerServices;

namespace LeptonLab.Notebooks.Mathematics;

/// <summary>
/// Reads the TeX that lessons use. It never throws: what it does not know becomes a <see cref="MathUnknown"/>, so that a
/// formula with a slip is shown with the slip in red.
/// </summary>
internal sealed partial class TexParser
{
    private readonly TexTokenizer _tokens;
    private MathAlphabet _alphabet = MathAlphabet.Italic;

    private TexParser(string tex)
    {
        _tokens = new TexTokenizer(tex);
    }

    /// <summary>The tag of the whole formula, if one was given outside aligned rows.</summary>
    public string? Tag { get; private set; }

    /// <summary>Reads a formula.</summary>
    public static (MathNode Formula, string? Tag) Parse(string tex)
    {
        var parser = new TexParser(tex);
        MathNode formula = parser.TopLevel();
        return (formula, parser.Tag);
    }

    private MathNode TopLevel()
    {
        // A line break outside an environment breaks the formula, as MathJax has it.
        MathTable table = Rows("c", display: true, tight: false, token => token.Kind == TexTokenKind.End);
        return table.Rows.Count == 1 && table.Rows[0].Cells.Count == 1 ? table.Rows[0].Cells[0] : table with { Alignment = "rl" };
    }

    /// <summary>Reads up to a token that ends the row, and leaves that token.</summary>
    private MathRow Row(Func<TexToken, bool> ends)
    {
        MathAlphabet alphabet = _alphabet;
        var children = new List<MathNode>();
        while (_tokens.Peek() is { Kind: not TexTokenKind.End } token && !ends(token))
        {
            if (token.Kind == TexTokenKind.Close)
            {
                _tokens.Next();
                children.Add(new MathUnknown("}"));
            }
            else if (token.Kind == TexTokenKind.Command && token.Text is "displaystyle" or "textstyle" or "scriptstyle")
            {
                _tokens.Next();
                children.Add(new MathStyled(Row(ends), "displaystyle", token.Text == "displaystyle" ? "true" : "false"));
            }
            else
            {
                children.Add(WithScripts());
            }
        }

        _alphabet = alphabet;
        return new MathRow(children);
    }

    /// <summary>One thing with its subscript, superscript and primes.</summary>
    private MathNode WithScripts()
    {
        MathNode body = _tokens.Peek().Kind is TexTokenKind.Superscript or TexTokenKind.Subscript or TexTokenKind.Prime
            ? new MathRow([])
            : Atom();
        bool limits = HasLimits(body);
        MathNode? sub = null, super = null;
        string primes = "";
        while (true)
        {
            TexToken token = _tokens.Peek();
            if (token.IsCommand("limits") || token.IsCommand("nolimits"))
            {
                limits = _tokens.Next().Text == "limits";
            }
            else if (token.Kind == TexTokenKind.Subscript && sub is null)
            {
                _tokens.Next();
                sub = Argument();
            }
            else if (token.Kind == TexTokenKind.Superscript)
            {
                _tokens.Next();
                super = super is null ? Argument() : new MathRow([super, Argument()]);
            }
            else if (token.Kind == TexTokenKind.Prime)
            {
                _tokens.Next();
                primes += "′";
            }
            else
            {
                return Scripted(body, sub, super, limits, primes);
            }
        }
    }

    // The prime of the fonts at hand is raised already: as a superscript it would be tiny and stand too high.
    private static MathNode Scripted(MathNode body, MathNode? sub, MathNode? super, bool limits, string primes)
    {
        if (primes.Length == 0)
            return sub is null && super is null ? body : new MathScripts(body, sub, super, limits);
        var mark = new MathOperator(primes, OperatorRole.Ordinary);
        if (super is not null)
            return new MathScripts(new MathRow([body, mark]), sub, super, limits);
        return new MathRow([sub is null ? body : new MathScripts(body, sub, null, limits), mark]);
    }

    private static bool HasLimits(MathNode body) => body switch
    {
        MathFunction function => function.Limits,
        MathOperator { Role: OperatorRole.Sum } => true,
        MathStack { Mark: MathOperator { Text: "⏟" or "⏞" } } => true,
        _ => false,
    };

    /// <summary>A group in braces, or the one thing that follows.</summary>
    private MathNode Argument()
    {
        TexToken token = _tokens.Peek();
        if (token.Kind == TexTokenKind.Open)
            return Group();
        if (token.Kind is TexTokenKind.End or TexTokenKind.Close or TexTokenKind.Column or TexTokenKind.Row)
            return new MathUnknown("?");
        if (token.Kind == TexTokenKind.Number && token.Text.Length > 1)
            return SplitNumber();
        return Atom();
    }

    // x^23 is x to the 2, times 3: TeX takes one character where there are no braces.
    private MathNumber SplitNumber()
    {
        string digits = _tokens.Next().Text;
        _tokens.PushBack(digits[1..]);
        return new MathNumber(digits[..1]);
    }

    private MathNode Group()
    {
        _tokens.Next();
        MathRow row = Row(token => token.Kind == TexTokenKind.Close);
        if (_tokens.Next().Kind == TexTokenKind.End)
            return new MathRow([.. row.Children, new MathUnknown("missing }")]);
        return row.Children.Count == 1 ? row.Children[0] : row;
    }

    private MathNode Atom()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        TexToken token = _tokens.Next();
        return token.Kind switch
        {
            TexTokenKind.Open => ReopenGroup(),
            TexTokenKind.Number => new MathNumber(MathAlphabets.Convert(token.Text, _alphabet)),
            TexTokenKind.Space => new MathSpace(0.25),
            TexTokenKind.Character => Character(token.Text),
            TexTokenKind.Command => Command(token.Text),
            TexTokenKind.Column or TexTokenKind.Row => new MathUnknown(token.Text),
            _ => new MathRow([]),
        };
    }

    private MathRow ReopenGroup()
    {
        MathRow row = Row(token => token.Kind == TexTokenKind.Close);
        return _tokens.Next().Kind == TexTokenKind.End ? new MathRow([.. row.Children, new MathUnknown("missing }")]) : row;
    }

    private MathNode Character(string text) => text switch
    {
        "(" or "[" => new MathOperator(text, OperatorRole.Opening),
        ")" or "]" => new MathOperator(text, OperatorRole.Closing),
        "|" or "/" or "." or "!" or "?" or "@" or "\"" => new MathOperator(text, OperatorRole.Ordinary),
        "-" => new MathOperator("−"),
        "*" => new MathOperator("∗"),
        _ when text.Length == 1 && "+=<>,;:".Contains(text[0]) => new MathOperator(text),
        _ when char.IsLetter(text, 0) => Letter(text),
        _ when char.IsSymbol(text, 0) || char.IsPunctuation(text, 0) => new MathOperator(text),
        _ => new MathIdentifier(text),
    };

    private MathIdentifier Letter(string text)
    {
        // TeX sets capital Greek upright.
        bool upright = _alphabet == MathAlphabet.Upright || text[0] is >= 'Α' and <= 'Ω';
        return new MathIdentifier(
            MathAlphabets.Convert(text, _alphabet), upright && (_alphabet is MathAlphabet.Upright or MathAlphabet.Italic));
    }
}
