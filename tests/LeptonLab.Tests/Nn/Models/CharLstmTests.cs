using LeptonLab.Nn.Models;
using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Tests.Nn.Models;

public class CharLstmTests
{
    private const string Text =
        "a network is a graph of simple parts. each part takes numbers and gives numbers, and each part knows how its "
        + "output changes when its input does. so the whole graph knows how its loss changes when a weight does, and the "
        + "weights can be moved a little in the direction in which the loss falls. then it is done again, and again. ";

    [Fact]
    public void Its_loss_on_a_text_falls_below_the_entropy_of_single_characters()
    {
        char[] characters = [.. Text.Distinct().Order()];
        int[] ids = [.. Text.Select(letter => Array.IndexOf(characters, letter))];
        double entropy = -ids.GroupBy(id => id).Sum(group => (double)group.Count() / ids.Length * Math.Log((double)group.Count() / ids.Length));

        var model = new CharLstm(characters.Length, hidden: 48);
        var optimizer = new Adam(1e-2f);
        var random = new RandomStream(1);
        float first = 0, last = 0;
        for (int step = 0; step < 120; step++)
        {
            int[][] batch = [.. Enumerable.Range(0, 8).Select(_ => ids.AsSpan(random.NextInt32(ids.Length - 33), 33).ToArray())];
            Tensor loss = model.Loss(batch);
            last = loss.Item();
            if (step == 0)
                first = last;
            loss.Backward();
            optimizer.Step(model.Parameters);
            model.ZeroGrad();
        }

        Assert.InRange(first / Math.Log(characters.Length), 0.97, 1.03);
        Assert.InRange(last, 0, entropy / 2);
    }

    [Fact]
    public void Writing_step_by_step_is_the_whole_pass()
    {
        var model = new CharLstm(7, hidden: 12, layers: 2);
        int[] written = model.Generate([3, 1], 6, new RandomStream(1), temperature: 0);
        int[] all = [3, 1, .. written];
        int[] whole = model.Forward(Tensor.From([.. all[..^1].Select(id => (float)id)], [1, all.Length - 1])).ArgMax(2).ToIndices();
        Assert.Equal(whole[1..], written);
    }

    [Fact]
    public void The_same_stream_writes_the_same_text()
    {
        var model = new CharLstm(7, hidden: 12);
        Assert.Equal(model.Generate([3], 30, new RandomStream(1)), model.Generate([3], 30, new RandomStream(1)));
        Assert.NotEqual(model.Generate([3], 30, new RandomStream(1)), model.Generate([3], 30, new RandomStream(2)));
    }
}
