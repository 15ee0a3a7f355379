using CsCheck;
using LeptonLab.Training;

namespace LeptonLab.Tests.Training.Metrics;

public class TextErrorsTests
{
    [Theory]
    [InlineData("kitten", "sitting", 3)] // k→s, e→i, +g
    [InlineData("saturday", "sunday", 3)] // −a, −t, r→n
    [InlineData("", "abc", 3)]
    [InlineData("abc", "", 3)]
    [InlineData("", "", 0)]
    [InlineData("flaw", "lawn", 2)]
    public void Distances_worked_by_hand(string a, string b, int distance)
    {
        Assert.Equal(distance, EditDistance.Of<char>(a, b));
        Assert.Equal(distance, EditDistance.Of<char>(b, a));
    }

    [Fact]
    public void Changing_one_symbol_changes_the_distance_by_at_most_one() =>
        Gen.Select(Gen.Int[0, 3].Array[0, 12], Gen.Int[0, 3].Array[1, 12], Gen.Int[0, 11]).Sample((a, b, place) =>
        {
            int before = EditDistance.Of<int>(a, b);
            int[] changed = [.. b];
            changed[place % b.Length] = 9;
            Assert.InRange(EditDistance.Of<int>(a, changed) - before, 0, 1);
            Assert.InRange(before, Math.Abs(a.Length - b.Length), Math.Max(a.Length, b.Length));
            Assert.Equal(0, EditDistance.Of<int>(b, b));
        });

    [Fact]
    public void Rates_are_over_all_texts_together()
    {
        // "the cat" → "the cut": 1 of 7 characters, 1 of 2 words. "sat" → "sat on": 3 of 3 characters, 1 of 1 word. "é😀" has 2.
        var errors = new TextErrors();
        errors.Add("the cat", "the cut");
        errors.Add("sat", "sat on");
        errors.Add("é😀", "é😀");
        Assert.Equal(4.0 / 12, errors.CharacterErrorRate);
        Assert.Equal(2.0 / 4, errors.WordErrorRate);
        Assert.Equal(1.0 / 3, errors.ExactShare, 1e-12);
    }

    [Fact]
    public void Nothing_to_read_gives_NaN()
    {
        var errors = new TextErrors();
        Assert.True(double.IsNaN(errors.CharacterErrorRate) && double.IsNaN(errors.WordErrorRate) && double.IsNaN(errors.ExactShare));
        errors.Add("", "noise");
        Assert.True(double.IsNaN(errors.CharacterErrorRate));
        errors.Add("a", "a");
        Assert.Equal(5, errors.CharacterErrorRate);
        Assert.Equal(1, errors.WordErrorRate);
    }
}
