namespace LeptonLab.Training;

/// <summary>
/// How large each step of the optimizer is. Steps are batches, not epochs, and count from 0: before step t,
/// <c>optimizer.LearningRate = schedule.LearningRate(t)</c>.
/// </summary>
/// <remarks>
/// A schedule is a function of the step alone, so that a run which is stopped and resumed needs only the number of its
/// step. Those that follow a measurement, as <see cref="PlateauSchedule"/> does, have a state besides, and export it.
/// </remarks>
public interface ISchedule
{
    /// <summary>The learning rate of a step.</summary>
    /// <param name="step">0 for the first.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is negative.</exception>
    float LearningRate(long step);

    /// <summary>Tells what was measured after an epoch, such as the validation loss. Most schedules do not care.</summary>
    void Observe(double metric)
    {
    }

    /// <summary>What the schedule remembers.</summary>
    SavedState ExportState() => SavedState.Empty(GetType().Name);

    /// <summary>Goes on from what was exported.</summary>
    /// <exception cref="LeptonException">It is the state of another schedule.</exception>
    void ImportState(SavedState state) => state.Expect(GetType().Name);
}
