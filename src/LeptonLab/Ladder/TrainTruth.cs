using LeptonLab.Ops;

namespace LeptonLab.Ladders;

/// <summary>The gradients of the reference model's first training step by the plain loops, in double.</summary>
internal static class TrainTruth
{
    internal static double[][] Gradients(Tensor images, int[] labels, Tensor[] parameters)
    {
        double[][] p = [.. parameters.Select(ToDouble)];
        var gradients = new double[p.Length][];
        for (int i = 0; i < p.Length; i++)
            gradients[i] = new double[p[i].Length];

        // forward; the input of each block, what its convolution gave, and that after the ReLU
        int blocks = (p.Length - 2) / 2;
        double[] x = ToDouble(images);
        Shape shape = images.Shape;
        var layers = new List<(double[] X, double[] Conv, double[] Relu, Conv2dGeometry Geometry)>();
        for (int block = 0; block < blocks; block++)
        {
            Conv2dGeometry g = Conv2dGeometry.Of(shape, parameters[2 * block].Shape, null, stride: 1, padding: 0);
            var conv = new double[g.OutputShape.Count];
            Conv2d.Forward<double>(x, p[2 * block], p[2 * block + 1], conv, g);
            double[] relu = Array.ConvertAll(conv, value => Math.Max(value, 0));
            layers.Add((x, conv, relu, g));
            shape = MaxPool2d.OutputShape(g.OutputShape, 2, 2);
            x = new double[shape.Count];
            (PoolWindows rows, PoolWindows columns) = MaxPool2d.Windows(g.OutputShape, 2, 2);
            MaxPool2d.Forward<double>(relu, g.OutputShape, x, rows, columns);
        }

        int batch = shape[0], features = shape.DropFirst().Count, classes = parameters[^1].Count;
        var logits = new double[batch * classes];
        Dense.Forward<double>(x, p[^2], p[^1], logits, batch, features, classes);
        var probabilities = new double[logits.Length];
        SoftmaxCrossEntropy.Forward<double>(logits, labels, probabilities, classes);

        // backward
        var dLogits = new double[logits.Length];
        SoftmaxCrossEntropy.Backward<double>(probabilities, labels, 1.0, dLogits, classes);
        var dx = new double[x.Length];
        Dense.Backward<double>(x, p[^2], dLogits, dx, gradients[^2], gradients[^1], batch, features, classes);
        for (int block = blocks - 1; block >= 0; block--)
        {
            (double[] input, double[] conv, double[] relu, Conv2dGeometry g) = layers[block];
            var gradient = new double[conv.Length];
            (PoolWindows rows, PoolWindows columns) = MaxPool2d.Windows(g.OutputShape, 2, 2);
            MaxPool2d.Backward<double>(relu, g.OutputShape, dx, gradient, rows, columns);
            for (int i = 0; i < gradient.Length; i++)
                gradient[i] = conv[i] > 0 ? gradient[i] : 0;
            dx = new double[block == 0 ? 0 : input.Length];
            Conv2d.Backward<double>(input, p[2 * block], gradient, dx, gradients[2 * block], gradients[2 * block + 1], g);
        }

        return gradients;
    }

    private static double[] ToDouble(Tensor tensor) => Array.ConvertAll(tensor.ToArray(), value => (double)value);
}
