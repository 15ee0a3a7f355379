using System.Text.Json.Nodes;
using LeptonLab.Autograd;
using LeptonLab.Nn;
using LeptonLab.Nn.Models;

namespace LeptonLab.IO.Onnx;

/// <summary>
/// Models as ONNX files (https://onnx.ai/onnx/intro), which ONNX Runtime and many other programs run. The operators are those
/// of opset 17, the format that of IR version 8.
/// </summary>
/// <remarks>
/// <para>
/// The exported model has one input, <c>input</c>, and one output, <c>output</c>; their first axis is the batch, <c>N</c>,
/// of any size. Where samples are sequences, [time, features] or tokens [time], their axis <c>time</c> has any size too,
/// unless a layer such as <see cref="Flatten"/> needs the length. A model that begins with an <see cref="Embedding"/> takes
/// its tokens as int64; all other numbers are 32-bit floats.
/// </para>
/// <para>
/// Images are computed in NCHW, as ONNX defines its operators: kernels are transposed, and the rows of a dense layer behind
/// a <see cref="Flatten"/> are put into the order of NCHW, so that the file is the one that a library with that layout would
/// write. Weights have their paths in the model for names. The model is exported as it is in use: dropout is left out, batch
/// normalization has its running statistics. Results agree with ours up to rounding.
/// </para>
/// </remarks>
public static class OnnxFile
{
    private const int IrVersion = 8;
    private const int Opset = 17;

    // A protobuf message cannot be longer.
    private const long MostNumbers = (int.MaxValue - (1 << 20)) / sizeof(float);

    /// <summary>Saves a model, fused or not; the file appears complete or not at all.</summary>
    /// <param name="model">A layer of this library, or any model made of them.</param>
    /// <param name="input">The shape of one sample, such as [256, 256, 3].</param>
    /// <param name="path">The file to write.</param>
    /// <param name="layout">The order of the axes of images that go in or come out.</param>
    /// <param name="classes">
    /// What a classifier's outputs stand for, in order: written into the file's metadata as <c>classes</c>, a JSON list.
    /// </param>
    /// <exception cref="ShapeException">Samples of this shape do not fit the model.</exception>
    /// <exception cref="ArgumentException">There are more or fewer names of classes than outputs, or one is empty.</exception>
    /// <exception cref="LeptonException">A layer has no counterpart in ONNX, the model is too large for the format, or the
    /// file cannot be written.</exception>
    public static void Save(
        Layer model, Shape input, string path, OnnxLayout layout = OnnxLayout.Nhwc, IReadOnlyList<string>? classes = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!Enum.IsDefined(layout))
            throw new ArgumentOutOfRangeException(nameof(layout), $"There is no layout {layout}; choose Nhwc or Nchw.");
        Shape output = model.OutputShape(input);
        CheckClasses(classes, output);
        Write(model, () => OnnxExport.Graph(model, input, layout), path, classes);
    }

    /// <summary>
    /// Saves a Transformer; the file appears complete or not at all. It has two inputs, the tokens <c>source</c>
    /// [N, source_time] and <c>target</c> [N, target_time], both int64, and one output, the logits of the tokens that follow
    /// each of the target's: <c>output</c> [N, target_time, vocabulary]. All sources of a batch have one length: there is no
    /// padding.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file to write.</param>
    /// <exception cref="LeptonException">The model is too large for the format, or the file cannot be written.</exception>
    public static void Save(Transformer model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        Write(model, () => OnnxExport.Graph(model), path, classes: null);
    }

    private static void CheckClasses(IReadOnlyList<string>? classes, Shape output)
    {
        if (classes is null)
            return;
        for (int i = 0; i < classes.Count; i++)
        {
            if (string.IsNullOrEmpty(classes[i]))
                throw new ArgumentException($"Class {i} has no name; every class needs one, or leave the names out.", nameof(classes));
        }

        if (output.Rank == 1 && classes.Count != output[0])
        {
            throw new ArgumentException(
                $"The model has {output[0]} outputs, but {classes.Count} names of classes were given: one is needed for each.",
                nameof(classes));
        }
    }

    private static void Write(Module model, Func<OnnxGraph> graph, string path, IReadOnlyList<string>? classes)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        long numbers = model.ParameterCount + model.Buffers.Sum(buffer => (long)buffer.Count);
        if (numbers > MostNumbers)
            throw new LeptonException($"A model of {numbers:N0} numbers does not fit into an ONNX file, which ends at {MostNumbers:N0}.");

        using (Tape.Pause())
        using (TensorScope.Begin())
            AtomicFile.WriteBytes(path, Model(graph(), classes).ToArray());
    }

    // ModelProto of onnx.proto.
    private static ProtobufWriter Model(OnnxGraph graph, IReadOnlyList<string>? classes)
    {
        var opset = new ProtobufWriter();
        opset.Text(1, "");
        opset.Number(2, Opset);

        var model = new ProtobufWriter();
        model.Number(1, IrVersion);
        model.Text(2, "LeptonLab");
        model.Text(3, typeof(OnnxFile).Assembly.GetName().Version?.ToString(3) ?? "");
        model.Message(7, graph.ToMessage());
        model.Message(8, opset);
        if (classes is not null)
            model.Message(14, Property("classes", new JsonArray([.. classes.Select(name => JsonValue.Create(name))]).ToJsonString()));
        return model;
    }

    // StringStringEntryProto.
    private static ProtobufWriter Property(string key, string value)
    {
        var property = new ProtobufWriter();
        property.Text(1, key);
        property.Text(2, value);
        return property;
    }
}
