namespace LeptonLab.Cpu;

/// <summary>Long short-term memory: <see cref="RecurrentKernel{TCell}"/>, which lists the paths, with its cell.</summary>
internal sealed class Lstm : RecurrentKernel<LstmCell>, Ops.Lstm.IKernel;
