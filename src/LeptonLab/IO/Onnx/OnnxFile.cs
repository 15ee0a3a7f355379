using LeptonLab.Nn;

namespace LeptonLab.IO.Onnx;

/// <summary>
/// Models as ONNX files (https://onnx.ai/onnx/intro), which ONNX Runtime and many other programs run. The operators are those
/// of opset 17, the format that of IR version 8.
/// </summary>
/// <remarks>
/// The exported model has one input, <c>input</c>, and one output, <c>output</c>; their first axis is the batch, <c>N</c>,
/// of any size. It computes in NCHW, as ONNX defines its operators: kernels are transposed, and the rows of a dense layer
/// behind a <see cref="Flatten"/> are put into the order of NCHW, so that the file is the one that a library with that
/// layout would write. Its results agree with ours up to rounding.
/// </remarks>
public static class OnnxFile
{
    private const int IrVersion = 8;
    private const int Opset = 17;

    // A protobuf message cannot be longer.
    private const long MostNumbers = (int.MaxValue - (1 << 20)) / sizeof(float);

    /// <summary>Saves a model, fused or not; the file appears complete or not at all.</summary>
    /// <param name="model">The layers <see cref="Conv2d"/>, <see cref="Relu"/>, <see cref="MaxPool2d"/>,
    /// <see cref="Flatten"/> and <see cref="Dense"/>, in any order that fits.</param>
    /// <param name="input">The shape of one sample, such as [256, 256, 3].</param>
    /// <param name="path">The file to write.</param>
    /// <param name="layout">The order of the axes of images that go in or come out.</param>
    /// <exception cref="ShapeException">Samples of this shape do not fit the model.</exception>
    /// <exception cref="LeptonException">A layer has no counterpart here, the model is too large for the format, or the file
    /// cannot be written.</exception>
    public static void Save(Sequential model, Shape input, string path, OnnxLayout layout = OnnxLayout.Nhwc)
    {
        model.OutputShape(input);
        long numbers = model.Parameters.Sum(parameter => (long)parameter.Count);
        if (numbers > MostNumbers)
            throw new LeptonException($"A model of {numbers:N0} numbers does not fit into an ONNX file, which ends at {MostNumbers:N0}.");

        var graph = new OnnxGraph();
        new OnnxExport(graph, layout).Add(model, input);
        byte[] file = Model(graph).ToArray();
        AtomicFile.WriteBytes(path, file);
    }

    // ModelProto of onnx.proto.
    private static ProtobufWriter Model(OnnxGraph graph)
    {
        var opset = new ProtobufWriter();
        opset.Text(1, "");
        opset.Number(2, Opset);

        var model = new ProtobufWriter();
        model.Number(1, IrVersion);
        model.Text(2, "LeptonLab");
        model.Message(7, graph.ToMessage());
        model.Message(8, opset);
        return model;
    }
}
