using LeptonLab.Nn;

namespace LeptonLab.Tests.Nn;

public class DropoutTests
{
    private static readonly Tensor Ones = Tensor.Ones([4, 100]);

    [Fact]
    public void In_use_everything_passes()
    {
        var layer = new Dropout(0.5f);
        Assert.Equal(Ones.ToArray(), layer.Forward(Ones).ToArray());
        Assert.Equal(Ones.ToArray(), new Inference(new Sequential(layer), Ones.Shape).Run(Ones).ToArray());
    }

    [Fact]
    public void In_training_every_pass_and_every_layer_has_a_mask_of_its_own()
    {
        var model = new Sequential(new Dropout(), new Dropout());
        model.Train();
        float[][] masks =
        [
            model.Layers[0].Forward(Ones).ToArray(), model.Layers[0].Forward(Ones).ToArray(),
            model.Layers[1].Forward(Ones).ToArray(), model.Layers[1].Forward(Ones).ToArray(),
        ];
        for (int i = 0; i < 4; i++)
        for (int j = 0; j < i; j++)
            Assert.NotEqual(masks[i], masks[j]);
    }

    [Fact]
    public void The_same_program_has_the_same_masks_and_another_seed_has_others()
    {
        float[] Mask(ulong? seed)
        {
            var model = new Sequential(new Dense(100, 100), new Dropout());
            if (seed is { } value)
                model.Initialize(value);
            model.Train();
            return model.Layers[1].Forward(Ones).ToArray();
        }

        Assert.Equal(Mask(null), Mask(null));
        Assert.Equal(Mask(3), Mask(3));
        Assert.NotEqual(Mask(3), Mask(4));
    }

    [Fact]
    public void With_seed_and_draws_put_back_the_masks_go_on()
    {
        Dropout first = new(), second = new();
        first.Train();
        second.Train();
        IRandomLayer from = first, to = second;
        to.Seed = 77;
        for (int i = 0; i < 3; i++)
            first.Forward(Ones);
        (to.Seed, to.Draws) = (from.Seed, from.Draws);
        Assert.Equal(3UL, to.Draws);
        Assert.Equal(first.Forward(Ones).ToArray(), second.Forward(Ones).ToArray());
    }

    [Theory]
    [InlineData(-0.1f)]
    [InlineData(1.1f)]
    [InlineData(float.NaN)]
    public void What_is_no_probability_is_refused(float probability) =>
        Assert.Contains("from 0 to 1", Assert.Throws<ArgumentOutOfRangeException>(() => new Dropout(probability)).Message);
}
