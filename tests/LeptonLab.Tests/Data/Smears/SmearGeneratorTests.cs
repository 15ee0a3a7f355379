using LeptonLab.Data;
using LeptonLab.Data.Smears;

namespace LeptonLab.Tests.Data.Smears;

public sealed class SmearGeneratorTests
{
    // DataHash.OfPixels of samples 0 … 9 of seed 1 with the default options, version 1 of the generator, on x64 Linux. The
    // pixels were looked at before. Whoever changes them on purpose raises SmearGenerator.Version and makes new hashes with
    // this test, which shows what it found.
    private static readonly string[] Golden =
    [
        "e4aef5eca86dc3250c1daf9861f8b0cbde74bfd4d22f7f00b1c2f6bb0068d918",
        "9a700cb7bcb104a0afa170171d8120351d5dc2904f76500e285f2bff6badb1ad",
        "44d6380d98c5808b2c2a9d410c1fbbc48ac84fdd29d844295ff3666fb6e8cc19",
        "79ab70aee84860393633cbb4cd9db7ac91a9aad8884cf0a1fb9a52e292464bef",
        "c4f9ebbfcf21cc4497bcbc542f1afad74a33d49b166eb1c09df40f00fbb4e3ee",
        "2bb4cbc047fe47bb572ce6c2925db56a137e4bc00f3272d0d7724b4c29049717",
        "dfc56461be420539827e1795d9610a6bdcc282dd7253151b1fc9fdd4f2242f59",
        "9480891093cd923ed57ae4c5f159589f6ebab06bc34492cae54b3c4c208c3b3a",
        "3291edc6f7856654def1b5d06fe47dbd4c27e401a619a2eaca7210e7a29ba281",
        "1c6456e945e191d01bfddf3ad724186e0058021b5a90fa9127fdd8b92e4e0dcd",
    ];

    [Fact]
    public void The_first_ten_pictures_have_the_same_pixels_on_every_machine()
    {
        var generator = new SmearGenerator();
        Assert.Equal(1, SmearGenerator.Version);
        Assert.Equal(Golden, Enumerable.Range(0, 10).Select(index => DataHash.OfPixels(generator.Generate(index).Image)));
    }

    [Fact]
    public void A_picture_depends_on_seed_and_number_alone_not_on_order_or_threads()
    {
        var options = new SmearOptions { Size = 64 };
        byte[][] alone = [.. Enumerable.Range(0, 24).Select(index => new SmearGenerator(7, options).Generate(index).Image.Pixels)];
        var shared = new SmearGenerator(7, options);
        foreach (int threads in new[] { 1, 2, 3 })
        {
            byte[][] found = new byte[24][];
            Parallel.For(0, 24, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => found[23 - i] = shared.Generate(23 - i).Image.Pixels);
            Assert.Equal(alone, found);
        }
    }

    [Fact]
    public void Another_seed_gives_other_pictures() => Assert.NotEqual(
        new SmearGenerator(1, new SmearOptions { Size = 64 }).Generate(0).Image.Pixels,
        new SmearGenerator(2, new SmearOptions { Size = 64 }).Generate(0).Image.Pixels);

    [Fact]
    public void Classes_take_turns_and_every_patient_has_all_of_them()
    {
        ImageDataset dataset = new SmearGenerator(1, new SmearOptions { Size = 16, Patients = 3 }).Dataset(60);
        Assert.Equal(10, dataset.Classes.Count);
        Assert.Equal(dataset.Classes.Order(StringComparer.Ordinal), dataset.Classes);
        foreach (IGrouping<string, int> patient in Enumerable.Range(0, 60).GroupBy(index => dataset.Groups![index]))
            Assert.Equal(Enumerable.Range(0, 10).SelectMany(label => new[] { label, label }), patient.Select(dataset.Label).Order());
    }

    [Fact]
    public void Pictures_are_bright_with_something_dark_in_them_and_differ_between_patients()
    {
        var generator = new SmearGenerator(1, new SmearOptions { Size = 64 });
        for (int index = 0; index < 60; index++)
        {
            byte[] pixels = generator.Generate(index).Image.Pixels;
            Assert.InRange(pixels.Average(pixel => pixel), 120, 245);
            Assert.True(pixels.Max() - pixels.Min() > 80, $"sample {index} is nearly of one colour");
        }
    }

    [Fact]
    public void Variation_can_be_turned_off()
    {
        var still = new SmearOptions { Size = 64, StainVariation = 0, Noise = 0, Illumination = 0, Defocus = 0, Clutter = 0, ShapeVariation = 0, Offset = 0 };
        var generator = new SmearGenerator(1, still);
        Assert.NotEqual(generator.Generate(0).Image.Pixels, generator.Generate(10).Image.Pixels);
    }

    [Fact]
    public void The_mask_is_a_stained_cell_and_the_box_its_bounds()
    {
        var options = new SmearOptions { Size = 64, Noise = 0, Clutter = 0, Illumination = 0, Defocus = 0 };
        for (int index = 0; index < 20; index++)
        {
            Smear smear = new SmearGenerator(2, options).Generate(index);
            int[] cell = [.. Enumerable.Range(0, 64 * 64).Where(i => smear.Mask[i])], rest = [.. Enumerable.Range(0, 64 * 64).Where(i => !smear.Mask[i])];
            Assert.Equal(
                new LeptonLab.Training.Box(cell.Min(i => i % 64), cell.Min(i => i / 64), cell.Max(i => i % 64) + 1, cell.Max(i => i / 64) + 1),
                smear.Box);
            Assert.InRange(cell.Length, 60, 64 * 64 / 2);
            Assert.True(cell.Average(i => smear.Image.Pixels[3 * i + 1]) < rest.Average(i => smear.Image.Pixels[3 * i + 1]), "a cell takes stain");
        }
    }

    [Fact]
    public void A_planted_shortcut_marks_its_class_and_leaves_the_cells_alone()
    {
        var plain = new SmearOptions { Size = 32, Noise = 0 };
        SmearOptions planted = plain with { ShortcutClass = "eosinophil", ShortcutShare = 0.9, ShortcutElsewhere = 0.1 };
        int[] marked = new int[10];
        for (int index = 0; index < 400; index++)
        {
            Smear smear = new SmearGenerator(1, planted).Generate(index), same = new SmearGenerator(1, plain).Generate(index);
            marked[smear.Label] += smear.HasShortcut ? 1 : 0;
            Assert.Equal(same.Mask, smear.Mask);
            Assert.Equal(smear.HasShortcut, !same.Image.Pixels.SequenceEqual(smear.Image.Pixels));
        }

        Assert.InRange(marked[2], 31, 40);
        Assert.InRange(marked.Sum() - marked[2], 18, 56);
    }

    [Fact]
    public void Patients_of_one_scanner_share_its_light_and_unbalanced_classes_are_counted()
    {
        var generator = new SmearGenerator(1, new SmearOptions { Size = 16, Patients = 6, Scanners = 2, Imbalance = 20 });
        Smear[] smears = [.. Enumerable.Range(0, 300).Select(generator.Generate)];
        Assert.Equal(["m000", "m001"], smears.Select(smear => smear.Scanner).Distinct().Order());
        Assert.Equal(6, smears.Select(smear => (smear.Patient, smear.Scanner)).Distinct().Count());
        int[] counts = [.. Enumerable.Range(0, 10).Select(label => smears.Count(smear => smear.Label == label))];
        Assert.Equal(counts.OrderDescending(), counts);
        Assert.InRange((double)counts[0] / counts[9], 12, 30);
    }

    [Fact]
    public void Impossible_options_are_refused()
    {
        AssertRefused("16 to 2048", new SmearOptions { Size = 8 });
        AssertRefused("number of patients", new SmearOptions { Patients = 0 });
        AssertRefused("Noise must be between 0 and 3", new SmearOptions { Noise = double.NaN });
    }

    private static void AssertRefused(string expected, SmearOptions options) => Assert.Contains(
        expected,
        Assert.Throws<LeptonException>(() => new SmearGenerator(1, options).Generate(0)).Message,
        StringComparison.Ordinal);
}
