using LeptonLab.IO;

namespace LeptonLab.Cli.Tests;

public sealed class TrainTests : IDisposable
{
    private static readonly string Mini = Path.Combine(Lepton.Repository, "datasets", "fashion-mnist-mini");
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_fingerprint_does_not_depend_on_the_threads_and_is_that_of_the_saved_weights()
    {
        string[] fingerprints = [.. new[] { "1", "2", "3", "1" }.Select(threads =>
        {
            Finished finished = Train(Mini, "--model", "small", "--epochs", "1", "--threads", threads, "--fingerprint", "--save", $"{threads}.safetensors");
            Assert.Equal(0, finished.ExitCode);
            return finished.Labelled("SHA-256");
        })];
        Assert.Matches("^[0-9a-f]{64}$", fingerprints[0]);
        Assert.Single(fingerprints.Distinct());
        Assert.Equal(["1.safetensors", "2.safetensors", "3.safetensors"], _folder.Files);
        Assert.Single(_folder.Files.Select(file => Convert.ToHexString(File.ReadAllBytes(Path.Combine(_folder.Path, file)))).Distinct());
    }

    [Fact]
    public void Ctrl_C_keeps_what_was_learnt()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no command that sends Ctrl-C to one process.");
        Finished finished = Lepton.RunAndInterrupt(
            _folder.Path, "Epoch 1/500", "train", "--data", Mini, "--model", "small", "--epochs", "500", "--save", "learnt.safetensors");
        Assert.Equal(1, finished.ExitCode);
        Assert.Matches(@"Stopped after \d+ steps, \d+ full epochs?\.", finished.Output);
        Assert.Equal("learnt.safetensors", finished.Labelled("Saved"));
        Assert.Equal(["learnt.safetensors"], _folder.Files);
        Assert.NotEmpty(Safetensors.Read(Path.Combine(_folder.Path, "learnt.safetensors")));
    }

    [Fact]
    public void Ctrl_C_writes_the_run_and_the_command_that_goes_on_ends_as_if_nothing_had_happened()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no command that sends Ctrl-C to one process.");
        string[] options = ["--model", "small", "--epochs", "3", "--schedule", "cosine", "--warm-up", "3", "--clip", "1", "--accumulate", "2",
            "--average", "0.9", "--fingerprint"];
        string whole = Train(Mini, options).Labelled("SHA-256");
        Finished stopped = Lepton.RunAndInterrupt(
            _folder.Path, "Epoch 1/3", ["train", "--data", Mini, .. options, "--checkpoint", "run.checkpoint"]);
        Assert.Equal(1, stopped.ExitCode);
        Assert.Contains("The run is saved in run.checkpoint.", stopped.Output, StringComparison.Ordinal);
        string command = stopped.Labelled("Go on");
        Assert.EndsWith("--checkpoint run.checkpoint --resume", command, StringComparison.Ordinal);

        Fails(Train(Mini, [.. options, "--checkpoint", "run.checkpoint"]), "'run.checkpoint' is there already. Add --resume");
        Fails(Train(Mini, [.. options, "--checkpoint", "run.checkpoint", "--resume", "--seed", "2"]), "seed: '1' there, '2' here");
        Finished resumed = Lepton.Run(_folder.Path, command.Split(' ')[1..]);
        Assert.Equal(0, resumed.ExitCode);
        Assert.Equal(whole, resumed.Labelled("SHA-256"));
        Assert.DoesNotContain("Epoch 1/3", resumed.Output, StringComparison.Ordinal);
        Assert.Equal(["run.checkpoint"], _folder.Files);
    }

    [Fact]
    public void A_training_that_no_longer_improves_stops_and_says_so()
    {
        Finished finished = Train(
            Mini, "--model", "small", "--epochs", "30", "--learning-rate", "0.01", "--patience", "1", "--balance", "--tensorboard", "log");
        Assert.Equal(0, finished.ExitCode);
        Assert.StartsWith("the validation loss has not improved for 1 epochs", finished.Labelled("Stopped"), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(_folder.Path, "log")));
    }

    [Fact]
    public void What_cannot_be_resumed_is_refused_before_the_data_are_read()
    {
        Fails(Train("nowhere", "--checkpoint", "none", "--resume"), "There is no 'none' to go on with.");
        Finished finished = Train("nowhere", "--resume");
        Assert.Equal(2, finished.ExitCode);
        Assert.Contains("add --checkpoint FILE", finished.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_diverged_training_says_so_and_saves_nothing()
    {
        Finished finished = Train(Mini, "--model", "small", "--epochs", "1", "--learning-rate", "1e30", "--save", "x.safetensors");
        Fails(finished, "Training stopped in epoch 1 at step 2: the loss is NaN", "learning rate, 1E+30: try 0.01");
        Assert.Empty(_folder.Files);
    }

    [Fact]
    public void Weights_that_cannot_be_saved_are_refused_before_the_training()
    {
        _folder.Write("file", "");
        Finished finished = Train(Mini, "--epochs", "1", "--save", Path.Combine("file", "x.safetensors"));
        Fails(finished, "is a file, not a folder");
        Assert.Empty(finished.Output);
    }

    [Fact]
    public void A_folder_that_cannot_be_learnt_from_is_refused()
    {
        Fails(Train("nowhere"), "There is no folder 'nowhere'");
        string data = Path.Combine(_folder.Path, "data");
        AddPictures("cats");
        Fails(Train(data), "one class only, 'cats'");
        AddPictures("dogs");
        Fails(Train(data, "--size", "32"), "The batch size is 32, but the dataset has only 4 samples.");
        Fails(Train(data, "--batch", "2"), "expects images of at least", "choose a larger --size, or --model small.");
        Directory.CreateDirectory(Path.Combine(data, "mice"));
        Fails(Train(data), $"The class folder '{Path.Combine(data, "mice")}' has no pictures");
    }

    [Fact]
    public void A_picture_that_cannot_be_read_is_named()
    {
        string data = Path.Combine(_folder.Path, "data");
        AddPictures("cats");
        AddPictures("dogs");
        string picture = Path.Combine(data, "cats", "0.png");
        byte[] whole = File.ReadAllBytes(picture);

        File.WriteAllBytes(picture, []);
        Fails(Train(data), $"'{picture}' is empty (0 bytes).");
        File.WriteAllBytes(picture, whole[..^20]);
        Fails(Train(data), $"'{picture}' is not a readable PNG picture: the file ends after");
        File.WriteAllText(picture, "This is a letter.");
        Fails(Train(data), $"'{picture}' is not a picture that can be read here");

        // Width and height stand at byte 16; their checksum, of the 17 bytes from 12, at byte 29.
        new byte[] { 0, 0, 0x4E, 0x20, 0, 0, 0x4E, 0x20 }.CopyTo(whole, 16);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(whole.AsSpan(29), Checksum(whole.AsSpan(12, 17)));
        File.WriteAllBytes(picture, whole);
        Fails(Train(data), $"'{picture}' claims to be a picture of 20,000 × 20,000 pixels");
    }

    public void Dispose() => _folder.Dispose();

    private Finished Train(string data, params string[] options) => Lepton.Run(_folder.Path, ["train", "--data", data, .. options]);

    private static void Fails(Finished finished, params string[] messages)
    {
        Assert.Equal(1, finished.ExitCode);
        foreach (string message in messages)
            Assert.Contains(message, finished.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", finished.Error, StringComparison.Ordinal);
    }

    private void AddPictures(string name)
    {
        string folder = Path.Combine(_folder.Path, "data", name);
        Directory.CreateDirectory(folder);
        for (int i = 0; i < 3; i++)
            File.WriteAllBytes(Path.Combine(folder, $"{i}.png"), Picture);
    }

    // 4×4 grey pixels, as ImageMagick writes them.
    private static byte[] Picture => Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAAAAACMmsGiAAAAEElEQVQI12OsZ2BgYGJAIQAJ0QCHQh9HHAAAAABJRU5ErkJggg==");

    // The CRC-32 of PNG, bit by bit.
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }

        return ~crc;
    }
}
