using System.Globalization;

namespace LeptonLab.Ops;

/// <summary>The equation of <see cref="Einsum"/>, such as <c>bij,bjk->bik</c>: a letter for every axis.</summary>
internal sealed class EinsumEquation
{
    private readonly string _text;
    private readonly List<(string Letters, int Position)> _operands = [];

    private EinsumEquation(string text) => _text = text;

    /// <summary>The letters of each operand.</summary>
    internal IReadOnlyList<string> Operands => [.. _operands.Select(operand => operand.Letters)];

    /// <summary>The letters of the result.</summary>
    internal string Result { get; private set; } = "";

    /// <summary>The extent of each letter's axis.</summary>
    internal Dictionary<char, int> Extents { get; } = [];

    /// <summary>Reads an equation and checks it against the operands' shapes.</summary>
    /// <exception cref="ArgumentException">It is malformed or does not fit; the message points at the letter.</exception>
    internal static EinsumEquation Parse(string text, params ReadOnlySpan<Shape> shapes)
    {
        var equation = new EinsumEquation(text);
        int arrow = text.IndexOf("->", StringComparison.Ordinal);
        equation.ReadOperands(arrow < 0 ? text.Length : arrow);
        equation.Fit(shapes);
        if (arrow < 0)
            equation.Result = equation.LettersThatOccurOnce();
        else
            equation.ReadResult(arrow + 2);
        return equation;
    }

    /// <summary>The shape of axes with these letters.</summary>
    internal Shape ShapeOf(string letters) => new([.. letters.Select(letter => Extents[letter])]);

    private void ReadOperands(int end)
    {
        for (int start = 0; start <= end;)
        {
            int comma = _text.IndexOf(',', start, end - start);
            int stop = comma < 0 ? end : comma;
            _operands.Add((Letters(start, stop, "diagonals are not supported"), start));
            start = stop + 1;
        }
    }

    private void ReadResult(int start)
    {
        Result = Letters(start, _text.Length, "an axis of the result can only be there once");
        for (int at = start; at < _text.Length; at++)
        {
            if (char.IsAsciiLetter(_text[at]) && !Extents.ContainsKey(_text[at]))
                throw Error(at, $"the result has '{_text[at]}', which no operand has");
        }
    }

    private string Letters(int start, int end, string ifTwice)
    {
        string letters = "";
        for (int at = start; at < end; at++)
        {
            char letter = _text[at];
            if (letter == ' ')
                continue;
            if (letter == '.')
                throw Error(at, "an ellipsis is not supported: name every axis");
            if (!char.IsAsciiLetter(letter))
                throw Error(at, $"'{letter}' is not a letter");
            if (letters.Contains(letter))
                throw Error(at, $"'{letter}' occurs twice in '{_text[start..end].Trim()}': {ifTwice}");
            letters += letter;
        }

        return letters;
    }

    private void Fit(ReadOnlySpan<Shape> shapes)
    {
        if (_operands.Count != shapes.Length)
        {
            int surplus = _operands.Count > shapes.Length ? _operands[shapes.Length].Position : _text.Length;
            throw Error(Math.Max(0, surplus - 1), $"it has {_operands.Count} operands, but {shapes.Length} tensors were given");
        }

        for (int k = 0; k < shapes.Length; k++)
        {
            (string letters, int position) = _operands[k];
            if (letters.Length != shapes[k].Rank)
            {
                throw Error(
                    position, $"'{letters}' has {letters.Length} letters, but tensor {k + 1} of shape {shapes[k]} has {shapes[k].Rank} axes");
            }

            for (int axis = 0; axis < letters.Length; axis++)
                Bind(letters[axis], shapes, k, axis, _text.IndexOf(letters[axis], position));
        }
    }

    private void Bind(char letter, ReadOnlySpan<Shape> shapes, int operand, int axis, int position)
    {
        int extent = shapes[operand][axis];
        if (!Extents.TryAdd(letter, extent) && Extents[letter] != extent)
        {
            throw Error(
                position, $"'{letter}' is {Extents[letter]} in tensor 1 of shape {shapes[0]}, but {extent} in tensor {operand + 1} of shape {shapes[operand]}");
        }
    }

    // As in NumPy's implicit mode: what occurs once, in the order of the alphabet.
    private string LettersThatOccurOnce() => string.Concat(
        string.Concat(Operands).GroupBy(letter => letter).Where(group => group.Count() == 1).Select(group => group.Key).Order());

    private ArgumentException Error(int position, string problem) => new(string.Create(
        CultureInfo.InvariantCulture, $"Einsum: {problem}.\n    {_text}\n    {new string(' ', position)}^"));
}
