using System.Globalization;

namespace LeptonLab.Tests.Training;

public class TrajectoryTests
{
    [Theory]
    [InlineData("adam")]
    [InlineData("sgd")]
    [InlineData("momentum")]
    public void Ten_steps_agree_with_what_TorchSharp_wrote_down(string optimizer)
    {
        string file = Path.Combine(AppContext.BaseDirectory, "Training", "TorchTrajectory.golden.txt");
        string line = File.ReadLines(file).Single(text => text.StartsWith(optimizer + " ", StringComparison.Ordinal));
        double[] theirs = [.. line.Split(' ')[1..].Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        float[] ours = TrajectoryProblem.Train(optimizer).Losses;
        Assert.Equal(theirs.Length, ours.Length);
        for (int step = 0; step < ours.Length; step++)
            Assert.InRange(Math.Abs(ours[step] - theirs[step]) / theirs[step], 0, 1e-4);
    }
}
