namespace LeptonLab.Data;

/// <summary>
/// A dataset that may know which samples belong together, such as the pictures of one patient. A split must not put a
/// group on both sides: a model that recognises the patient would look better than it is.
/// </summary>
public interface IGroupedDataset : IDataset
{
    /// <summary>The group of each sample, such as a patient's id; null if unknown.</summary>
    IReadOnlyList<string>? Groups { get; }
}
