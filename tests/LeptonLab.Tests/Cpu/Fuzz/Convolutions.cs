using LeptonLab.Ops;
using LeptonLab.Tests.Conformance;

namespace LeptonLab.Tests.Cpu.Fuzz;

/// <summary>
/// A convolution, alone and fused, forward, backward and prepared for inference, against the plain loops in double. The
/// gradients of fused operations are compared from the device's own results and places on: of two values that differ in
/// the last bit another may win.
/// </summary>
internal sealed class Convolutions
{
    private readonly ConvolutionCase _case;
    private readonly Conv2dGeometry _geometry;
    private readonly Tensor _x;
    private readonly Tensor _w;
    private readonly Tensor _b;
    private readonly Tensor _dy;

    private Convolutions(ConvolutionCase sample)
    {
        _case = sample;
        Conv2dGeometry g = _geometry = sample.Geometry;
        _x = Draw.Tensor([g.Batch, g.Height, g.Width, g.In], sample.Seed, 1);
        _w = Draw.Tensor([g.KernelHeight, g.KernelWidth, g.InPerGroup, g.Out], sample.Seed, 2);
        _b = Draw.Tensor([g.Out], sample.Seed, 3);
        _dy = Draw.Tensor(g.OutputShape, sample.Seed, 4);
        sample.Sprinkle.Over(sample.Seed, _x, _w, _b, _dy);
    }

    internal static void Check(ConvolutionCase sample)
    {
        var check = new Convolutions(sample);
        Tensor y = check.Plain();
        check.Activated(y);
        if (sample.Geometry is { OutHeight: >= 2, OutWidth: >= 2 } && sample.HasBias)
            check.Pooled(y);
    }

    private Tensor Plain()
    {
        Conv2d.IKernel kernel = Device.Cpu.Kernel<Conv2d.IKernel>();
        Tensor? b = _case.HasBias ? _b : null;
        var y = new Tensor(_geometry.OutputShape, Device.Cpu);
        kernel.Forward(_x, _w, b, y, _geometry);
        double[] expected = new double[y.Count];
        Conv2d.Forward<double>(Draw.ToDouble(_x), Draw.ToDouble(_w), b is null ? [] : Draw.ToDouble(b), expected, _geometry);
        int taps = _geometry.KernelHeight * _geometry.KernelWidth;
        Same.Within("y", expected, y, _case.Sprinkle.Tolerance((long)taps * _geometry.InPerGroup));

        (Tensor? dx, Tensor? dw, Tensor? db) = Wanted(_case.HasBias);
        kernel.Backward(_x, _w, _dy, dx, dw, db, _geometry);
        Compare("", _dy.AsSpan(), dx, dw, db);
        Prepared("y", y, kernel.Prepare(_w, b, _geometry), again => kernel.Forward(_x, _w, b, again, _geometry));
        return y;
    }

    private void Activated(Tensor convolution)
    {
        Conv2dActivation.IKernel kernel = Device.Cpu.Kernel<Conv2dActivation.IKernel>();
        var y = new Tensor(_geometry.OutputShape, Device.Cpu);
        kernel.Forward(_x, _w, _b, y, _case.Activation, _geometry);
        if (_case.HasBias)
            Same.Bits("activated y", Draw.Activate(_case.Activation, convolution), y);

        (Tensor? dx, Tensor? dw, Tensor? db) = Wanted(hasBias: true);
        kernel.Backward(_x, _w, y, _dy, dx, dw, db, _case.Activation, _geometry);
        float[] gradient = new float[y.Count];
        Activations.Backward<float>(_case.Activation, y.AsSpan(), _dy.AsSpan(), gradient);
        Compare("activated ", gradient, dx, dw, db);
        Prepared("activated y", y, kernel.Prepare(_w, _b, _case.Activation, _geometry),
            again => kernel.Forward(_x, _w, _b, again, _case.Activation, _geometry));
    }

    private void Pooled(Tensor convolution)
    {
        Conv2dGeometry g = _geometry;
        Conv2dReluPool.IKernel kernel = Device.Cpu.Kernel<Conv2dReluPool.IKernel>();
        var y = new Tensor(MaxPool2d.OutputShape(g.OutputShape, 2, 2), Device.Cpu);
        var places = new PoolPlaces(y.Count, Device.Cpu);
        kernel.Forward(_x, _w, _b, y, places, g);
        var (expected, winners) = Pool(convolution, y.Shape);
        Same.Bits("pooled y", expected, y);
        Assert.Equal(winners, places.AsSpan().ToArray());

        Tensor dy = _case.Sprinkle.Operand == 3 ? Cropped(y.Shape) : Draw.Tensor(y.Shape, _case.Seed, 5);
        (Tensor? dx, Tensor? dw, Tensor? db) = Wanted(hasBias: true);
        kernel.Backward(_x, _w, dy, places, dx, dw, db, g);
        double[] dxExpected = new double[_x.Count], dwExpected = new double[_w.Count], dbExpected = new double[_b.Count];
        Conv2dReluPool.Backward<double>(
            Draw.ToDouble(_x), Draw.ToDouble(_w), Draw.ToDouble(dy), winners, dxExpected, dwExpected, dbExpected, g);
        Compare("pooled ", dxExpected, dwExpected, dbExpected, dx, dw, db);
        Prepared("pooled y", y, kernel.Prepare(_w, _b, g), again => kernel.Forward(_x, _w, _b, again, new PoolPlaces(y.Count, Device.Cpu), g));
    }

    private Tensor Cropped(Shape shape)
    {
        Tensor dy = Draw.Tensor(shape, _case.Seed, 5);
        (_case.Sprinkle with { Operand = 0, Also = SprinkleKind.None }).Over(_case.Seed, dy);
        return dy;
    }

    // The largest of each window of the device's own convolution, as the plain loops of the fused operation say.
    private (Tensor Values, byte[] Places) Pool(Tensor convolution, Shape shape)
    {
        Conv2dGeometry g = _geometry;
        ReadOnlySpan<float> conv = convolution.AsSpan();
        var y = new Tensor(shape, Device.Cpu);
        var places = new byte[y.Count];
        Span<float> values = y.AsSpan();
        int at = 0;
        for (int n = 0; n < g.Batch; n++)
        for (int i = 0; i < shape[1]; i++)
        for (int j = 0; j < shape[2]; j++)
        for (int o = 0; o < g.Out; o++, at++)
        {
            byte place = 0;
            float largest = conv[g.Y(n, 2 * i, 2 * j, o)];
            for (byte other = 1; other < 4; other++)
            {
                float value = conv[g.Y(n, 2 * i + other / 2, 2 * j + other % 2, o)];
                if (value > largest || (float.IsNaN(value) && !float.IsNaN(largest)))
                    (largest, place) = (value, other);
            }

            values[at] = largest <= 0 ? 0 : largest;
            places[at] = largest <= 0 ? PoolPlaces.Dead : place;
        }

        return (y, places);
    }

    // A session gives the bits of the forward pass, also when it has run before and the weights have changed since.
    private void Prepared(string name, Tensor y, Action<Tensor, Tensor> session, Action<Tensor> forward)
    {
        Tensor first = new(y.Shape, Device.Cpu), second = new(y.Shape, Device.Cpu), again = new(y.Shape, Device.Cpu);
        session(_x, first);
        Same.Bits("prepared " + name, y, first);
        float[] weights = _w.ToArray();
        foreach (ref float weight in _w.AsSpan())
            weight *= -0.5f;
        forward(again);
        session(_x, second);
        Same.Bits("prepared and changed " + name, again, second);
        weights.CopyTo(_w.AsSpan());
    }

    private (Tensor? Dx, Tensor? Dw, Tensor? Db) Wanted(bool hasBias) => (
        (_case.Wanted & 1) != 0 ? new Tensor(_x.Shape, Device.Cpu) : null,
        (_case.Wanted & 2) != 0 ? new Tensor(_w.Shape, Device.Cpu) : null,
        (_case.Wanted & 4) != 0 && hasBias ? new Tensor(_b.Shape, Device.Cpu) : null);

    private void Compare(string name, ReadOnlySpan<float> gradient, Tensor? dx, Tensor? dw, Tensor? db)
    {
        double[] dxExpected = new double[_x.Count], dwExpected = new double[_w.Count], dbExpected = new double[_b.Count];
        double[] dy = Array.ConvertAll(gradient.ToArray(), value => (double)value);
        Conv2d.Backward<double>(Draw.ToDouble(_x), Draw.ToDouble(_w), dy, dxExpected, dwExpected, dbExpected, _geometry);
        Compare(name, dxExpected, dwExpected, dbExpected, dx, dw, db);
    }

    private void Compare(
        string name, double[] dxExpected, double[] dwExpected, double[] dbExpected, Tensor? dx, Tensor? dw, Tensor? db)
    {
        Conv2dGeometry g = _geometry;
        long outputs = (long)g.Batch * g.OutHeight * g.OutWidth;
        Same.Within(name + "dx", dxExpected, dx, _case.Sprinkle.Tolerance((long)g.KernelHeight * g.KernelWidth * g.OutPerGroup));
        Same.Within(name + "dw", dwExpected, dw, _case.Sprinkle.Tolerance(outputs));
        Same.Within(name + "db", dbExpected, db, _case.Sprinkle.Tolerance(outputs));
    }
}
