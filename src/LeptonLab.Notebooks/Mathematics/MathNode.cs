namespace LeptonLab.Notebooks.Mathematics;

/// <summary>A part of a formula, as the parser understands it and the writer writes it.</summary>
internal abstract record MathNode;

/// <summary>Parts side by side.</summary>
internal sealed record MathRow(IReadOnlyList<MathNode> Children) : MathNode;

/// <summary>A variable or a name. Upright names are functions' and constants', italic ones variables'.</summary>
internal sealed record MathIdentifier(string Text, bool Upright = false) : MathNode;

/// <summary>A number.</summary>
internal sealed record MathNumber(string Text) : MathNode;

/// <summary>A function that is written out, such as log; with limits, such as max, if things go under it.</summary>
internal sealed record MathFunction(string Name, bool Limits) : MathNode;

/// <summary>An operator, a relation or a piece of punctuation.</summary>
internal sealed record MathOperator(string Text, OperatorRole Role = OperatorRole.Plain, double Size = 0) : MathNode;

/// <summary>How an operator stands between its neighbours.</summary>
internal enum OperatorRole
{
    /// <summary>As MathML's own table says: relations and binary operators.</summary>
    Plain,

    /// <summary>An opening bracket.</summary>
    Opening,

    /// <summary>A closing bracket.</summary>
    Closing,

    /// <summary>A symbol without space around it, such as a bar or a slash.</summary>
    Ordinary,

    /// <summary>A large operator whose limits go above and below, such as a sum.</summary>
    Sum,

    /// <summary>A large operator whose limits go beside it, such as an integral.</summary>
    Integral,
}

/// <summary>Words inside a formula.</summary>
internal sealed record MathText(string Text, string? Style = null) : MathNode;

/// <summary>Space, in em; it may be negative.</summary>
internal sealed record MathSpace(double Width) : MathNode;

/// <summary>One thing over another; a binomial has no line.</summary>
internal sealed record MathFraction(MathNode Numerator, MathNode Denominator, bool Line = true, bool? Display = null) : MathNode;

/// <summary>A root; without an index, the square root.</summary>
internal sealed record MathRoot(MathNode Body, MathNode? Index) : MathNode;

/// <summary>Subscript and superscript, beside the base or as limits under and over it.</summary>
internal sealed record MathScripts(MathNode Base, MathNode? Sub, MathNode? Super, bool Limits) : MathNode;

/// <summary>A mark, brace or text under or over something.</summary>
internal sealed record MathStack(MathNode Base, MathNode Mark, bool Over, bool Accent) : MathNode;

/// <summary>Brackets that grow with what they hold; an empty bracket is not drawn.</summary>
internal sealed record MathFence(string Open, MathNode Body, string Close) : MathNode;

/// <summary>A matrix, cases or aligned equations.</summary>
internal sealed record MathTable(
    IReadOnlyList<MathTableRow> Rows, string Alignment, bool Display, bool Tight) : MathNode;

/// <summary>One row, and the tag of its equation if it has one.</summary>
internal sealed record MathTableRow(IReadOnlyList<MathNode> Cells, string? Tag);

/// <summary>Something drawn in another style: display size, text size, a colour, a box, or not at all.</summary>
internal sealed record MathStyled(MathNode Body, string Attribute, string Value) : MathNode;

/// <summary>What the converter does not know: shown in red with its name, not lost.</summary>
internal sealed record MathUnknown(string Text) : MathNode;
