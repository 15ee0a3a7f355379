using System.Text;

namespace LeptonLab.Notebooks.Mathematics;

/// <summary>
/// The mathematical alphabets of Unicode (block U+1D400): browsers no longer draw <c>mathvariant</c>, so bold, script and
/// blackboard letters are characters of their own.
/// </summary>
internal enum MathAlphabet
{
    Italic,
    Upright,
    Bold,
    BoldItalic,
    Script,
    Blackboard,
    Fraktur,
    SansSerif,
    Monospace,
}

internal static class MathAlphabets
{
    // Letters that had a place in Unicode before the block was made.
    private static string Exceptions(MathAlphabet alphabet) => alphabet switch
    {
        MathAlphabet.Script => "BℬEℰFℱHℋIℐLℒMℳRℛeℯgℊoℴ",
        MathAlphabet.Blackboard => "CℂHℍNℕPℙQℚRℝZℤ",
        MathAlphabet.Fraktur => "CℭHℌIℑRℜZℨ",
        _ => "",
    };

    /// <summary>A text in another alphabet; characters that it lacks stay as they are.</summary>
    public static string Convert(string text, MathAlphabet alphabet)
    {
        var result = new StringBuilder();
        foreach (char c in text)
        {
            string exceptions = Exceptions(alphabet);
            int place = exceptions.IndexOf(c);
            result.Append(place >= 0 && place % 2 == 0 ? exceptions[place + 1].ToString() : Convert(c, alphabet));
        }

        return result.ToString();
    }

    private static string Convert(char c, MathAlphabet alphabet)
    {
        int place = c switch
        {
            >= 'A' and <= 'Z' when Letters(alphabet) is > 0 and int first => first + c - 'A',
            >= 'a' and <= 'z' when Letters(alphabet) is > 0 and int first => first + 26 + c - 'a',
            >= '0' and <= '9' when Digits(alphabet) is > 0 and int first => first + c - '0',
            >= 'Α' and <= 'Ω' when Greek(alphabet) is > 0 and int first => first + c - 'Α',
            >= 'α' and <= 'ω' when Greek(alphabet) is > 0 and int first => first + 26 + c - 'α',
            _ => c,
        };
        return char.ConvertFromUtf32(place);
    }

    private static int Letters(MathAlphabet alphabet) => alphabet switch
    {
        MathAlphabet.Bold => 0x1D400,
        MathAlphabet.BoldItalic => 0x1D468,
        MathAlphabet.Script => 0x1D49C,
        MathAlphabet.Fraktur => 0x1D504,
        MathAlphabet.Blackboard => 0x1D538,
        MathAlphabet.SansSerif => 0x1D5A0,
        MathAlphabet.Monospace => 0x1D670,
        _ => 0,
    };

    private static int Digits(MathAlphabet alphabet) => alphabet switch
    {
        MathAlphabet.Bold or MathAlphabet.BoldItalic => 0x1D7CE,
        MathAlphabet.Blackboard => 0x1D7D8,
        MathAlphabet.SansSerif => 0x1D7E2,
        MathAlphabet.Monospace => 0x1D7F6,
        _ => 0,
    };

    private static int Greek(MathAlphabet alphabet) => alphabet switch
    {
        MathAlphabet.Bold => 0x1D6A8,
        MathAlphabet.BoldItalic => 0x1D71C,
        _ => 0,
    };
}
