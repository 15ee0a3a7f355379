using LeptonLab.Data;
using LeptonLab.Data.RoadScenes;
using LeptonLab.Nn.Models;
using LeptonLab.Training;

namespace LeptonLab.Tests.Data.RoadScenes;

public class RoadSceneTests
{
    private static readonly RoadSceneOptions Clear = new()
    {
        Width = 128, Height = 64, Fog = 0, Rain = 0, Night = 0, Blur = 0, Noise = 0, Traffic = 1.5, Pedestrians = 1.5,
    };

    [Fact]
    public void What_a_mask_says_is_an_object_looks_like_that_object_drawn_alone()
    {
        var generator = new RoadSceneGenerator(1, Clear);
        int compared = 0;
        for (int index = 0; index < 6; index++)
        {
            RoadScene scene = generator.Generate(index);
            foreach (RoadObject one in scene.Objects.Where(one => one.Class != RoadClass.Sign && one.Whole.Area > 40))
            {
                RoadScene alone = generator.Generate(index, distance => distance == one.Distance);
                RoadObject? same = alone.Objects.FirstOrDefault(other => other.Distance == one.Distance);
                if (same is null || same.Visible < 1)
                    continue; // a tree or a lamp post stands before it
                Assert.Equal(one.Whole, same.Box);
                int own = 0, equal = 0, ownAlone = 0;
                for (int i = 0; i < scene.Instances.Length; i++)
                {
                    ownAlone += alone.Instances[i] == same.Id ? 1 : 0;
                    if (scene.Instances[i] != one.Id)
                        continue;
                    own++;
                    Assert.Equal(same.Id, alone.Instances[i]);
                    Assert.Equal((byte)one.Class, scene.Mask[i]);
                    int difference = Enumerable.Range(3 * i, 3).Max(at => Math.Abs(scene.Image.Pixels[at] - alone.Image.Pixels[at]));
                    equal += difference <= 24 ? 1 : 0;
                }

                Assert.Equal((double)own / ownAlone, one.Visible, 6);
                Assert.InRange(equal, own <= 8 ? 0 : 0.6 * own, own); // edges mix with what is behind; shadows fall
                compared++;
            }
        }

        Assert.InRange(compared, 10, 1000);
    }

    [Fact]
    public void Boxes_are_the_bounds_of_the_pixels_of_their_objects()
    {
        var generator = new RoadSceneGenerator(2, Clear with { Noise = 1, Blur = 1, Fog = 0.5 });
        for (int index = 0; index < 8; index++)
        {
            RoadScene scene = generator.Generate(index);
            Assert.Equal(Enumerable.Range(1, scene.Objects.Count), scene.Objects.Select(one => one.Id));
            foreach (RoadObject one in scene.Objects)
            {
                int[] own = [.. Enumerable.Range(0, scene.Instances.Length).Where(i => scene.Instances[i] == one.Id)];
                Assert.Equal(
                    new Box(own.Min(i => i % 128), own.Min(i => i / 128), own.Max(i => i % 128) + 1, own.Max(i => i / 128) + 1),
                    one.Box);
                Assert.All(own, i => Assert.Equal((float)one.Distance, scene.Depth[i]));
            }
        }
    }

    [Fact]
    public void A_street_has_everything_and_nearer_things_are_larger()
    {
        RoadScene[] scenes = [.. Enumerable.Range(0, 24).Select(new RoadSceneGenerator(4, Clear).Generate)];
        byte[] seen = [.. scenes.SelectMany(scene => scene.Mask).Distinct().Order()];
        Assert.Equal(Enumerable.Range(0, RoadSceneGenerator.Classes.Count), seen.Select(kind => (int)kind));
        RoadObject[] people = [.. scenes.SelectMany(scene => scene.Objects).Where(one => one.Class == RoadClass.Pedestrian && one.Whole.Top > 0 && one.Whole.Bottom < 64)];
        double near = people.Where(one => one.Distance < 15).Average(one => one.Whole.Bottom - one.Whole.Top);
        double far = people.Where(one => one.Distance > 30).Average(one => one.Whole.Bottom - one.Whole.Top);
        Assert.True(near > 1.8 * far, $"{near} against {far} pixels");
    }

    [Fact]
    public void Fog_takes_contrast_and_most_from_what_is_far()
    {
        for (int index = 0; index < 4; index++)
        {
            double[] contrasts = [.. new[] { 0, 0.3, 0.6, 1 }.Select(fog => Contrast(new RoadSceneGenerator(6, Clear with { Fog = fog }).Generate(index)))];
            Assert.Equal(contrasts.OrderDescending(), contrasts);
        }

        static double Contrast(RoadScene scene)
        {
            double[] far = [.. Enumerable.Range(0, scene.Mask.Length).Where(i => scene.Depth[i] is > 25 and < 900).Select(i => (double)scene.Image.Pixels[3 * i + 1])];
            double mean = far.Average();
            return far.Average(value => (value - mean) * (value - mean));
        }
    }

    [Fact]
    public void Knobs_empty_the_street_and_turn_off_the_light()
    {
        RoadScene empty = new RoadSceneGenerator(1, Clear with { Traffic = 0, Pedestrians = 0 }).Generate(1);
        Assert.DoesNotContain(empty.Objects, one => one.Class != RoadClass.Sign);
        RoadScene night = new RoadSceneGenerator(1, Clear with { Night = 1 }).Generate(1), day = new RoadSceneGenerator(1, Clear).Generate(1);
        Assert.True(night.Weather.Night);
        Assert.True(night.Image.Pixels.Average(p => p) < 0.5 * day.Image.Pixels.Average(p => p));
        Assert.Equal(day.Mask, night.Mask);
    }

    [Fact]
    public void Networks_take_the_batches()
    {
        var generator = new RoadSceneGenerator(1, Clear);
        SegmentationBatch masks = generator.Segmentation([0, 1, 2], batchSize: 2, shuffle: false).Epoch(0).First();
        Assert.Equal(new Shape(2, 64, 128, 3), masks.Images.Shape);
        Assert.Equal(generator.Generate(1).Mask.Select(kind => (int)kind), masks.Labels[(64 * 128)..]);
        var net = new UNet(3, RoadSceneGenerator.Classes.Count, width: 4, levels: 2);
        Assert.True(float.IsFinite(Ops.SoftmaxCrossEntropy.Apply(net.Call(masks.Images), masks.Labels).Item()));

        DetectionBatch boxes = generator.Detection([4, 5], batchSize: 2).Epoch(0).First();
        var detector = new GridDetector(3, 3, width: 4);
        Assert.True(float.IsFinite(detector.Loss(detector.Call(boxes.Images), boxes.Objects).Item()));
    }
}
