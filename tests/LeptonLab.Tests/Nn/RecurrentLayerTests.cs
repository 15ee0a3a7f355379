using LeptonLab.Autograd;
using LeptonLab.Nn;
using LeptonLab.Tests.Conformance;

namespace LeptonLab.Tests.Nn;

public class RecurrentLayerTests
{
    public static TheoryData<string> Kinds => ["rnn", "gru", "lstm"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_text_read_in_two_pieces_gives_the_same_as_in_one(string kind)
    {
        RecurrentLayer layer = Make(kind, bidirectional: false);
        Tensor x = Draw.Tensor([2, 9, 5], 1);
        (Tensor whole, RecurrentState end) = layer.Forward(x, state: null);
        (Tensor first, RecurrentState state) = layer.Forward(x.Slice(1, 0, 4), state: null);
        (Tensor second, state) = layer.Forward(x.Slice(1, 4, 5), state);
        Assert.InRange(Draw.Difference(whole, Tensor.Concat(1, first, second)), 0, 1e-6);
        foreach ((Tensor expected, Tensor actual) in end.Hidden.Concat(end.Cell).Zip(state.Hidden.Concat(state.Cell)))
            Assert.InRange(Draw.Difference(expected, actual), 0, 1e-6);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_padded_sequence_gives_what_it_gives_alone(string kind)
    {
        RecurrentLayer layer = Make(kind, bidirectional: true);
        int[] lengths = [3, 7, 0, 1, 7];
        Tensor x = Draw.Tensor([5, 7, 5], 2);
        for (int n = 0; n < 5; n++)
        for (int t = lengths[n]; t < 7; t++)
            x[n, t, 0] = float.NaN; // padding is not read
        (Tensor y, RecurrentState state) = layer.Forward(x, lengths);
        for (int n = 0; n < 5; n++)
        {
            (Tensor alone, RecurrentState own) = layer.Forward(x.Slice(0, n, 1).Slice(1, 0, lengths[n]), state: null);
            Assert.InRange(Draw.Difference(alone, y.Slice(0, n, 1).Slice(1, 0, lengths[n])), 0, 1e-6);
            Assert.All(y.Slice(0, n, 1).Slice(1, lengths[n], 7 - lengths[n]).ToArray(), value => Assert.Equal(0, value));
            foreach ((Tensor expected, Tensor actual) in own.Hidden.Concat(own.Cell).Zip(state.Hidden.Concat(state.Cell)))
                Assert.InRange(Draw.Difference(expected, actual.Slice(0, n, 1)), 0, 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Both_directions_meet_in_the_outputs(string kind)
    {
        RecurrentLayer layer = Make(kind, bidirectional: true);
        (Tensor y, RecurrentState state) = layer.Forward(Draw.Tensor([3, 6, 5], 3), state: null);
        Assert.Equal(new Shape(3, 6, 14), y.Shape);
        Assert.Equal(y[1, 5, 2], state.Hidden[2][1, 2]);
        Assert.Equal(y[1, 0, 7 + 2], state.Hidden[3][1, 2]);
        Assert.Equal(layer.OutputShape([6, 5]), y.Shape.DropFirst());
    }

    [Fact]
    public void Gradients_of_a_state_go_back_through_the_sequence()
    {
        var layer = new Lstm(5, 7);
        Tensor x = Draw.Tensor([2, 4, 5], 4);
        x.RequiresGrad = true;
        (_, RecurrentState state) = layer.Forward(x, state: null);
        (state.Hidden[0].Sum() + state.Cell[0].Sum()).Backward();
        Assert.All(x.Grad!.ToArray(), value => Assert.NotEqual(0, value));
    }

    [Fact]
    public void A_gradient_ends_where_a_state_was_detached()
    {
        var layer = new Gru(5, 7);
        Tensor x = Draw.Tensor([2, 4, 5], 4);
        x.RequiresGrad = true;
        (_, RecurrentState state) = layer.Forward(x, state: null);
        layer.Forward(Draw.Tensor([2, 3, 5], 5), state.Detach()).Output.Sum().Backward();
        Assert.Null(x.Grad);
    }

    [Fact]
    public void A_second_use_of_a_layer_adds_to_its_gradients()
    {
        var layer = new Lstm(3, 4);
        Tensor x = Draw.Tensor([2, 3, 3], 1);
        layer.Forward(x).Sum().Backward();
        float[] once = layer.Parameters[1].Grad!.ToArray();
        layer.Forward(x).Sum().Backward();
        Assert.Equal(once.Select(value => 2 * value), layer.Parameters[1].Grad!.ToArray());
    }

    [Fact]
    public void Parameters_have_the_names_and_number_of_PyTorchs()
    {
        var layer = new Lstm(10, 20, layers: 2, bidirectional: true);
        Assert.Equal(4 * 20 * (10 + 20 + 2) * 2 + 4 * 20 * (40 + 20 + 2) * 2, layer.ParameterCount);
        string[] names = [.. layer.NamedParameters().Select(named => named.Key)];
        Assert.Equal(["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0", "weight_ih_l0_reverse"], names[..5]);
        Assert.Equal("bias_hh_l1_reverse", names[^1]);
        Assert.Equal(6 * 2 * 80 * (10 + 20 + 40 + 20), layer.MultiplyAdds([6, 10]));
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        var layer = new Gru(5, 7, layers: 2);
        AssertSays("expects sequences [batch, time, 5]; got [2, 5]", () => layer.Forward(Tensor.Ones([2, 5])));
        AssertSays("expects sequences [batch, time, 5]; got [2, 3, 4]", () => layer.Forward(Tensor.Ones([2, 3, 4])));
        Tensor x = Tensor.Ones([2, 3, 5]);
        AssertSays("a length for each of 2 sequences", () => layer.Forward(x, [3]));
        AssertSays("sequence 1 has length 4", () => layer.Forward(x, [3, 4]));
        AssertSays("has 2 hidden states", () => layer.Forward(x, new RecurrentState([Tensor.Ones([2, 7])])));
        RecurrentState other = layer.Forward(Tensor.Ones([4, 3, 5]), state: null).State;
        AssertSays("expects hidden states [2, 7] for 2 sequences; got [4, 7]", () => layer.Forward(x, other));
        var inputs = new Ops.RecurrentInputs(x, Tensor.Ones([5, 28]), Tensor.Ones([7, 28]), null, null, null, null);
        AssertSays("one of them is null", () => Ops.Lstm.Apply(inputs with { RecurrentWeight = null }));
        AssertSays("takes a recurrent weight [hidden, 3 · hidden]; it got [7, 28]", () => Ops.Gru.Apply(inputs));
        AssertSays("an input weight [features, 4 · hidden], here [5, 28]; it got [4, 28]", () => Ops.Lstm.Apply(inputs with { InputWeight = Tensor.Ones([4, 28]) }));
        AssertSays("both biases or none", () => Ops.Lstm.Apply(inputs with { InputBias = Tensor.Ones([28]) }));
        AssertSays("has no cell state", () => Ops.Gru.Apply(inputs with { Cell = Tensor.Ones([2, 7]) }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Lstm(0, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Lstm(5, 5, layers: 0));
        AssertSays("Tanh or Relu", () => _ = new Rnn(5, 5, activation: Ops.Activation.Sigmoid));
    }

    [Fact]
    public void Reading_without_a_tape_keeps_nothing()
    {
        var layer = new Lstm(8, 16);
        Tensor x = Draw.Tensor([4, 50, 8], 1);
        using (Tape.Pause())
        {
            float[] paused = layer.Forward(x).ToArray();
            Assert.Equal(paused, layer.Forward(x).ToArray());
        }
    }

    private static RecurrentLayer Make(string kind, bool bidirectional) => kind switch
    {
        "rnn" => new Rnn(5, 7, layers: 2, bidirectional),
        "gru" => new Gru(5, 7, layers: 2, bidirectional),
        _ => new Lstm(5, 7, layers: 2, bidirectional),
    };

    private static void AssertSays(string message, Action action) =>
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
}
