using LeptonLab.Data;
using LeptonLab.Data.Smears;

namespace LeptonLab.Notebooks.Tests.Lessons;

/// <summary>The numbers that lesson 08 states, computed here in other ways.</summary>
public sealed class Lesson08DataTests
{
    private static readonly LessonOutputs Lesson = LessonOutputs.Of("08-data.ipynb");

    [Fact]
    public void A_split_by_patient_shares_no_patient_and_the_statistics_are_those_of_its_training_part()
    {
        ImageDataset all = new SmearGenerator(seed: 8, new SmearOptions { Size = 16, Patients = 16 }).Dataset(160);
        Split split = Split.ByGroup(all, testShare: 0.25, seed: 8);
        Assert.Empty(((IGroupedDataset)split.Train).Groups!.Intersect(((IGroupedDataset)split.Test).Groups!));
        Split random = Split.ByClass(all, 0.25, 8);
        Assert.NotEmpty(((IGroupedDataset)random.Train).Groups!.Intersect(((IGroupedDataset)random.Test).Groups!));
        Assert.False(Leakage.Check(random.Train, random.Test).IsClean);
        Assert.True(Leakage.Check(split.Train, split.Test).IsClean);

        float[] values = new float[16 * 16 * 3];
        double red = 0;
        for (int i = 0; i < split.Train.Count; i++)
        {
            split.Train.Read(i, values);
            red += values.Where((_, place) => place % 3 == 0).Average(value => (double)value);
        }

        Assert.Equal(red / split.Train.Count, ChannelStatistics.Of(split.Train).Mean[0], 1e-6);
    }

    [Theory]
    [InlineData("split-code", "by picture | 360 | 120 | 16 | leaks")]
    [InlineData("split-code", "by patient | 360 | 120 | 0 | clean")]
    [InlineData("leak-code", "**mean** | 89 % | 70 % | 92 % | 40 %")]
    [InlineData("leak-code", "1 | 94 % | 76 % | 93 % | 68 %")]
    [InlineData("leak-code", "6 | 87 % | 78 % | 97 % | 15 %")]
    [InlineData("normal-code", "below 0.00001: True")]
    public void What_the_text_says_stands_in_the_cell_beside_it(string cell, string expected) =>
        Assert.Contains(expected, Lesson[cell], StringComparison.Ordinal);

    // A picture of 30 pixels: what lies at x lies at 30 − x in the mirror.
    [Fact]
    public void Boxes_lie_where_the_bright_pixels_are()
    {
        Assert.Contains($"mirrored | {30 - 10}, 4, {30 - 3}, 9 |", Lesson["boxes-code"], StringComparison.Ordinal);
        Assert.DoesNotContain("False", Lesson["boxes-code"], StringComparison.Ordinal);
    }
}
