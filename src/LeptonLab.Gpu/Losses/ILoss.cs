namespace LeptonLab.Gpu;

/// <summary>A loss of one number and its target, with its derivative. Its fields, if it has any, are its constants.</summary>
internal interface ILoss
{
    /// <summary>l(x, t).</summary>
    float Value(float x, float target);

    /// <summary>∂l/∂x.</summary>
    float Slope(float x, float target);
}
