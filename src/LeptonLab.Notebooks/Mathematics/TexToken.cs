namespace LeptonLab.Notebooks.Mathematics;

internal enum TexTokenKind
{
    End,
    Command,
    Number,
    Character,
    Open,
    Close,
    Superscript,
    Subscript,
    Column,
    Row,
    Prime,
    Space,
}

/// <summary>One piece of a formula; <see cref="Text"/> is a command's name without the backslash.</summary>
internal readonly record struct TexToken(TexTokenKind Kind, string Text)
{
    public bool IsCommand(string name) => Kind == TexTokenKind.Command && Text == name;

    public bool IsCharacter(string text) => Kind == TexTokenKind.Character && Text == text;
}
