using System.Text;

namespace LeptonLab.Training;

/// <summary>
/// How far read texts are from the true ones, text by text: <see cref="EditDistance"/> over the length of the truth, summed over
/// all texts before dividing (Morris, Maier and Green, "From WER and RIL to MER and WIL", Interspeech 2004, eq. 1). Above 1
/// where more was read than there is.
/// </summary>
/// <remarks>
/// Characters are Unicode code points, compared as they are: upper case and accents count. Words are what white space separates.
/// </remarks>
public sealed class TextErrors
{
    private long _characters;
    private long _characterErrors;
    private long _words;
    private long _wordErrors;
    private long _exact;

    /// <summary>The number of texts.</summary>
    public long Total { get; private set; }

    /// <summary>CER: the edit distance in characters over the number of true characters. NaN without true characters.</summary>
    public double CharacterErrorRate => _characters == 0 ? double.NaN : (double)_characterErrors / _characters;

    /// <summary>WER: the edit distance in words over the number of true words. NaN without true words.</summary>
    public double WordErrorRate => _words == 0 ? double.NaN : (double)_wordErrors / _words;

    /// <summary>The share of texts that were read without an error. NaN without texts.</summary>
    public double ExactShare => Total == 0 ? double.NaN : (double)_exact / Total;

    /// <summary>Adds a text.</summary>
    /// <param name="truth">What is written.</param>
    /// <param name="read">What was read.</param>
    public void Add(string truth, string read)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(read);
        Rune[] characters = [.. truth.EnumerateRunes()];
        int errors = EditDistance.Of<Rune>(characters, [.. read.EnumerateRunes()]);
        string[] words = Words(truth);
        _characters += characters.Length;
        _characterErrors += errors;
        _words += words.Length;
        _wordErrors += EditDistance.Of<string>(words, Words(read));
        _exact += errors == 0 ? 1 : 0;
        Total++;
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
