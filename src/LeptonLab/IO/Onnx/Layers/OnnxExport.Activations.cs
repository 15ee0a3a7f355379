using LeptonLab.Nn;

namespace LeptonLab.IO.Onnx;

// Functions of each number by itself, and softmax.
internal sealed partial class OnnxExport
{
    private OnnxValue Write(Ops.Activation activation, OnnxValue x) => activation switch
    {
        Ops.Activation.None => x,
        Ops.Activation.Relu => Apply("Relu", x),
        Ops.Activation.Sigmoid => Apply("Sigmoid", x),
        Ops.Activation.Tanh => Apply("Tanh", x),
        _ => throw new LeptonException($"The activation {activation} cannot be exported to ONNX."),
    };

    private OnnxValue WriteSilu(OnnxValue x) => x with { Name = _graph.Add("Mul", [x.Name, _graph.Add("Sigmoid", [x.Name])]) };

    // Opset 17 has no such operator. These are PyTorch's, which ONNX Runtime recognizes and computes in one step.
    private OnnxValue Write(Gelu layer, OnnxValue x)
    {
        string inner = layer.IsApproximate
            ? _graph.Add("Tanh", [TanhArgument(x.Name)])
            : _graph.Add("Erf", [_graph.Add("Div", [x.Name, _graph.Number(MathF.Sqrt(2))])]);
        string sum = _graph.Add("Add", [inner, _graph.Number(1)]);
        string product = _graph.Add("Mul", [x.Name, sum]);
        return x with { Name = _graph.Add("Mul", [product, _graph.Number(0.5f)]) };
    }

    // √(2/π) (x + 0.044715 x³)
    private string TanhArgument(string x)
    {
        string cube = _graph.Add("Mul", [_graph.Add("Mul", [x, x]), x]);
        string sum = _graph.Add("Add", [x, _graph.Add("Mul", [cube, _graph.Number(0.044715f)])]);
        return _graph.Add("Mul", [sum, _graph.Number(MathF.Sqrt(2 / MathF.PI))]);
    }

    // The axis is counted with the batch, in our order.
    private OnnxValue WriteAlong(string type, int axis, OnnxValue x)
    {
        int last = x.Shape.Rank;
        axis = axis < 0 ? axis + last + 1 : axis;
        if (x.ChannelsFirst && axis > 0)
            axis = axis == last ? 1 : axis + 1;
        return Apply(type, x, ("axis", axis));
    }
}
