namespace LeptonLab.Gpu;

/// <summary>A function of one number, with its derivative. Its fields, if it has any, are its constants.</summary>
internal interface IMapping
{
    /// <summary>y = f(x).</summary>
    float Value(float x);

    /// <summary>∂L/∂x from ∂L/∂y and from x or y, whichever the operation keeps.</summary>
    float Gradient(float kept, float dy);
}
