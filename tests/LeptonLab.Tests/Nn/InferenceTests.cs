using LeptonLab.Nn;
using LeptonLab.Nn.Models;
using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Tests.Nn;

public class InferenceTests
{
    public static TheoryData<int, int> Sizes => new() { { 1, 40 }, { 3, 37 }, { 7, 28 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_session_gives_the_bits_of_the_forward_pass(int batch, int side)
    {
        Sequential model = ReferenceCnn.Create([side, side, 3], 5);
        Tensor x = Tensor.Uniform([batch, side, side, 3], new RandomStream(1));
        var session = new Inference(model, x.Shape);
        float[] first = session.Run(x).ToArray();
        Assert.Equal(model.Forward(x).ToArray(), first);
        Assert.Equal(first, session.Run(x).ToArray());
    }

    [Fact]
    public void A_session_notices_that_the_model_has_learnt()
    {
        Sequential model = ReferenceCnn.Create([28, 28, 1], 4);
        Tensor x = Tensor.Uniform([2, 28, 28, 1], new RandomStream(1));
        var session = new Inference(model, x.Shape);
        float[] before = session.Run(x).ToArray();

        Loss.SoftmaxCrossEntropy.Compute(model.Forward(x), [0, 3]).Backward();
        new Adam(1e-2f).Step(model.Parameters);
        float[] after = session.Run(x).ToArray();
        Assert.NotEqual(before, after);
        Assert.Equal(model.Forward(x).ToArray(), after);

        model.Initialize(7);
        Assert.Equal(model.Forward(x).ToArray(), session.Run(x).ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_run_allocates_nothing(int batch)
    {
        Sequential model = ReferenceCnn.Create([64, 64, 3], 10);
        Tensor x = Tensor.Uniform([batch, 64, 64, 3], new RandomStream(1));
        var session = new Inference(model, x.Shape);
        Assert.Equal(0, Allocations.OfSteadyState(() => session.Run(x)));
    }

    [Fact]
    public void Convolutions_and_dense_layers_with_activations_are_prepared_too()
    {
        var model = new Sequential(
            new Conv2d(3, 4, kernel: 3), new Tanh(), new Conv2d(4, 8, kernel: 3), new Relu(), new Flatten(), new Sigmoid(),
            new Dense(24 * 25 * 8, 10), new Sigmoid());
        Tensor x = Tensor.Uniform([2, 28, 29, 3], new RandomStream(1));
        Assert.Equal(model.Forward(x).ToArray(), new Inference(model, x.Shape).Run(x).ToArray());
    }

    [Fact]
    public void Dense_layers_and_activations_allocate_nothing()
    {
        var model = new Sequential(
            new Sigmoid(), new Dense(5000, 10), new Tanh(), new Dense(10, 70), new Relu(), new Dense(70, 3), new Tanh());
        Tensor x = Tensor.Uniform([2, 5000], new RandomStream(1));
        var session = new Inference(model, x.Shape);
        Assert.Equal(0, Allocations.OfSteadyState(() => session.Run(x)));
    }

    [Fact]
    public void A_layer_of_ones_own_works_too()
    {
        var model = new Sequential(new Doubling(), new Flatten(), new Dense(12, 2));
        Tensor x = Tensor.Uniform([3, 2, 2, 3], new RandomStream(1));
        Assert.Equal(model.Forward(x).ToArray(), new Inference(model, x.Shape).Run(x).ToArray());
    }

    [Fact]
    public void A_wrong_shape_and_the_sessions_own_output_are_refused()
    {
        var model = new Sequential(new Dense(4, 4));
        var session = new Inference(model, [1, 4]);
        Tensor y = session.Run(Tensor.Ones([1, 4]));
        Assert.Contains("Clone", Assert.Throws<ArgumentException>(() => session.Run(y)).Message);
        Assert.Contains("[1, 4]", Assert.Throws<ShapeException>(() => session.Run(Tensor.Ones([2, 4]))).Message);
        Assert.Throws<ShapeException>(() => new Inference(model, [1, 5]));
    }

    private sealed class Doubling : Layer
    {
        public override Tensor Forward(Tensor x) => Tensor.From(Array.ConvertAll(x.ToArray(), value => 2 * value), x.Shape);

        public override Shape OutputShape(Shape input) => input;
    }
}
