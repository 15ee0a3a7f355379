namespace LeptonLab.Nn;

/// <summary>
/// A layer that draws random numbers in training. With both numbers put back, training goes on with the draws that would
/// have come: a checkpoint keeps them.
/// </summary>
public interface IRandomLayer
{
    /// <summary>Chooses the draws.</summary>
    ulong Seed { get; set; }

    /// <summary>How many passes have drawn.</summary>
    ulong Draws { get; set; }
}
