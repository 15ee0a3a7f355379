using LeptonLab.Nn;
using LeptonLab.Nn.Models;
using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Tests.Nn.Models;

/// <summary>Each kind of model learns a small task of its kind.</summary>
public class LearningTests
{
    [Fact]
    public void A_residual_network_learns_a_hundred_images_by_heart()
    {
        var model = new CifarResNet(20);
        Tensor images = Tensor.Normal([100, 16, 16, 3], new RandomStream(1));
        int[] labels = [.. Enumerable.Range(0, 100).Select(n => n % 10)];
        var optimizer = new Sgd(0.05f, momentum: 0.9f);
        float loss = Minimize(model, optimizer, 60, _ => Ops.SoftmaxCrossEntropy.Apply(model.Fused().Forward(images), labels));
        Assert.InRange(loss, 0, 0.05f);
        Assert.Equal(labels, model.Forward(images).ArgMax(1).ToIndices());
    }

    [Fact]
    public void A_U_net_segments_bright_discs_and_dark_squares()
    {
        const int classes = 3, side = 32;
        var model = new UNet(channels: 1, classes, width: 8, levels: 2);
        var random = new RandomStream(2);
        Minimize(model, new Adam(2e-2f), 100, _ =>
        {
            (Tensor images, int[] labels) = Scenes(8);
            return Ops.SoftmaxCrossEntropy.Apply(model.Forward(images), labels);
        });
        (Tensor unseen, int[] truth) = Scenes(16);
        var confusion = new ConfusionMatrix(["ground", "disc", "square"]);
        confusion.Add(truth, model.Forward(unseen).ArgMax(3).ToIndices());
        Assert.InRange(confusion.MeanIntersectionOverUnion, 0.85, 1);

        (Tensor Images, int[] Labels) Scenes(int count)
        {
            Tensor images = Tensor.Normal([count, side, side, 1], random, 0, 0.2f);
            var labels = new int[count * side * side];
            for (int n = 0; n < count; n++)
            for (int half = 0; half < 2; half++)
            {
                int shape = 1 + random.NextInt32(2), radius = 4 + random.NextInt32(4);
                int cx = 16 * half + 7 + random.NextInt32(2), cy = 8 + random.NextInt32(16);
                for (int y = cy - radius; y <= cy + radius; y++)
                for (int x = cx - radius; x <= cx + radius; x++)
                {
                    if (shape == 1 && (y - cy) * (y - cy) + (x - cx) * (x - cx) > radius * radius)
                        continue;
                    images[n, y, x, 0] += shape == 1 ? 0.5f : -0.5f;
                    labels[(n * side + y) * side + x] = shape;
                }
            }

            return (images, labels);
        }
    }

    [Fact]
    public void A_detector_finds_squares_and_says_which()
    {
        const int side = 48;
        var model = new GridDetector(channels: 3, classes: 2, width: 8);
        var random = new RandomStream(3);
        Minimize(model, new Adam(5e-3f), 120, _ =>
        {
            (Tensor images, TrueObject[][] truth) = Scenes(8);
            return model.Loss(model.Call(images), truth);
        });
        (Tensor unseen, TrueObject[][] objects) = Scenes(32);
        Detection[][] found = model.Detect(unseen, threshold: 0.3);
        int right = objects.Zip(found).Sum(pair => pair.First.Count(one =>
            pair.Second.Any(seen => seen.Class == one.Class && seen.Box.IntersectionOverUnion(one.Box) >= 0.5)));
        Assert.InRange(right / (double)objects.Sum(list => list.Length), 0.9, 1);
        Assert.InRange(found.Sum(list => list.Length) / (double)objects.Sum(list => list.Length), 0.8, 1.2);

        (Tensor Images, TrueObject[][] Truth) Scenes(int count)
        {
            Tensor images = Tensor.Normal([count, side, side, 3], random, 0, 0.1f);
            var truth = new TrueObject[count][];
            for (int n = 0; n < count; n++)
            {
                // One in each half, so that they do not cover each other.
                truth[n] = [.. Enumerable.Range(0, 2).Select(half =>
                {
                    int size = 8 + random.NextInt32(10), kind = random.NextInt32(2);
                    int left = half * side / 2 + random.NextInt32(side / 2 - size), top = random.NextInt32(side - size);
                    for (int y = top; y < top + size; y++)
                    for (int x = left; x < left + size; x++)
                        images[n, y, x, kind] += 1;
                    return new TrueObject(kind, new Box(left, top, left + size, top + size));
                })];
            }

            return (images, truth);
        }
    }

    [Fact]
    public void A_reader_learns_lines_of_bars()
    {
        const int characters = 4;
        var model = Crnn.CreateSmall(characters);
        var random = new RandomStream(4);
        Minimize(model, new Adam(5e-3f), 330, _ =>
        {
            (Tensor images, int[][] texts) = Lines(16);
            return model.Loss(images, texts);
        });
        (Tensor unseen, int[][] truth) = Lines(32);
        int[][] read = model.Read(unseen);
        double wrong = truth.Zip(read).Sum(pair => EditDistance.Of<int>(pair.First, pair.Second));
        Assert.InRange(wrong / truth.Sum(text => text.Length), 0, 0.05);

        // A character is eight columns wide, with as many dark rows as its number says; characters may repeat.
        (Tensor Images, int[][] Texts) Lines(int count)
        {
            const int width = 64;
            Tensor images = Tensor.Normal([count, Crnn.Height, width, 1], random, 0, 0.1f);
            int[][] texts = new int[count][];
            for (int n = 0; n < count; n++)
            {
                texts[n] = [.. Enumerable.Range(0, 2 + random.NextInt32(3)).Select(_ => 1 + random.NextInt32(characters))];
                int at = random.NextInt32(6);
                foreach (int character in texts[n])
                {
                    for (int y = 0; y < 7 * character; y++)
                    for (int x = at; x < at + 8; x++)
                        images[n, y, x, 0] += 1;
                    at += 12 + random.NextInt32(3);
                }
            }

            return (images, texts);
        }
    }

    private static float Minimize(Module model, Optimizer optimizer, int steps, Func<int, Tensor> loss)
    {
        float last = 0;
        model.Train();
        for (int step = 0; step < steps; step++)
        {
            using TensorScope scope = TensorScope.Begin();
            Tensor value = loss(step);
            last = value.Item();
            value.Backward();
            optimizer.Step(model.Parameters);
            model.ZeroGrad();
        }

        model.Eval();
        return last;
    }
}
