namespace LeptonLab.Cpu;

/// <summary>
/// An elementary function, lane by lane. It uses only operations that IEEE 754 defines to the last bit, in a fixed order,
/// so that its bits are the same for every vector width and on every machine.
/// </summary>
internal interface IFunction
{
    static abstract TSimd Of<TSimd>(TSimd x)
        where TSimd : struct, ISimd<TSimd>;
}
