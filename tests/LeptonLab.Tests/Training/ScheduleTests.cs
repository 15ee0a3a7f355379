using LeptonLab.Training;

namespace LeptonLab.Tests.Training;

public class ScheduleTests
{
    [Fact]
    public void Falls_by_steps_happen_at_the_step_that_is_named()
    {
        Assert.Equal([0.5f, 0.5f, 0.5f, 0.05f], Rates(new StepSchedule(0.5, every: 3), 4));
        Assert.Equal([1, 1, 0.5f, 0.5f, 0.5f, 0.25f], Rates(new MultiStepSchedule(1, [2, 5], 0.5), 6));
        Assert.Equal([1, 0.5f, 0.25f, 0.125f], Rates(new ExponentialSchedule(1, 0.5), 4));
        Assert.Equal([0.3f, 0.3f], Rates(new ConstantSchedule(0.3), 2));
    }

    [Fact]
    public void The_cosine_is_half_way_in_the_middle_and_stays_at_its_end()
    {
        var schedule = new CosineSchedule(1, steps: 4, lastLearningRate: 0.2);
        float corner = (float)(0.2 + 0.4 * (1 + Math.Sqrt(0.5)));
        Assert.Equal([1, corner, 0.6f, 1.2f - corner, 0.2f, 0.2f], Rates(schedule, 6), Near);
        Assert.Equal(0.2f, schedule.LearningRate(long.MaxValue));
    }

    [Fact]
    public void Warm_restarts_start_again_with_longer_periods()
    {
        // Periods 2, 4, 8: starts at 0, 2, 6, 14.
        var schedule = new CosineRestartsSchedule(1, firstPeriod: 2, multiplier: 2);
        float[] rates = Rates(schedule, 15);
        Assert.Equal([0, 2, 6, 14], Enumerable.Range(0, 15).Where(step => rates[step] == 1));
        Assert.Equal([1, 0.5f, 1, 0.8535534f, 0.5f, 0.1464466f, 1], rates[..7], Near);
        Assert.InRange(schedule.LearningRate(long.MaxValue), 0, 1);
        Assert.Equal(0.5f, new CosineRestartsSchedule(1, 2).LearningRate(1_000_000_001), 1e-6f);
    }

    [Fact]
    public void One_cycle_rises_then_falls_far_below_its_start()
    {
        // T = 11, rising until step 0.4·11 − 1 = 3.4.
        var schedule = new OneCycleSchedule(1, steps: 11, risingShare: 0.4, divisor: 10, finalDivisor: 100, linear: true);
        float[] rates = Rates(schedule, 13);
        Assert.Equal(0.1f, rates[0], 1e-6f);
        Assert.Equal(0.1f + 0.9f * 3 / 3.4f, rates[3], 1e-6f);
        Assert.Equal(1 - 0.999f * 0.6f / 6.6f, rates[4], 1e-6f);
        Assert.Equal([0.001f, 0.001f, 0.001f], rates[10..], Near);
    }

    [Fact]
    public void Warm_up_leads_to_the_first_rate_of_what_follows()
    {
        var schedule = new WarmUpSchedule(4, new ExponentialSchedule(1, 0.5), startFactor: 0.2);
        Assert.Equal([0.2f, 0.4f, 0.6f, 0.8f, 1, 0.5f, 0.25f], Rates(schedule, 7), Near);
    }

    [Fact]
    public void The_transformers_rate_has_its_top_at_the_end_of_the_warm_up()
    {
        // 512^−½ · 4000^−½ = 6.98771e-4 at step number 4000, and half of it at 1000 and at 16000.
        var schedule = new InverseSquareRootSchedule(512);
        Assert.Equal(6.98771e-4f, schedule.LearningRate(3999), 1e-9f);
        Assert.Equal(6.98771e-4f / 4, schedule.LearningRate(999), 1e-9f);
        Assert.Equal(6.98771e-4f / 2, schedule.LearningRate(15999), 1e-9f);
        Assert.True(schedule.LearningRate(3998) < schedule.LearningRate(3999) && schedule.LearningRate(4000) < schedule.LearningRate(3999));
    }

    [Fact]
    public void A_plateau_halves_the_rate_after_its_patience()
    {
        var schedule = new PlateauSchedule(1, factor: 0.5, patience: 2, threshold: 0.1, cooldown: 1, leastLearningRate: 0.3);

        // 0.95 and NaN are not 10 % below 1; the third bad one makes the rate fall; one is then not counted.
        Assert.Equal([1, 1, 1, 0.5f, 0.5f, 0.5f, 0.5f, 0.3f], After(schedule, 1, 0.95, double.NaN, 1, 1, 1, 1, 1));
        Assert.Equal([0.3f, 0.3f], After(schedule, 0.5, 0.2));
    }

    [Fact]
    public void A_plateau_resumed_from_its_state_goes_on_alike_also_behind_a_warm_up()
    {
        ISchedule first = new WarmUpSchedule(2, new PlateauSchedule(1, patience: 1));
        ISchedule second = new WarmUpSchedule(2, new PlateauSchedule(1, patience: 1));
        After(first, 3, 2, 2);
        second.ImportState(first.ExportState());
        Assert.Equal(After(first, 2, 2, 2, 1, 2), After(second, 2, 2, 2, 1, 2));
        Assert.Throws<LeptonException>(() => ((ISchedule)new PlateauSchedule(1)).ImportState(first.ExportState()));
        Assert.Throws<LeptonException>(() => new PlateauSchedule(1).ImportState(new PlateauSchedule(2).ExportState()));
        Assert.Throws<LeptonException>(() => ((ISchedule)new ConstantSchedule(1)).ImportState(new PlateauSchedule(2).ExportState()));
    }

    [Fact]
    public void A_plateau_of_an_accuracy_waits_for_higher_ones()
    {
        var schedule = new PlateauSchedule(1, patience: 0, higherIsBetter: true);
        Assert.Equal([1, 1, 0.1f], After(schedule, 0.5, 0.6, 0.6));
    }

    [Fact]
    public void Senseless_numbers_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConstantSchedule(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StepSchedule(1, 0));
        Assert.Throws<ArgumentException>(() => new MultiStepSchedule(1, [5, 5]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExponentialSchedule(1, 1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CosineSchedule(1, 10, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CosineRestartsSchedule(1, 10, 0));
        Assert.Contains("no step to rise", Assert.Throws<ArgumentOutOfRangeException>(() => new OneCycleSchedule(1, 3)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new WarmUpSchedule(5, new ConstantSchedule(1), 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new InverseSquareRootSchedule(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PlateauSchedule(1, factor: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConstantSchedule(1).LearningRate(-1));
    }

    private static float[] Rates(ISchedule schedule, int steps) =>
        [.. Enumerable.Range(0, steps).Select(step => schedule.LearningRate(step))];

    private static float[] After(ISchedule schedule, params double[] metrics) => [.. metrics.Select(metric =>
    {
        schedule.Observe(metric);
        return schedule.LearningRate(100);
    })];

    private static bool Near(float a, float b) => Math.Abs(a - b) < 1e-6f;
}
