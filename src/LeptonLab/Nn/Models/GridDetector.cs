using LeptonLab.Autograd;
using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Nn.Models;

/// <summary>
/// A one-stage detector: the image falls into cells of 8×8 pixels, and each cell says whether the middle of an object is
/// in it, where exactly, how large the object is and what it is (after Redmon et al., "You Only Look Once: Unified,
/// Real-Time Object Detection", CVPR 2016, §2, with one box for a cell, and sizes as exponentials as in YOLOv2).
/// [height, width, channels] to [height/8, width/8, 5 + classes].
/// </summary>
/// <remarks>
/// The numbers of cell (i, j): z, the logit of an object; x, y, from which its middle is (8(j + σ(x)), 8(i + σ(y))) pixels; u,
/// v, from which its width and height are 8·eᵘ and 8·eᵛ pixels; the logits of the classes. Of two objects with their
/// middles in one cell only the larger can be found.
/// </remarks>
public sealed class GridDetector : CompositeLayer
{
    /// <summary>The side of a cell, in pixels.</summary>
    public const int Cell = 8;
    private const int BoxNumbers = 5;

    // Most cells are empty; without a smaller weight theirs would drown the others (Redmon et al., §2.2).
    private const float EmptyWeight = 0.5f, BoxWeight = 5;

    /// <summary>Makes the network.</summary>
    /// <param name="channels">The images' channels.</param>
    /// <param name="classes">Kinds of objects.</param>
    /// <param name="width">Kernels of the first convolution; the others have up to eight times as many.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    public GridDetector(int channels, int classes, int width = 16)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        Classes = classes;
        Layer maps = Add("maps", new Sequential(
        [
            .. Convolution(channels, width), new MaxPool2d(2),
            .. Convolution(width, 2 * width), new MaxPool2d(2),
            .. Convolution(2 * width, 4 * width), new MaxPool2d(2),
            .. Convolution(4 * width, 8 * width),
            .. Convolution(8 * width, 8 * width),
        ]));
        Compose(maps, Add("head", new Conv2d(8 * width, BoxNumbers + classes, kernel: 1)));
    }

    /// <summary>Kinds of objects.</summary>
    public int Classes { get; }

    /// <inheritdoc/>
    public override string Description => $"GridDetector, {Classes} classes";

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input.Rank == 3 && (input[0] % Cell != 0 || input[1] % Cell != 0)
        ? throw new ShapeException($"expects images whose height and width are multiples of {Cell}, the side of a cell; got {input}")
        : base.OutputShape(input);

    /// <summary>
    /// The loss of a batch: the cross-entropy of "is there an object", in empty cells by half; five times the squared error of
    /// σ(x), σ(y), u and v, and the cross-entropy of the class, in cells that have one; a sum over cells, divided by the
    /// number of objects.
    /// </summary>
    /// <param name="outputs">What the network gives: [batch, rows, columns, 5 + classes].</param>
    /// <param name="truth">The objects of each image, in pixels.</param>
    /// <exception cref="ArgumentException">There are not as many lists as images, or an object's class does not exist.</exception>
    public Tensor Loss(Tensor outputs, IReadOnlyList<IReadOnlyList<TrueObject>> truth)
    {
        (int batch, int rows, int columns) = (outputs.Shape[0], outputs.Shape[1], outputs.Shape[2]);
        if (truth.Count != batch)
            throw new ArgumentException($"There are {batch} images and {truth.Count} lists of objects: give one list for each image.");
        int cells = batch * rows * columns;
        var presence = Tensor.Zeros([cells, 1]);
        var weight = Tensor.Full([cells, 1], EmptyWeight);
        var box = Tensor.Zeros([cells, 4]);
        var full = Tensor.Zeros([cells, 1]);
        int[] labels = new int[cells];
        Array.Fill(labels, -1);
        int objects = 0;
        for (int n = 0; n < batch; n++)
        {
            foreach (TrueObject one in truth[n].OrderBy(one => one.Box.Area))
            {
                if ((uint)one.Class >= (uint)Classes)
                    throw new ArgumentException($"Image {n} has an object of class {one.Class}; the classes are 0 to {Classes - 1}.");
                float x = (one.Box.Left + one.Box.Right) / 2 / Cell, y = (one.Box.Top + one.Box.Bottom) / 2 / Cell;
                int j = Math.Clamp((int)x, 0, columns - 1), i = Math.Clamp((int)y, 0, rows - 1), cell = (n * rows + i) * columns + j;
                objects += labels[cell] < 0 ? 1 : 0;
                labels[cell] = one.Class;
                presence[cell, 0] = weight[cell, 0] = full[cell, 0] = 1;
                (box[cell, 0], box[cell, 1]) = (Math.Clamp(x - j, 0, 1), Math.Clamp(y - i, 0, 1));
                box[cell, 2] = (float)PortableMath.Log(Math.Max(one.Box.Right - one.Box.Left, 1) / Cell);
                box[cell, 3] = (float)PortableMath.Log(Math.Max(one.Box.Bottom - one.Box.Top, 1) / Cell);
            }
        }

        (presence, weight, box, full) = (presence.On(outputs.Device), weight.On(outputs.Device), box.On(outputs.Device), full.On(outputs.Device));
        Tensor z = outputs.Reshape([cells, BoxNumbers + Classes]);
        Tensor seen = Ops.BinaryCrossEntropy.Apply(z.Slice(1, 0, 1), presence, reduction: Ops.LossReduction.None) * weight;
        Tensor middle = Ops.MseLoss.Apply(Ops.Sigmoid.Apply(z.Slice(1, 1, 2)), box.Slice(1, 0, 2), Ops.LossReduction.None) * full;
        Tensor size = Ops.MseLoss.Apply(z.Slice(1, 3, 2), box.Slice(1, 2, 2), Ops.LossReduction.None) * full;
        Tensor sum = seen.Sum() + BoxWeight * (middle.Sum() + size.Sum());
        if (objects > 0)
            sum += Ops.SoftmaxCrossEntropy.Apply(z.Slice(1, BoxNumbers, Classes), labels, ignoreIndex: -1) * objects;

        return sum / Math.Max(objects, 1);
    }

    /// <summary>Finds the objects of each image.</summary>
    /// <param name="images">[batch, height, width, channels].</param>
    /// <param name="threshold">The score from which an object counts: σ(z) times the probability of its class.</param>
    /// <param name="overlap">Of two boxes of one class with more in common than this (intersection over union) the better one stays.</param>
    /// <returns>The objects of each image, best first, in pixels.</returns>
    public Detection[][] Detect(Tensor images, double threshold = 0.5, double overlap = 0.5)
    {
        using IDisposable paused = Tape.Pause();
        Tensor outputs = Call(images.On(Device));
        (int rows, int columns, int numbers) = (outputs.Shape[1], outputs.Shape[2], outputs.Shape[3]);
        ReadOnlySpan<float> z = outputs.Values;
        var found = new Detection[outputs.Shape[0]][];
        for (int n = 0; n < found.Length; n++)
        {
            var candidates = new List<Detection>();
            for (int cell = 0; cell < rows * columns; cell++)
            {
                ReadOnlySpan<float> cellNumbers = z.Slice((n * rows * columns + cell) * numbers, numbers);
                (int kind, double probability) = Likeliest(cellNumbers[BoxNumbers..]);
                double score = PortableMath.Sigmoid(cellNumbers[0]) * probability;
                if (score >= threshold)
                    candidates.Add(new Detection(kind, score, BoxAt(cell / columns, cell % columns, cellNumbers)));
            }

            found[n] = NonMaximumSuppression.Run(candidates, overlap);
        }

        return found;
    }

    private static Box BoxAt(int row, int column, ReadOnlySpan<float> z) => Box.FromCentre(
        (float)(Cell * (column + PortableMath.Sigmoid(z[1]))),
        (float)(Cell * (row + PortableMath.Sigmoid(z[2]))),
        (float)(Cell * PortableMath.Exp(Math.Min(z[3], 10))),
        (float)(Cell * PortableMath.Exp(Math.Min(z[4], 10))));

    private static (int Class, double Probability) Likeliest(ReadOnlySpan<float> logits)
    {
        int best = 0;
        for (int c = 1; c < logits.Length; c++)
        {
            if (logits[c] > logits[best])
                best = c;
        }

        double sum = 0;
        foreach (float logit in logits)
            sum += PortableMath.Exp(logit - logits[best]);
        return (best, 1 / sum);
    }

    private static Layer[] Convolution(int @in, int @out) =>
        [new Conv2d(@in, @out, kernel: 3, padding: 1, bias: false), new BatchNorm2d(@out), new Relu()];
}
