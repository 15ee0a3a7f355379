using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>The simple recurrent network: <see cref="RecurrentKernel{TCell}"/>, which lists the paths, with its cell.</summary>
internal sealed class Rnn : Ops.Rnn.IKernel
{
    private readonly RecurrentKernel<RnnCell<TanhFunction>> _tanh = new();
    private readonly RecurrentKernel<RnnCell<ReluFunction>> _relu = new();

    public IRecurrentKernel With(Activation activation) => activation == Activation.Relu ? _relu : _tanh;
}
