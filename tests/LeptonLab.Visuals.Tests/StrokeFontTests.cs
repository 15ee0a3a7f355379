using LeptonLab.Visuals.Lettering;
using SkiaSharp;

namespace LeptonLab.Visuals.Tests;

public class StrokeFontTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_printable_ASCII_character_leaves_ink(bool bold)
    {
        using SKTypeface typeface = StrokeFont.Make(bold);
        using var font = new SKFont(typeface, 20);
        for (char character = '!'; character <= '~'; character++)
        {
            Assert.True(typeface.ContainsGlyph(character), $"There is no glyph for {character}.");
            using SKPath outline = font.GetTextPath(character.ToString());
            Assert.True(outline.Bounds is { Width: > 0.5f } or { Height: > 0.5f }, $"The glyph of {character} is empty.");
        }
    }

    [Fact]
    public void Letters_stand_on_the_base_line_and_have_the_height_they_are_drawn_with()
    {
        using SKTypeface typeface = StrokeFont.Make(bold: false);
        using var font = new SKFont(typeface, 1000) { Hinting = SKFontHinting.None };
        using SKPath capital = font.GetTextPath("H");

        // 14 steps of 50 units, y downwards in Skia; a pen of 1.6 steps ends square.
        Assert.Equal(-700, capital.Bounds.Top, 2f);
        Assert.Equal(0, capital.Bounds.Bottom, 2f);
        Assert.Equal((10 + 1.6f) * 50, capital.Bounds.Width, 2f);
    }

    [Fact]
    public void A_ring_is_hollow()
    {
        using SKTypeface typeface = StrokeFont.Make(bold: false);
        using var font = new SKFont(typeface, 100);
        using var bitmap = new SKBitmap(100, 100);
        using var canvas = new SKCanvas(bitmap);
        using var paint = new SKPaint { Color = SKColors.Black };
        canvas.Clear(SKColors.White);
        canvas.DrawText("O", 0, 90, font, paint);
        int middle = (int)(font.MeasureText("O") / 2);
        Assert.Equal(SKColors.White, bitmap.GetPixel(middle, 55));
        Assert.Equal(SKColors.Black, bitmap.GetPixel(middle, 20));
    }

    [Fact]
    public void The_name_of_the_font_can_be_read_back()
    {
        using SKTypeface typeface = StrokeFont.Make(bold: false);
        Assert.Equal(StrokeFont.Family, typeface.FamilyName);
    }

    [Fact]
    public void The_same_letters_give_the_same_font()
    {
        Assert.Equal(Bytes(), Bytes());

        static byte[] Bytes()
        {
            using SKTypeface typeface = StrokeFont.Make(bold: true);
            using SKStreamAsset stream = typeface.OpenStream();
            var bytes = new byte[stream.Length];
            stream.Read(bytes, bytes.Length);
            return bytes;
        }
    }
}
