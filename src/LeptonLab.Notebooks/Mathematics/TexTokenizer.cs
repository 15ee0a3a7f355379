using System.Text;

namespace LeptonLab.Notebooks.Mathematics;

/// <summary>Cuts TeX into tokens, one ahead at a time, because <c>\text{…}</c> reads its argument as it stands.</summary>
internal sealed class TexTokenizer
{
    private readonly string _tex;
    private int _position;
    private TexToken? _ahead;
    private int _aheadStart;

    public TexTokenizer(string tex)
    {
        _tex = tex;
    }

    public TexToken Peek()
    {
        if (_ahead is null)
        {
            _aheadStart = _position;
            _ahead = Read();
        }

        return _ahead.Value;
    }

    public TexToken Next()
    {
        TexToken token = Peek();
        _ahead = null;
        return token;
    }

    /// <summary>Gives back the digits that were not used of a number just taken.</summary>
    public void PushBack(string digits) => _ahead = new TexToken(TexTokenKind.Number, digits);

    /// <summary>The characters of a group in braces, with inner braces kept; a single character if there is no brace.</summary>
    public string ReadRawGroup() => ReadRaw('{', '}') ?? Next().Text;

    /// <summary>The characters of an optional argument in square brackets; null if there is none.</summary>
    public string? ReadRawOption() => ReadRaw('[', ']');

    private string? ReadRaw(char open, char close)
    {
        if (_ahead is not null)
        {
            _position = _aheadStart;
            _ahead = null;
        }

        int start = _position;
        while (start < _tex.Length && char.IsWhiteSpace(_tex[start]))
            start++;
        if (start >= _tex.Length || _tex[start] != open)
            return null;
        int depth = 0;
        for (int i = start; i < _tex.Length; i++)
        {
            if (_tex[i] == '\\')
                i++;
            else if (_tex[i] == open)
                depth++;
            else if (_tex[i] == close && --depth == 0)
            {
                _position = i + 1;
                return _tex[(start + 1)..i];
            }
        }

        _position = _tex.Length;
        return _tex[(start + 1)..];
    }

    private TexToken Read()
    {
        while (_position < _tex.Length && (char.IsWhiteSpace(_tex[_position]) || _tex[_position] == '%'))
        {
            if (_tex[_position] == '%')
                _position = _tex.IndexOf('\n', _position) is >= 0 and int end ? end : _tex.Length;
            else
                _position++;
        }

        if (_position >= _tex.Length)
            return new TexToken(TexTokenKind.End, "");
        char c = _tex[_position];
        if (c == '\\')
            return ReadCommand();
        if (char.IsAsciiDigit(c))
            return ReadNumber();
        string text = Rune.TryGetRuneAt(_tex, _position, out Rune rune) ? rune.ToString() : c.ToString();
        _position += text.Length;
        return new TexToken(
            c switch
            {
                '{' => TexTokenKind.Open,
                '}' => TexTokenKind.Close,
                '^' => TexTokenKind.Superscript,
                '_' => TexTokenKind.Subscript,
                '&' => TexTokenKind.Column,
                '\'' => TexTokenKind.Prime,
                '~' => TexTokenKind.Space,
                _ => TexTokenKind.Character,
            },
            text);
    }

    private TexToken ReadCommand()
    {
        int start = ++_position;
        while (_position < _tex.Length && char.IsAsciiLetter(_tex[_position]))
            _position++;
        if (_position == start && _position < _tex.Length && Rune.TryGetRuneAt(_tex, _position, out Rune symbol))
            _position += symbol.Utf16SequenceLength;
        string name = _tex[start.._position];
        if (name == "\\")
            return new TexToken(TexTokenKind.Row, name);
        if (name is "operatorname" or "tag" && _position < _tex.Length && _tex[_position] == '*')
            _position++;
        return new TexToken(TexTokenKind.Command, name);
    }

    private TexToken ReadNumber()
    {
        int start = _position;
        while (_position < _tex.Length && (char.IsAsciiDigit(_tex[_position])
            || (_tex[_position] == '.' && _position + 1 < _tex.Length && char.IsAsciiDigit(_tex[_position + 1]))))
        {
            _position++;
        }

        return new TexToken(TexTokenKind.Number, _tex[start.._position]);
    }
}
