using LeptonLab.Data;
using LeptonLab.Data.WatchScenes;
using LeptonLab.Training;

namespace LeptonLab.Tests.Data.WatchScenes;

public class WatchSceneTests
{
    private static readonly WatchSceneOptions Small = new() { Width = 96, Height = 64, Frames = 24, FramesPerSecond = 2, Night = 0, Noise = 0 };

    [Fact]
    public void The_label_of_a_clip_is_what_happens_in_it()
    {
        var generator = new WatchSceneGenerator(1, Small);
        for (int index = 0; index < 24; index++)
        {
            WatchClip clip = generator.Generate(index);
            Assert.Equal((WatchEventKind)(index % 4), clip.Label);
            if (clip.Label == WatchEventKind.Normal)
                Assert.Empty(clip.Events);
            else
                Assert.Contains(clip.Events, one => one.Kind == clip.Label);
        }
    }

    [Fact]
    public void Intruders_are_seen_with_their_feet_in_the_zone_exactly_while_the_event_lasts()
    {
        var generator = new WatchSceneGenerator(2, Small with { Occlusion = 0 });
        int agree = 0, frames = 0;
        for (int index = 1; index < 32; index += 4)
        {
            WatchClip clip = generator.Generate(index);
            foreach (WatchEvent intrusion in clip.Events.Where(one => one.Kind == WatchEventKind.Intrusion))
            {
                for (int frame = 0; frame < clip.Frames.Count; frame++)
                {
                    if (clip.Objects[frame].FirstOrDefault(one => one.Identity == intrusion.Identity) is not { } person)
                        continue;
                    frames++;
                    bool inside = Contains(clip.Zone, (person.Whole.Left + person.Whole.Right) / 2, person.Whole.Bottom - 0.5);
                    bool said = clip.Events.Any(one => one.Kind == WatchEventKind.Intrusion && one.Identity == intrusion.Identity && frame >= one.FirstFrame && frame <= one.LastFrame);
                    agree += inside == said ? 1 : 0;
                }
            }
        }

        // The middle of a box is not quite the middle of the feet.
        Assert.InRange(frames, 50, 1000);
        Assert.InRange((double)agree / frames, 0.93, 1);
    }

    [Fact]
    public void An_abandoned_bag_stays_where_it_is_and_its_event_lasts_to_the_end()
    {
        WatchClip clip = new WatchSceneGenerator(3, Small with { Occlusion = 0, People = 0, Cars = 0 }).Generate(3);
        WatchEvent left = Assert.Single(clip.Events, one => one.Kind == WatchEventKind.AbandonedObject);
        Assert.Equal(clip.Frames.Count - 1, left.LastFrame);
        Box[] boxes = [.. clip.Objects.SelectMany(objects => objects).Where(one => one.Identity == left.Identity).Select(one => one.Whole)];
        Assert.Single(boxes.Distinct());
        Assert.True(boxes.Length > left.LastFrame - left.FirstFrame);
    }

    [Fact]
    public void Everybody_alone_is_where_the_clip_says_they_are()
    {
        var generator = new WatchSceneGenerator(4, Small with { Occlusion = 0 });
        WatchClip clip = generator.Generate(1);
        foreach (int identity in clip.Objects.SelectMany(objects => objects).Select(one => one.Identity).Distinct())
        {
            WatchClip alone = generator.Generate(1, other => other == identity);
            for (int frame = 0; frame < clip.Frames.Count; frame++)
            {
                WatchObject? crowd = clip.Objects[frame].FirstOrDefault(one => one.Identity == identity);
                WatchObject? single = alone.Objects[frame].SingleOrDefault();
                Assert.Equal(crowd?.Whole, single?.Box);
                Assert.True(single is null || single.Visible == 1);
            }
        }
    }

    [Fact]
    public void More_obstacles_hide_more()
    {
        double[] hidden = [.. new[] { 0, 1.0, 3.0 }.Select(occlusion => Enumerable.Range(0, 6).Average(index =>
            new WatchSceneGenerator(5, Small with { Occlusion = occlusion, People = 2 }).Generate(index).Objects.SelectMany(objects => objects).Average(one => 1 - one.Visible)))];
        Assert.Equal(hidden.Order(), hidden);
        Assert.True(hidden[2] > hidden[0] + 0.02, string.Join(' ', hidden));
    }

    [Fact]
    public void What_does_not_move_does_not_change_but_for_noise_and_the_camera_of_other_clips_is_the_same()
    {
        WatchClip clip = new WatchSceneGenerator(6, Small with { People = 0, Cars = 0 }).Generate(0);
        byte[] first = clip.Frames[0].Pixels, last = clip.Frames[^1].Pixels;
        int changed = first.Zip(last).Count(pair => Math.Abs(pair.First - pair.Second) > 12);
        Assert.InRange(changed, 0, first.Length / 20);
        WatchClip noisy = new WatchSceneGenerator(6, Small with { People = 0, Cars = 0, Noise = 2 }).Generate(0);
        Assert.NotEqual(noisy.Frames[0].Pixels, noisy.Frames[1].Pixels);
    }

    [Fact]
    public void Networks_take_clips_and_frames()
    {
        var generator = new WatchSceneGenerator(1, Small);
        IGroupedDataset clips = generator.Dataset(4);
        Assert.Equal(new Shape(24, 64, 96, 3), clips.SampleShape);
        Assert.Equal([0, 1, 2, 3], Enumerable.Range(0, 4).Select(clips.Label));
        DetectionBatch batch = generator.Detection([0, 1], batchSize: 6).Epoch(0).First();
        Assert.Equal(new Shape(6, 64, 96, 3), batch.Images.Shape);
        Assert.All(batch.Objects.SelectMany(objects => objects), one => Assert.InRange(one.Class, 0, 2));
    }

    // Crossings of a ray to the right.
    private static bool Contains(IReadOnlyList<(double X, double Y)> corners, double x, double y)
    {
        bool inside = false;
        for (int i = 0; i < corners.Count; i++)
        {
            (double ax, double ay) = corners[i];
            (double bx, double by) = corners[(i + 1) % corners.Count];
            if (ay > y != by > y && x < ax + (y - ay) * (bx - ax) / (by - ay))
                inside = !inside;
        }

        return inside;
    }
}
