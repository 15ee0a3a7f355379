namespace LeptonLab.Data.TextLines;

/// <summary>Lines of text as networks take them. The lines are drawn once and stay in memory.</summary>
public static class TextLineBatches
{
    // A Crnn makes a step of 4 columns.
    private const int Step = 4;

    /// <summary>
    /// For <see cref="Nn.Models.Crnn"/>: <c>model.Loss(batch.Images, batch.Texts)</c>. The network needs
    /// <c>generator.Alphabet.Length</c> characters.
    /// </summary>
    /// <param name="generator">Draws the lines.</param>
    /// <param name="lines">Their numbers. For a test use other writers: a number's writer is number % <see cref="TextLineOptions.Writers"/>.</param>
    /// <param name="batchSize">Lines in a batch.</param>
    /// <param name="seed">Chooses the orders.</param>
    /// <param name="shuffle">Whether each epoch has an order of its own.</param>
    /// <exception cref="LeptonException">There are no lines, or the batch size does not suit.</exception>
    public static SampleBatches<TextBatch> Batches(
        this TextLineGenerator generator, IReadOnlyList<int> lines, int batchSize, ulong seed = 0, bool shuffle = true) =>
        ScenesBatches.Over(lines, batchSize, seed, shuffle, generator.Generate, drawn => Collect(generator, drawn));

    private static TextBatch Collect(TextLineGenerator generator, TextLine[] drawn)
    {
        int width = (drawn.Max(line => line.Image.Width) + Step - 1) / Step * Step;
        return new TextBatch(
            ScenesBatches.Images(Array.ConvertAll(drawn, line => line.Image), width),
            Array.ConvertAll(drawn, line => generator.Encode(line.Text)),
            Array.ConvertAll(drawn, line => line.Image.Width));
    }
}
