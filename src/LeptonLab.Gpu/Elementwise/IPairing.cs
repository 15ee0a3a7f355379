namespace LeptonLab.Gpu;

/// <summary>A function of two numbers, with its derivatives.</summary>
internal interface IPairing
{
    /// <summary>y = f(a, b).</summary>
    float Value(float a, float b);

    /// <summary>∂L/∂a.</summary>
    float GradientOfA(float a, float b, float dy);

    /// <summary>∂L/∂b.</summary>
    float GradientOfB(float a, float b, float dy);
}
