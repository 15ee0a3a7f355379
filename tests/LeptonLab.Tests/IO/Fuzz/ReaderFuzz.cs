using System.Diagnostics;
using System.Globalization;

namespace LeptonLab.Tests.IO.Fuzz;

/// <summary>
/// Feeds damaged files to a reader. It may read them or refuse them by a <see cref="LeptonException"/>; anything else, much
/// more memory than the file has bytes, or more than a few seconds is a failure.
/// </summary>
/// <remarks>
/// The files are the same each time. With <c>LEPTON_FUZZ_SECONDS</c> in the environment each test runs for as long, with
/// files that are new each time.
/// </remarks>
internal sealed class ReaderFuzz(Action<byte[]> read, long bytesPerByte = 200)
{
    private const long FreeBytes = 6_000_000;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(10);

    /// <summary>Cuts a file off at every length.</summary>
    internal void Truncate(byte[] file)
    {
        for (int length = 0; length <= file.Length; length++)
            Check(file[..length], $"cut off at {length}");
    }

    /// <summary>Damages files in random ways.</summary>
    /// <param name="files">Good files.</param>
    /// <param name="count">How many damaged ones to make.</param>
    /// <param name="changes">Ways to damage.</param>
    internal void Damage(IReadOnlyList<byte[]> files, int count, params Func<byte[], Random, byte[]>[] changes)
    {
        Assert.All(files, file => read(file));
        int first = 0;
        var time = Stopwatch.StartNew();
        TimeSpan limit = TimeSpan.Zero;
        if (Environment.GetEnvironmentVariable("LEPTON_FUZZ_SECONDS") is { Length: > 0 } seconds)
        {
            limit = TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture));
            first = Random.Shared.Next(1 << 30);
        }

        for (int i = 0; i < count || time.Elapsed < limit; i++)
        {
            var random = new Random(unchecked(first + i));
            byte[] file = files[random.Next(files.Count)];
            Check(changes[random.Next(changes.Length)](file, random), $"seed {unchecked(first + i)}");
        }
    }

    private void Check(byte[] file, string what)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var time = Stopwatch.StartNew();
        try
        {
            read(file);
        }
        catch (LeptonException refused)
        {
            if (refused.Message.Length > 20_000)
                throw Failure($"a message of {refused.Message.Length:N0} letters", null);
        }
        catch (Exception error)
        {
            throw Failure(error.Message, error);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > FreeBytes + bytesPerByte * file.Length)
            throw Failure($"{allocated:N0} bytes of memory for {file.Length:N0} of the file", null);
        if (time.Elapsed > MostTime)
            throw Failure($"{time.Elapsed.TotalSeconds:N0} s", null);

        InvalidOperationException Failure(string problem, Exception? cause) =>
            new($"{what}: {problem}\n{Convert.ToBase64String(file)}", cause);
    }
}
