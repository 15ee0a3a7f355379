using System.Text.Json;

namespace LeptonLab.Cli.Tests;

public sealed class BenchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void List_names_every_rung_and_its_source_exists()
    {
        Finished finished = Bench("--list");
        Assert.Equal(0, finished.ExitCode);
        string[] rungs = [.. finished.Output.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal))];
        foreach (string name in new[] { "plain", "im2col", "direct", "winograd-2x2", "winograd-4x4", "sparse", "first-layer", "chosen", "packed", "unfused", "fused" })
            Assert.Contains(rungs, line => line.TrimStart().StartsWith(name, StringComparison.Ordinal));
        foreach (string line in rungs)
        {
            string source = Path.Combine(Lepton.Repository, line[(line.LastIndexOf('(') + 1)..line.LastIndexOf(')')]);
            Assert.True(File.Exists(source) || Directory.Exists(source), line);
        }
    }

    [Fact]
    public void List_of_one_ladder_leaves_the_others_out()
    {
        Finished finished = Bench("gemm", "--list");
        Assert.Contains("packed", finished.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("im2col", finished.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gemm", "--size", "37")]
    [InlineData("train", "--size", "24", "--batch", "2")]
    public void Every_rung_is_measured_and_right(params string[] arguments) =>
        Assert.Equal(Listed(arguments[0]), MeasuredAndRight(arguments).Order());

    [Fact]
    public void Every_rung_of_convolution_is_measured_and_right_on_the_shapes_that_are_for_it()
    {
        IEnumerable<string> image = MeasuredAndRight("conv2d", "--size", "13", "--batch", "2", "--channels", "3:17");
        IEnumerable<string> inside = MeasuredAndRight("conv2d", "--size", "13", "--batch", "2", "--channels", "16:17");
        Assert.Contains("first-layer weight gradient", image);
        Assert.DoesNotContain("winograd weight gradient", image);
        Assert.Equal(Listed("conv2d"), image.Union(inside).Order());
    }

    [Theory]
    [InlineData("conv2d", "--device", "gpu-cpu", "--size", "6", "--batch", "2", "--channels", "3:4")]
    [InlineData("gemm", "--device", "gpu-cpu", "--size", "17")]
    [InlineData("train", "--device", "plain", "--size", "22", "--batch", "1")]
    public void A_devices_kernels_are_measured_and_right_beside_the_processors_best(params string[] arguments)
    {
        string[] rungs = [.. MeasuredAndRight(arguments)];
        Assert.Equal(Listed(arguments[..3]), rungs.Order());
        Assert.Contains(rungs, rung => rung.StartsWith("cpu ", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_ladder_a_device_is_measured_on_all_and_nobody_knows_the_peak_of_an_emulated_one()
    {
        Finished finished = Bench("--device", "gpu-cpu", "--list");
        foreach (string ladder in new[] { "conv2d", "gemm", "train" })
            Assert.Contains($"lepton bench {ladder}", finished.Output, StringComparison.Ordinal);
        Assert.Contains("(src/LeptonLab.Gpu/)", finished.Output, StringComparison.Ordinal);

        finished = Bench("gemm", "--device", "gpu-cpu", "--size", "9", "--kernel", "matmul");
        Assert.Equal(0, finished.ExitCode);
        Assert.Contains("gpu-cpu, the GPU's kernels in C#", finished.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^matmul +product +[\d.]+ +[\d.]+ +[\d.]+ +- ", finished.Output);
    }

    [Fact]
    public void Kernel_chooses_rungs_and_a_pipe_gets_plain_lines()
    {
        Finished finished = Bench("conv2d", "--kernel", "direct", "--size", "16", "--batch", "1");
        Assert.Equal(0, finished.ExitCode);
        Assert.Equal(4, finished.Output.Split('\n').Count(line => line.StartsWith("direct", StringComparison.Ordinal)));
        Assert.DoesNotContain("plain  ", finished.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", finished.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("│", finished.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("svg", "<svg")]
    [InlineData("png", "PNG")]
    public void Figure_draws_the_rungs_of_several_ladders(string format, string start)
    {
        string path = Path.Combine(_folder.Path, $"ladder.{format}");
        Finished finished = Bench("conv2d", "gemm", "--kernel", "plain", "--size", "12", "--figure", path);
        Assert.True(finished.ExitCode == 0, finished.Error);
        Assert.Contains("matrix product 12×12", finished.Output, StringComparison.Ordinal);
        Assert.Contains(start, File.ReadAllText(path)[..200], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no rung 'winograd' for gemm. The rungs are plain, reordered, vectors, registers, threads, packed.", "gemm", "--kernel", "winograd")]
    [InlineData("Which ladder? Try 'lepton bench conv2d'")]
    [InlineData("--batch is not for gemm.", "gemm", "--batch", "3")]
    [InlineData("--channels is not for train.", "train", "--channels", "3:4")]
    [InlineData("--channels takes two whole numbers from 1 to 4096 such as 32:64, not '3'.", "conv2d", "--channels", "3")]
    [InlineData("--size must be at least 22 for train; it was 21.", "train", "--size", "21")]
    [InlineData("--figure takes a name that ends in .svg or .png, not 'speed.gif'.", "gemm", "--figure", "speed.gif")]
    [InlineData("--json takes one ladder at a time.", "gemm", "train", "--json")]
    [InlineData("--json takes one ladder at a time.", "--device", "gpu-cpu", "--json")]
    [InlineData("--device: There is no device 'tpu'. There are: cpu, plain, ", "gemm", "--device", "tpu")]
    [InlineData("'gemm'", "blas")]
    public void What_cannot_be_measured_is_explained(string message, params string[] arguments)
    {
        Finished finished = Bench(arguments);
        Assert.Equal(2, finished.ExitCode);
        Assert.Contains(message, finished.Error, StringComparison.Ordinal);
        Assert.Empty(finished.Output);
        Assert.DoesNotContain("   at ", finished.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rung_that_is_not_for_the_shape_is_said_to_be_so()
    {
        Finished finished = Bench("conv2d", "--kernel", "first-layer", "--channels", "5:5");
        Assert.Equal(2, finished.ExitCode);
        Assert.Contains("None of these rungs can compute conv2d of these sizes.", finished.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    // Names with passes, such as "direct forward".
    private string[] MeasuredAndRight(params string[] arguments)
    {
        Finished finished = Bench([.. arguments, "--json", "--threads", "2"]);
        Assert.True(finished.ExitCode == 0, finished.Output + finished.Error);
        using var json = JsonDocument.Parse(finished.Output);
        Assert.Equal(2, json.RootElement.GetProperty("threads").GetInt32());
        Assert.True(json.RootElement.GetProperty("peakGflops").GetDouble() > 0);
        JsonElement[] rungs = [.. json.RootElement.GetProperty("rungs").EnumerateArray()];
        foreach (JsonElement rung in rungs)
        {
            Assert.True(rung.GetProperty("right").GetBoolean());
            Assert.True(rung.GetProperty("fastestMs").GetDouble() <= rung.GetProperty("medianMs").GetDouble());
            Assert.True(rung.GetProperty("gflops").GetDouble() > 0);
            Assert.True(rung.GetProperty("bytes").GetInt64() > 0);
            Assert.InRange(rung.GetProperty("difference").GetDouble(), 0, 1e-4);
        }

        return [.. rungs.Select(rung => $"{rung.GetProperty("rung").GetString()} {rung.GetProperty("pass").GetString()}")];
    }

    private IEnumerable<string> Listed(params string[] ladder) => Bench([.. ladder, "--list"]).Output.Split('\n')
        .Where(line => line.StartsWith("  ", StringComparison.Ordinal))
        .Select(line => $"{line[2..16].TrimEnd()} {line[16..33].TrimEnd()}").Order();

    private Finished Bench(params string[] arguments) => Lepton.Run(_folder.Path, ["bench", .. arguments]);
}
