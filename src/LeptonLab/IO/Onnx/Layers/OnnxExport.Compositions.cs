using LeptonLab.Nn;

namespace LeptonLab.IO.Onnx;

// Layers that are made of others.
internal sealed partial class OnnxExport
{
    private OnnxValue Write(Sequential layers, OnnxValue x)
    {
        foreach (Layer layer in layers.Layers)
            x = Write(layer, x);
        return x;
    }

    private OnnxValue Write(Residual layer, OnnxValue x)
    {
        OnnxValue body = Write(layer.Body, x);
        OnnxValue around = layer.Shortcut is null ? x : Write(layer.Shortcut, x);
        OnnxValue y = Sum(body, around);
        return layer.Rectified ? Write(Ops.Activation.Relu, y) : y;
    }

    private OnnxValue Write(Skip layer, OnnxValue x)
    {
        (OnnxValue own, OnnxValue made) = Alike(x, Write(layer.Body, x));
        if (own.Flattened is not null)
            (own, made) = (Ours(own), Ours(made));
        string y = _graph.Add("Concat", [own.Name, made.Name], ("axis", own.ChannelsFirst ? 1 : own.Shape.Rank));
        return own with { Name = y, Shape = layer.OutputShape(x.Shape) };
    }

    private OnnxValue Sum(OnnxValue x, OnnxValue y)
    {
        (x, y) = Alike(x, y);
        return x with { Name = _graph.Add("Add", [x.Name, y.Name]) };
    }
}
