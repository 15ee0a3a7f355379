using LeptonLab.Nn.Models;
using LeptonLab.Ops;

namespace LeptonLab.IO.Onnx;

// Images of another size.
internal sealed partial class OnnxExport
{
    private OnnxValue Write(Nn.Upsample2d layer, OnnxValue x)
    {
        bool nearest = layer.Mode == UpsampleMode.Nearest;
        string scales = _graph.Constant($"scales_{layer.Scale}", Tensor.From([1, 1, layer.Scale, layer.Scale], [4]));
        string y = _graph.Add(
            "Resize",
            [ChannelsFirst(x).Name, "", scales],
            ("mode", nearest ? "nearest" : "linear"),
            ("coordinate_transformation_mode", nearest ? "asymmetric" : "half_pixel"),
            ("nearest_mode", "floor"));
        return Image(y, layer.OutputShape(x.Shape));
    }

    private OnnxValue Write(SubsampleAndWiden layer, OnnxValue x)
    {
        string y = ChannelsFirst(x).Name;
        if (layer.Stride > 1)
        {
            string steps = _graph.Integers(layer.Stride, layer.Stride), ends = _graph.Integers(x.Shape[0], x.Shape[1]);
            y = _graph.Add("Slice", [y, _graph.Integers(0, 0), ends, _graph.Integers(2, 3), steps]);
        }

        if (layer.NewChannels > 0)
            y = _graph.Add("Pad", [y, _graph.Integers(0, 0, 0, 0, 0, layer.NewChannels, 0, 0)]);
        return Image(y, layer.OutputShape(x.Shape));
    }
}
