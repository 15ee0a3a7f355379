using LeptonLab.Nn;

namespace LeptonLab.Tests.Nn;

public class ModuleTests
{
    [Fact]
    public void Parameters_of_a_model_in_a_model_have_paths()
    {
        var model = new Sequential(new Sequential(new Dense(3, 4), new Relu()) { Name = "body" }, new Dense(4, 2));
        Assert.Equal(
            ["body.dense_1.weight", "body.dense_1.bias", "dense_1.weight", "dense_1.bias"],
            model.NamedParameters().Select(named => named.Key));
        Assert.Equal("body.dense_1.weight", ((Dense)((Sequential)model.Layers[0]).Layers[0]).Weight.Name);
        Assert.Equal(3 * 4 + 4 + 4 * 2 + 2, model.ParameterCount);
    }

    [Fact]
    public void Layers_of_the_same_shape_are_drawn_differently_wherever_they_stand()
    {
        var model = new Sequential(new Sequential(new Dense(3, 3)), new Sequential(new Dense(3, 3)), new Sequential(new Dense(3, 3)), new Relu());
        float[][] weights = [.. model.NamedParameters().Where(named => named.Key.EndsWith("weight")).Select(named => named.Value.ToArray())];
        Assert.Equal(3, weights.Distinct(new SameNumbers()).Count());
    }

    [Fact]
    public void The_numbers_do_not_depend_on_which_layer_is_asked_first()
    {
        Sequential Make() => new(new Dense(3, 3), new Relu(), new Dense(3, 2));
        Sequential a = Make(), b = Make();
        _ = ((Dense)b.Layers[2]).Weight;
        Assert.Equal(a.Fingerprint(), b.Fingerprint());
        a.Initialize(5);
        b.Initialize(5);
        Assert.Equal(a.Fingerprint(), b.Fingerprint());
    }

    [Fact]
    public void A_trained_part_keeps_its_weights_in_a_new_model()
    {
        var body = new Sequential(new Dense(3, 3), new Relu());
        float[] trained = ((Dense)body.Layers[0]).Weight.ToArray();
        var model = new Sequential(body, new Dense(3, 2));
        Assert.Equal(trained, model.Parameters[0].ToArray());
    }

    [Fact]
    public void Drawing_by_a_seed_names_the_parameters_too()
    {
        var model = new Sequential(new Sequential(new Dense(3, 4)) { Name = "body" }, new Dense(4, 2));
        model.Initialize(7);
        Assert.Equal(model.NamedParameters().Select(named => named.Key), model.Parameters.Select(parameter => parameter.Name));
    }

    [Fact]
    public void A_misfit_deep_inside_is_told_once()
    {
        var inner = new Sequential(new Conv2d(3, 4, kernel: 3), new Conv2d(5, 6, kernel: 3)) { Name = "inner" };
        string message = Assert.Throws<ShapeException>(
            () => new Sequential(new Sequential(new Relu(), inner) { Name = "outer" }, new Relu()).OutputShape([9, 9, 3])).Message;
        Assert.StartsWith("In outer: In inner: Layer 2 of 2, conv2d_2 (Conv2d 3×3, 5→6), expects images [height, width, 5]; got [7, 7, 4].", message);
        Assert.Equal(message.IndexOf("The shapes so far", StringComparison.Ordinal), message.LastIndexOf("The shapes so far", StringComparison.Ordinal));
    }

    [Fact]
    public void A_shared_layer_counts_once()
    {
        var shared = new Dense(3, 3);
        var model = new Tied(shared);
        Assert.Equal(12 + 1, model.ParameterCount);
        Assert.Equal(["first.bias", "first.weight", "scale"], model.NamedParameters().Select(named => named.Key).Order());
    }

    [Fact]
    public void Training_is_switched_for_all_parts()
    {
        var model = new Sequential(new Sequential(new Relu()));
        Assert.False(model.IsTraining);
        model.Train();
        Assert.All(model.Descendants(), below => Assert.True(below.Value.IsTraining));
        model.Eval();
        Assert.All(model.Descendants(), below => Assert.False(below.Value.IsTraining));
    }

    [Fact]
    public void Buffers_are_saved_with_the_parameters()
    {
        using var folder = new IO.TemporaryFolder();
        string path = Path.Combine(folder.Path, "tied.safetensors");
        var saved = new Tied(new Dense(3, 3));
        saved.Buffers[0].AsSpan().Fill(7);
        saved.Save(path);
        var loaded = new Tied(new Dense(3, 3));
        Assert.NotEqual(saved.Fingerprint(), loaded.Fingerprint());
        loaded.Load(path);
        Assert.Equal(7, loaded.Buffers[0][0]);
        Assert.Equal(saved.Fingerprint(), loaded.Fingerprint());
    }

    [Fact]
    public void A_hook_sees_a_layer_compute_until_it_is_disposed()
    {
        var model = new Sequential(new Dense(3, 4), new Relu());
        int seen = 0;
        IDisposable hook = model.Layers[1].OnForward((layer, x, y) =>
        {
            Assert.Same(model.Layers[1], layer);
            Assert.Equal(x.Shape, y.Shape);
            seen++;
        });
        model.Forward(Tensor.Ones([2, 3]));
        hook.Dispose();
        model.Forward(Tensor.Ones([2, 3]));
        Assert.Equal(1, seen);
    }

    [Fact]
    public void Names_that_would_make_paths_ambiguous_are_refused()
    {
        Assert.Contains("'same'", Assert.Throws<ArgumentException>(
            () => new Sequential(new Relu { Name = "same" }, new Relu { Name = "same" })).Message);
        Assert.Throws<ArgumentException>(() => new Sequential(new Relu { Name = "a.b" }));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(100)]
    public void A_classifier_starts_undecided(int classes)
    {
        var model = new Sequential(new Dense(50, 200), new Relu(), new Dense(200, classes));
        Tensor logits = model.Forward(Tensor.Normal([64, 50], new LeptonLab.Numerics.RandomStream(1)));
        float loss = Ops.SoftmaxCrossEntropy.Apply(logits, [.. Enumerable.Range(0, 64).Select(n => n % classes)]).Item();
        Assert.InRange(loss / Math.Log(classes), 0.97, 1.03);
    }

    private sealed class Tied : Layer
    {
        private readonly Dense _first;
        private readonly Dense _second;
        private readonly Parameter _scale;

        public Tied(Dense shared)
        {
            _first = Add("first", shared);
            _second = Add("second", shared);
            _scale = AddParameter("scale", []);
            AddBuffer("count", Tensor.Zeros([1]));
            Assert.Equal(0, ((Tensor)_scale).Item());
        }

        public override Tensor Forward(Tensor x) => _second.Call(_first.Call(x));

        public override Shape OutputShape(Shape input) => input;
    }

    private sealed class SameNumbers : IEqualityComparer<float[]>
    {
        public bool Equals(float[]? a, float[]? b) => a.AsSpan().SequenceEqual(b);

        public int GetHashCode(float[] numbers) => numbers[0].GetHashCode();
    }
}
