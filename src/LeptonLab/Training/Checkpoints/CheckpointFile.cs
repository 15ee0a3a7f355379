namespace LeptonLab.Training;

/// <summary>
/// Where a training run is saved as it goes: one file with all that the next step depends on. Run the same program again
/// after an interruption, and it goes on from the file and ends with the same weights to the bit as if it had never
/// stopped.
/// <code>
/// await trainer.FitAsync(train, epochs: 100, checkpoint: new CheckpointFile("run.checkpoint", everySteps: 100));
/// </code>
/// The file is written after so many steps, after each epoch, when the run is cancelled and at its end.
/// </summary>
public sealed record CheckpointFile
{
    /// <summary>Names the file.</summary>
    /// <param name="path">Where to save; the file always holds the last checkpoint whole.</param>
    /// <param name="everySteps">After how many steps to save, besides the end of each epoch; 0 for there only.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of steps is negative.</exception>
    public CheckpointFile(string path, int everySteps = 0)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (everySteps < 0)
            throw new ArgumentOutOfRangeException(nameof(everySteps), $"A checkpoint is saved after some steps, or 0 for epochs only; it was {everySteps}.");
        (Path, EverySteps) = (path, everySteps);
    }

    /// <summary>Where to save.</summary>
    public string Path { get; }

    /// <summary>After how many steps to save; 0 for at the end of epochs only.</summary>
    public int EverySteps { get; }

    /// <summary>Whether to go on with the run in the file, if there is one; otherwise it is replaced.</summary>
    public bool Resume { get; init; } = true;
}
