namespace LeptonLab.Notebooks.Mathematics;

internal sealed partial class TexParser
{
    private MathNode Environment(string name)
    {
        string plain = name.TrimEnd('*');
        string columns = plain is "array" ? new string([.. _tokens.ReadRawGroup().Where(c => c is 'l' or 'c' or 'r')])
            : plain is "alignedat" or "alignat" ? Discard("rl") : "";
        MathNode? node = plain switch
        {
            "matrix" or "smallmatrix" => Body("c", display: false),
            "pmatrix" => new MathFence("(", Body("c", display: false), ")"),
            "bmatrix" => new MathFence("[", Body("c", display: false), "]"),
            "Bmatrix" => new MathFence("{", Body("c", display: false), "}"),
            "vmatrix" => new MathFence("|", Body("c", display: false), "|"),
            "Vmatrix" => new MathFence("‖", Body("c", display: false), "‖"),
            "array" => Body(columns.Length > 0 ? columns : "c", display: false),
            "cases" => new MathFence("{", Body("l", display: false), ""),
            "dcases" => new MathFence("{", Body("l", display: true), ""),
            "rcases" => new MathFence("", Body("l", display: false), "}"),
            "aligned" or "align" or "split" or "eqnarray" or "alignedat" or "alignat" => Body("rl", display: true, tight: true),
            "gathered" or "gather" or "multline" or "equation" => Body("c", display: true),
            _ => null,
        };
        if (node is null)
            return new MathUnknown($"\\begin{{{name}}}");
        TexToken end = _tokens.Next();
        if (end.Kind == TexTokenKind.End)
            return new MathRow([node, new MathUnknown($"missing \\end{{{name}}}")]);
        string closed = _tokens.ReadRawGroup();
        return closed == name ? node : new MathRow([node, new MathUnknown($"\\end{{{closed}}}")]);
    }

    private MathTable Body(string alignment, bool display, bool tight = false) =>
        Rows(alignment, display, tight, token => token.IsCommand("end"));

    /// <summary>Reads rows and columns up to a token that ends them, and leaves that token.</summary>
    private MathTable Rows(string alignment, bool display, bool tight, Func<TexToken, bool> ends)
    {
        string? outerTag = Tag;
        var rows = new List<MathTableRow>();
        var cells = new List<MathNode>();
        Tag = null;
        while (true)
        {
            cells.Add(Row(token => ends(token) || token.Kind is TexTokenKind.Column or TexTokenKind.Row));
            TexToken token = _tokens.Peek();
            if (token.Kind == TexTokenKind.Column)
            {
                _tokens.Next();
                continue;
            }

            // A line break before the end makes no empty row.
            if (rows.Count == 0 || cells.Count > 1 || cells[0] is MathRow { Children.Count: > 0 })
                rows.Add(new MathTableRow([.. cells], Tag));
            cells.Clear();
            if (token.Kind != TexTokenKind.Row)
                break;
            Tag = null;
            _tokens.Next();
            SkipRowSpacing();
        }

        // The tag of a formula of one row belongs to the formula.
        Tag = rows.Count == 1 && rows[0].Cells.Count == 1 ? rows[0].Tag : outerTag;
        if (rows.Count == 1 && rows[0].Cells.Count == 1)
            rows[0] = rows[0] with { Tag = null };
        return new MathTable(rows, alignment, display, tight);
    }

    // \\[4pt]: the space between rows is the page's business.
    private void SkipRowSpacing()
    {
        if (_tokens.Peek().IsCharacter("["))
            _tokens.ReadRawOption();
        while (_tokens.Peek().IsCommand("hline"))
            _tokens.Next();
    }

    private string Discard(string alignment)
    {
        _tokens.ReadRawGroup();
        return alignment;
    }
}
