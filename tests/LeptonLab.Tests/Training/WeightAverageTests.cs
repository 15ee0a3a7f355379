using LeptonLab.Training;

namespace LeptonLab.Tests.Training;

public class WeightAverageTests
{
    [Fact]
    public void The_equal_average_is_the_mean_of_what_it_saw()
    {
        var average = WeightAverage.Equal();
        Tensor weight = Tensor.Zeros([3]);
        foreach (float value in (float[])[1, 2, 6])
        {
            weight.AsSpan().Fill(value);
            average.Update([weight]);
        }

        using (average.Use([weight]))
            Assert.All(weight.ToArray(), value => Assert.Equal(3, value)); // (1 + 2 + 6) / 3
        Assert.All(weight.ToArray(), value => Assert.Equal(6, value));
    }

    [Fact]
    public void The_exponential_average_forgets()
    {
        var average = WeightAverage.Exponential(0.75f);
        Tensor weight = Tensor.Zeros([40]);
        foreach (float value in (float[])[8, 4, 0])
        {
            weight.AsSpan().Fill(value);
            average.Update([weight]);
        }

        average.CopyTo([weight]);
        Assert.All(weight.ToArray(), value => Assert.Equal(5.25f, value)); // 8, then ¾·8 + ¼·4 = 7, then ¾·7 + ¼·0
    }

    [Fact]
    public void An_average_resumed_from_its_state_has_the_same_bits()
    {
        var straight = WeightAverage.Equal();
        var first = WeightAverage.Equal();
        var second = WeightAverage.Equal();
        for (int step = 0; step < 6; step++)
        {
            Tensor weight = OptimizerProblem.Gradient(step);
            straight.Update([weight]);
            if (step < 3)
                first.Update([weight]);
            if (step == 3)
                second.ImportState(first.ExportState());
            if (step >= 3)
                second.Update([weight]);
        }

        Tensor a = Tensor.Zeros([37]), b = Tensor.Zeros([37]);
        straight.CopyTo([a]);
        second.CopyTo([b]);
        Assert.Equal(a.ToArray(), b.ToArray());
        Assert.Equal(6, second.Updates);
    }

    [Fact]
    public void Misuse_is_named()
    {
        var average = WeightAverage.Exponential();
        Tensor weight = Tensor.Zeros([3]);
        Assert.Throws<InvalidOperationException>(() => average.CopyTo([weight]));
        average.Update([weight]);
        Assert.Contains("[4]", Assert.Throws<ArgumentException>(() => average.Update([Tensor.Zeros([4])])).Message);
        IDisposable use = average.Use([weight]);
        Assert.Throws<InvalidOperationException>(() => average.Update([weight]));
        use.Dispose();
        use.Dispose();
        average.Update([weight]);
        Assert.Throws<ArgumentOutOfRangeException>(() => WeightAverage.Exponential(1));
        Assert.Throws<LeptonException>(() => WeightAverage.Equal().ImportState(average.ExportState()));
    }
}
