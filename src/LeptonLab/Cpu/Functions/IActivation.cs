namespace LeptonLab.Cpu;

/// <summary>A function whose derivative can be had from its result.</summary>
internal interface IActivation : IFunction
{
    /// <summary>∂L/∂x, from y = f(x) and ∂L/∂y.</summary>
    static abstract TSimd Gradient<TSimd>(TSimd y, TSimd dy)
        where TSimd : struct, ISimd<TSimd>;
}
