using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>Direct convolution, whatever the shape would choose, see <see cref="DirectPlan"/>.</summary>
internal static class Conv2dForward
{
    internal static void Run(Tensor x, Tensor w, Tensor? b, Tensor y, Conv2dGeometry g)
    {
        var plan = new DirectPlan(w, b, g);
        plan.Run(x, y);
        plan.Release();
    }

    /// <summary>The same with ReLU and 2×2 max-pooling behind it.</summary>
    internal static void RunPooled(Tensor x, Tensor w, Tensor b, Tensor y, PoolPlaces places, Conv2dGeometry g)
    {
        var plan = new DirectPlan(w, b, g);
        plan.RunPooled(x, y, places);
        plan.Release();
    }
}
