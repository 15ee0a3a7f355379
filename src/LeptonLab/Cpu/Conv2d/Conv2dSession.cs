using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>A convolution for inference: its plan is kept until weights or bias change.</summary>
internal sealed class Conv2dSession(Tensor w, Tensor? b, Conv2dGeometry geometry)
{
    private Conv2dPlan? _plan;
    private (int Weights, int Bias) _versions;

    internal void Run(Tensor x, Tensor y) => Plan().Run(x, y);

    internal void RunPooled(Tensor x, Tensor y) => Plan().RunPooled(x, y, places: null);

    private Conv2dPlan Plan()
    {
        (int Weights, int Bias) versions = (w.Version, b?.Version ?? 0);
        if (_plan is null || versions != _versions)
        {
            _plan?.Release();
            _plan = Conv2dPlan.Of(w, b, geometry);
            _versions = versions;
        }

        return _plan;
    }
}
