using LeptonLab.Data;
using LeptonLab.Data.TextLines;
using LeptonLab.Nn.Models;
using LeptonLab.Training;

namespace LeptonLab.Tests.Data.TextLines;

public class TextLineTests
{
    private static readonly TextLineOptions Clean = new() { Slant = 0, Curve = 0, Jitter = 0, Noise = 0, Blur = 0, Stains = 0 };

    [Theory]
    [InlineData(TextStyle.Plain)]
    [InlineData(TextStyle.Bold)]
    [InlineData(TextStyle.Narrow)]
    [InlineData(TextStyle.Serif)]
    public void All_ink_is_in_the_boxes_of_the_characters_and_reaches_their_borders(TextStyle style)
    {
        var generator = new TextLineGenerator(1, Clean with { Height = 48, Styles = [style], Content = TextContent.Letters, Writers = 5 });
        for (int index = 0; index < 5; index++)
        {
            TextLine line = generator.Generate(index);
            Assert.Equal(line.Text.Length, line.Characters.Count);
            byte paper = line.Image.Pixels[0];
            int most = line.Image.Pixels.Max(pixel => Math.Abs(pixel - paper));
            int[] inked = [.. Enumerable.Range(0, line.Image.Pixels.Length).Where(i => Math.Abs(line.Image.Pixels[i] - paper) > 0.55 * most)];
            (int X, int Y)[] places = [.. inked.Select(i => (i % line.Image.Width, i / line.Image.Width))];
            Assert.All(places, place => Assert.True(line.Characters.Any(box => In(box, place)), $"{place} of {line.Text}"));
            foreach (Box box in line.Characters)
            {
                (int X, int Y)[] own = [.. places.Where(place => In(box, place))];
                Assert.InRange(own.Min(place => place.X) - box.Left, 0, 1);
                Assert.InRange(box.Right - own.Max(place => place.X), 1, 2);
                Assert.InRange(own.Min(place => place.Y) - box.Top, 0, 1);
                Assert.InRange(box.Bottom - own.Max(place => place.Y), 1, 2);
            }
        }

        static bool In(Box box, (int X, int Y) place) => place.X >= box.Left && place.X < box.Right && place.Y >= box.Top && place.Y < box.Bottom;
    }

    [Fact]
    public void Every_character_of_the_alphabet_can_be_written_and_no_two_look_the_same()
    {
        var generator = new TextLineGenerator(1, Clean with { Styles = [TextStyle.Plain], Writers = 1 });
        string[] looks = [.. generator.Alphabet.Select(character => DataHash.OfPixels(generator.Write($"{character}").Image))];
        Assert.Equal(looks.Length, looks.Distinct().Count());
        Assert.Equal(looks.Length, generator.Alphabet.Distinct().Count());
        Assert.Contains("There is no letter 'ß'", Assert.Throws<LeptonException>(() => generator.Write("Spaß")).Message, StringComparison.Ordinal);
        Assert.Throws<LeptonException>(() => generator.Write("  "));
    }

    [Fact]
    public void Texts_become_classes_and_back()
    {
        var generator = new TextLineGenerator(1, new TextLineOptions { Words = 3 });
        for (int index = 0; index < 50; index++)
        {
            string text = generator.Generate(index).Text;
            int[] classes = generator.Encode(text);
            Assert.All(classes, number => Assert.InRange(number, 1, generator.Alphabet.Length));
            Assert.Equal(text, generator.Decode(classes));
        }

        Assert.Contains("not in the alphabet", Assert.Throws<LeptonException>(() => generator.Encode("ß")).Message, StringComparison.Ordinal);
        Assert.Contains("no character of class 0", Assert.Throws<LeptonException>(() => generator.Decode([0])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Content_says_which_characters_occur()
    {
        foreach ((TextContent content, Func<char, bool> allowed) in new (TextContent, Func<char, bool>)[]
        {
            (TextContent.Digits, char.IsAsciiDigit), (TextContent.Lower, char.IsAsciiLetterLower), (TextContent.Letters, char.IsAsciiLetter),
        })
        {
            var generator = new TextLineGenerator(2, Clean with { Content = content });
            Assert.All(generator.Alphabet, character => Assert.True(allowed(character)));
            Assert.All(Enumerable.Range(0, 60).SelectMany(index => generator.Generate(index).Text), character => Assert.True(allowed(character)));
        }

        string mixed = string.Concat(Enumerable.Range(0, 900).Select(index => new TextLineGenerator(1, Clean with { Height = 16 }).Generate(index).Text));
        Assert.True(mixed.Distinct().Count() > 75, "Mixed lines have all kinds of characters");
    }

    [Fact]
    public void Less_contrast_and_more_blur_are_harder_to_see()
    {
        double strong = Edges(Clean), weak = Edges(Clean with { Contrast = 0.3 }), blurred = Edges(Clean with { Blur = 3 });
        Assert.InRange(weak, 0.07 * strong, 0.11 * strong); // 0.3²
        Assert.InRange(blurred, 0, 0.8 * strong);

        static double Edges(TextLineOptions options)
        {
            byte[] pixels = new TextLineGenerator(3, options).Write("Hamburg", 1).Image.Pixels;
            return pixels.Zip(pixels.Skip(1)).Average(pair => (double)(pair.First - pair.Second) * (pair.First - pair.Second));
        }
    }

    [Fact]
    public void A_reader_takes_the_batches_whatever_the_widths()
    {
        var generator = new TextLineGenerator(4, new TextLineOptions { Content = TextContent.Digits });
        TextBatch batch = generator.Batches([.. Enumerable.Range(0, 6)], batchSize: 6, shuffle: false).Epoch(0).First();
        int widest = Enumerable.Range(0, 6).Max(index => generator.Generate(index).Image.Width);
        Assert.Equal(new Shape(6, 32, (widest + 3) / 4 * 4, 1), batch.Images.Shape);
        Assert.Equal(Enumerable.Range(0, 6).Select(index => generator.Generate(index).Text), batch.Texts.Select(text => generator.Decode(text)));
        Assert.Equal(widest, batch.Widths.Max());
        Assert.True(float.IsFinite(Crnn.CreateSmall(generator.Alphabet.Length).Loss(batch.Images, batch.Texts).Item()));
    }
}
