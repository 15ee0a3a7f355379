namespace LeptonLab.Cpu;

/// <summary>
/// A function of one number, lane by lane, whose fields are its constants. As with <see cref="IFunction"/> its bits are the
/// same for every vector width.
/// </summary>
internal interface IUnaryFunction
{
    TSimd Of<TSimd>(TSimd x)
        where TSimd : struct, ISimd<TSimd>;
}

/// <summary>A function of two numbers, such as an operand and ∂L/∂y; otherwise as <see cref="IUnaryFunction"/>.</summary>
internal interface IBinaryFunction
{
    TSimd Of<TSimd>(TSimd a, TSimd b)
        where TSimd : struct, ISimd<TSimd>;
}

/// <summary>A function of three numbers; otherwise as <see cref="IUnaryFunction"/>.</summary>
internal interface ITernaryFunction
{
    TSimd Of<TSimd>(TSimd a, TSimd b, TSimd c)
        where TSimd : struct, ISimd<TSimd>;
}
