using System.Globalization;

namespace LeptonLab.IO;

/// <summary>
/// Reads the Python dictionary in the header of a .npy file: names in quotes; values that are text in quotes, True or
/// False, or tuples of counting numbers. Nothing else that Python would understand.
/// </summary>
internal sealed class PythonDictionary
{
    internal const int MaxItems = 64;
    private readonly string _text;
    private int _position;

    private PythonDictionary(string text) => _text = text;

    /// <summary>Reads a dictionary.</summary>
    /// <returns>The values by name: each a <see cref="string"/>, a <see cref="bool"/> or a list of <see cref="long"/>.</returns>
    /// <exception cref="FormatException">The text is anything else.</exception>
    internal static Dictionary<string, object> Parse(string text) => new PythonDictionary(text).Read();

    private Dictionary<string, object> Read()
    {
        var values = new Dictionary<string, object>();
        Take('{');
        while (Next() != '}')
        {
            string key = Text();
            Take(':');
            if (!values.TryAdd(key, Value()))
                throw Bad($"{Names.Quote(key)} is there twice");
            if (Next() != '}')
                Take(',');
        }

        _position++;
        if (Next() != '\0')
            throw Bad("it goes on after the closing brace");
        return values;
    }

    private object Value() => Next() switch
    {
        '\'' or '"' => Text(),
        '(' => Tuple(),
        'T' or 'F' => Boolean(),
        '[' => throw new FormatException("its numbers are records of several fields. Save each field as an array of its own"),
        _ => throw Bad("text in quotes, True, False or a tuple of numbers was expected"),
    };

    private string Text()
    {
        char quote = Next();
        if (quote is not ('\'' or '"'))
            throw Bad("text in quotes was expected");
        int end = _text.IndexOf(quote, _position + 1);
        if (end < 0)
            throw Bad("a closing quote is missing");
        string text = _text[(_position + 1)..end];
        if (text.AsSpan().IndexOfAny('\\', '\n') >= 0)
            throw Bad("text with a backslash or a line break is not read");
        _position = end + 1;
        return text;
    }

    private bool Boolean()
    {
        bool value = Next() == 'T';
        string word = value ? "True" : "False";
        if (!_text.AsSpan(_position).StartsWith(word))
            throw Bad("True or False was expected");
        _position += word.Length;
        return value;
    }

    // (), (3,) or (3, 4) with or without a comma at the end. (3) is a number in Python, and refused.
    private List<long> Tuple()
    {
        var numbers = new List<long>();
        bool comma = true;
        Take('(');
        while (Next() != ')')
        {
            if (!comma)
                throw Bad("a comma was expected");
            if (numbers.Count == MaxItems)
                throw Bad($"there are more than {MaxItems} numbers");
            numbers.Add(Number());
            comma = Next() == ',';
            if (comma)
                _position++;
        }

        if (numbers.Count == 1 && !comma)
            throw Bad("a tuple of one number has a comma behind it");
        _position++;
        return numbers;
    }

    private long Number()
    {
        Next();
        int end = _position;
        while (end < _text.Length && char.IsAsciiDigit(_text[end]))
            end++;
        if (!long.TryParse(_text.AsSpan(_position, end - _position), NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            throw Bad("a counting number was expected");

        // Python 2 wrote 3L.
        _position = end < _text.Length && _text[end] == 'L' ? end + 1 : end;
        return number;
    }

    private void Take(char expected)
    {
        if (Next() != expected)
            throw Bad($"'{expected}' was expected");
        _position++;
    }

    // The next character that is not blank; 0 at the end.
    private char Next()
    {
        while (_position < _text.Length && _text[_position] is ' ' or '\n' or '\r' or '\t')
            _position++;
        return _position < _text.Length ? _text[_position] : '\0';
    }

    private FormatException Bad(string reason) => new($"its header cannot be understood at character {_position}: {reason}");
}
