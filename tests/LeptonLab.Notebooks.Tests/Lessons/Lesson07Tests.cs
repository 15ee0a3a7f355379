using LeptonLab.Nn;
using LeptonLab.Nn.Models;
using LeptonLab.Notebooks.Documents;
using LeptonLab.Notebooks.Lessons.Editions;
using LeptonLab.Training;

namespace LeptonLab.Notebooks.Tests.Lessons;

/// <summary>The numbers that lesson 07 states, by counting, and the checkpoint that it comes with.</summary>
public sealed class Lesson07Tests
{
    private static readonly string Notebooks = Path.Combine(Repository(), "notebooks");

    [Fact]
    public void The_parameters_of_the_reference_model()
    {
        int convolutions = 32 * (27 + 1) + 64 * (288 + 1) + 128 * (576 + 1);
        int dense = 10 * (30 * 30 * 128 + 1);
        Assert.Equal((93_248, 1_152_010, 1_245_258), (convolutions, dense, convolutions + dense));
        Assert.Equal(0.0749, (double)convolutions / (convolutions + dense), 5e-5);
        Assert.Equal(1_245_258, ReferenceCnn.Create([256, 256, 3], classes: 10).Summary([256, 256, 3]).Parameters);
        Assert.Equal(139_338, convolutions + 10 * (6 * 6 * 128 + 1));
    }

    [Fact]
    public void A_picture_of_256_pixels_leaves_the_three_blocks_with_30()
    {
        int side = 256;
        for (int block = 0; block < 3; block++)
            side = (side - 2) / 2;
        Assert.Equal(30, side);
    }

    [Fact]
    public void The_checkpoint_holds_the_training_that_the_lesson_shows()
    {
        Sequential model = ReferenceCnn.Create([64, 64, 3], classes: 10);
        History history = TrainedModel.Load(Path.Combine(Notebooks, "checkpoints", "L07-trained.safetensors"), model);
        Assert.StartsWith("99f3f61697e8fbb3", model.Fingerprint(), StringComparison.Ordinal);
        Assert.Equal((6, 240), (history.Epochs.Count, history.StepLosses.Count));
        Assert.Equal(320, history.Epochs[^1].Validation!.Confusion.Total);
        Assert.Equal(0.940625, history.Epochs[^1].Validation!.Accuracy, 1e-9);
    }

    [Fact]
    public void Every_edition_takes_the_checkpoint_with_it()
    {
        Notebook source = NotebookReader.Read(Path.Combine(Notebooks, "07-reference-cnn.ipynb"));
        Assert.Contains(LessonFiles.Of(source), file => file.EndsWith("L07-trained.safetensors", StringComparison.Ordinal));
    }

    private static string Repository()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "LeptonLab.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests run outside of the repository.");
        return folder.FullName;
    }
}
