namespace LeptonLab.Cpu;

/// <summary>The gated recurrent unit: <see cref="RecurrentKernel{TCell}"/>, which lists the paths, with its cell.</summary>
internal sealed class Gru : RecurrentKernel<GruCell>, Ops.Gru.IKernel;
