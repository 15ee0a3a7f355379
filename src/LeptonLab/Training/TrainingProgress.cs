namespace LeptonLab.Training;

/// <summary>Where a training run is, reported after every step and every epoch.</summary>
/// <param name="Epoch">1 for the first.</param>
/// <param name="Epochs">How many there will be.</param>
/// <param name="Step">Steps done in this epoch.</param>
/// <param name="StepsPerEpoch">Steps in an epoch.</param>
/// <param name="Loss">The loss of this step's batch.</param>
/// <param name="MeanLoss">The mean loss of this epoch so far.</param>
/// <param name="Accuracy">The share of this epoch's samples classified rightly so far.</param>
/// <param name="Completed">The epoch's result, when this report ends it.</param>
/// <param name="History">Everything measured so far.</param>
public sealed record TrainingProgress(
    int Epoch,
    int Epochs,
    int Step,
    int StepsPerEpoch,
    float Loss,
    double MeanLoss,
    double Accuracy,
    EpochResult? Completed,
    History History)
{
    /// <summary>The share of the whole run that is done, 0 to 1.</summary>
    public double Fraction => (Epoch - 1 + (double)Step / StepsPerEpoch) / Epochs;
}
