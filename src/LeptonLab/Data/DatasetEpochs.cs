namespace LeptonLab.Data;

/// <summary>Datasets that may differ from epoch to epoch, and those that do not, alike.</summary>
internal static class DatasetEpochs
{
    /// <summary>The dataset as it is in an epoch: itself, unless it varies.</summary>
    internal static IDataset InEpoch(this IDataset dataset, int epoch) => dataset is IVaryingDataset varying ? varying.At(epoch) : dataset;
}
