namespace LeptonLab.Data;

/// <summary>A dataset whose samples differ from epoch to epoch, such as <see cref="Transformed"/>. A loader asks for each epoch's.</summary>
public interface IVaryingDataset : IDataset
{
    /// <summary>The samples as they are in an epoch.</summary>
    /// <param name="epoch">The number of the epoch, from 0.</param>
    IDataset At(int epoch);
}
