using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Visuals.Tests;

/// <summary>Made-up measurements that look like real ones.</summary>
internal static class Samples
{
    internal static string[] Classes(int count) => [.. Enumerable.Range(0, count).Select(c => $"class {c}")];

    internal static ConfusionMatrix Confusion(int classes, int samples = 500, double accuracy = 0.8)
    {
        var random = new RandomStream(7);
        var confusion = new ConfusionMatrix(Classes(classes));
        for (int i = 0; i < samples; i++)
        {
            int truth = random.NextInt32(classes);
            confusion.Add(truth, random.NextDouble() < accuracy ? truth : random.NextInt32(classes));
        }

        return confusion;
    }

    internal static History History(int epochs, int stepsInEpoch = 50, bool validation = true, int? nanAt = null)
    {
        var random = new RandomStream(3);
        var history = new History();
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            double sum = 0;
            for (int step = 0; step < stepsInEpoch; step++)
            {
                int t = (epoch - 1) * stepsInEpoch + step;
                float loss = (float)(2.3 / (1 + 0.02 * t) * (0.9 + 0.2 * random.NextDouble()));
                history.Add(nanAt == t ? float.NaN : loss);
                sum += loss;
            }

            double mean = sum / stepsInEpoch;
            double accuracy = 1 - mean / 2.6;
            Evaluation? evaluation = validation
                ? new Evaluation(mean * 1.1 + 0.05, accuracy * 0.95, Confusion(3))
                : null;
            history.Add(new EpochResult(epoch, mean, accuracy, evaluation, TimeSpan.FromSeconds(3)));
        }

        return history;
    }

    /// <summary>Discs of different size and tint on a soft background.</summary>
    internal static Tensor Images(int count, int size, int channels)
    {
        var random = new RandomStream(11);
        Tensor images = Tensor.Zeros([count, size, size, channels]);
        for (int i = 0; i < count; i++)
        {
            double radius = size * (0.2 + 0.25 * random.NextDouble());
            for (int y = 0; y < size; y++)
            {
                for (int x = 0; x < size; x++)
                {
                    double dx = x - size / 2.0, dy = y - size / 2.0;
                    bool inside = dx * dx + dy * dy < radius * radius;
                    for (int c = 0; c < channels; c++)
                    {
                        double level = inside ? 0.35 + 0.2 * c : 0.9 - 0.08 * c;
                        images[i, y, x, c] = (float)(level + 0.06 * (random.NextDouble() - 0.5));
                    }
                }
            }
        }

        return images;
    }

    internal static Tensor Probabilities(int rows, int classes)
    {
        var random = new RandomStream(5);
        Tensor result = Tensor.Zeros([rows, classes]);
        for (int r = 0; r < rows; r++)
        {
            double[] e = [.. Enumerable.Range(0, classes).Select(_ => PortableMath.Exp(3 * random.NextNormal()))];
            for (int c = 0; c < classes; c++)
                result[r, c] = (float)(e[c] / e.Sum());
        }

        return result;
    }
}
