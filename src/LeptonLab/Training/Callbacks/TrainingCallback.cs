namespace LeptonLab.Training;

/// <summary>
/// Something that is told how a training run goes, and may stop it. Override what you need. All methods are called on the
/// training thread, between two steps.
/// </summary>
/// <remarks>
/// What a callback remembers of a run belongs into <see cref="ExportState"/>, so that a resumed run behaves as if it had
/// never been interrupted.
/// </remarks>
public abstract class TrainingCallback
{
    /// <summary>The run begins, or goes on after it was resumed; <see cref="ImportState"/> was called before then.</summary>
    public virtual void OnStart(TrainingRun run)
    {
    }

    /// <summary>A step was made: the last numbers in the history are its own.</summary>
    public virtual void OnStep(TrainingRun run)
    {
    }

    /// <summary>An epoch was completed and evaluated.</summary>
    /// <param name="run">The run.</param>
    /// <param name="epoch">The last epoch in its history.</param>
    public virtual void OnEpoch(TrainingRun run, EpochResult epoch)
    {
    }

    /// <summary>The run ends, whether complete, stopped or cancelled, but not if it failed.</summary>
    public virtual void OnEnd(TrainingRun run)
    {
    }

    /// <summary>What is to be remembered when the run is resumed in another process; null if there is nothing.</summary>
    public virtual SavedState? ExportState() => null;

    /// <summary>Goes on from what was exported.</summary>
    /// <exception cref="LeptonException">It is the state of something else.</exception>
    public virtual void ImportState(SavedState state)
    {
    }
}
