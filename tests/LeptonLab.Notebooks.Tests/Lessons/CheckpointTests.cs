namespace LeptonLab.Notebooks.Tests.Lessons;

public sealed class CheckpointTests
{
    private const string Train =
        """
        var data = new TensorDataset(Tensor.Normal([40, 6], new RandomStream(1)), [.. Enumerable.Range(0, 40).Select(i => i % 2)], ["a", "b"]);
        Sequential Small() => new Sequential(new Flatten(), new Dense(6, 2));
        var model = Small();
        var history = await new Trainer(model, new Adam(1e-3f), Loss.SoftmaxCrossEntropy).FitAsync(data, epochs: 2, batchSize: 16, validation: data);
        """;

    [Fact]
    public async Task A_late_learner_gets_the_weights_and_the_curves()
    {
        string id = $"test-{Guid.NewGuid():N}";
        try
        {
            Sink sink = await TestNotebook.RunAsync(
                Train,
                $"Checkpoint.Save(\"{id}\", model, history);\nvar late = Small();\nvar saved = Checkpoint.Load(\"{id}\", late);",
                "$\"{late.Fingerprint() == model.Fingerprint()} {saved.History.StepLosses.SequenceEqual(history.StepLosses)} {saved.History.Epochs[1].Loss == history.Epochs[1].Loss} {saved.History.Epochs[1].Validation.Confusion.Total}\"");
            Assert.Equal("True True True 40", sink.ResultText);
            Assert.StartsWith($"Checkpoint {id}: 2 epochs, 6 steps, last loss ", (await TestNotebook.RunAsync(Train, $"Checkpoint.Load(\"{id}\", model)")).ResultText, StringComparison.Ordinal);
            string other = (await TestNotebook.RunAsync($"Checkpoint.Load(\"{id}\", new Sequential(new Flatten(), new Dense(12, 2)))")).Error.Message;
            Assert.Contains("this model has [12, 2]", other, StringComparison.Ordinal);
            Assert.Contains($"Did you mean \"{id}\"?", (await TestNotebook.RunAsync($"Checkpoint.Load(\"{id}x\", new Sequential(new Flatten()))")).Error.Message, StringComparison.Ordinal);
        }
        finally
        {
            if (Directory.Exists("checkpoints"))
                File.Delete(Path.Combine("checkpoints", $"{id}.safetensors"));
        }
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("")]
    [InlineData(".hidden")]
    public async Task An_id_that_is_no_name_for_a_file_is_refused(string id) => Assert.Contains(
        "cannot name a checkpoint", (await TestNotebook.RunAsync($"Checkpoint.Load(\"{id}\", new Sequential(new Flatten()))")).Error.Message, StringComparison.Ordinal);
}
