using LeptonLab.Autograd;

namespace LeptonLab.Tests.Autograd;

public class TapeTests
{
    [Fact]
    public void A_hidden_result_keeps_its_gradient_if_asked_to()
    {
        Tensor x = Tensor.From([1, -2, 3], [3]);
        x.RequiresGrad = true;
        Tensor hidden = Ops.Relu.Apply(x), y = Ops.Relu.Apply(hidden);
        hidden.RetainGrad();
        y.Backward(Tensor.From([5, 6, 7], [3]));
        Assert.Equal([5, 0, 7], hidden.Grad!.ToArray());
        Assert.Null(y.Grad);
    }

    [Fact]
    public void A_tensor_used_twice_gets_the_sum_of_both_gradients()
    {
        // L = −log σ(a) for a = relu(x) read through two reshapes into one margin each: a diamond.
        Tensor x = Tensor.From([2f], [1]);
        x.RequiresGrad = true;
        Tensor a = Ops.Relu.Apply(x);
        Tensor y = Ops.Dense.Apply(a.Reshape([1, 1]), Tensor.From([3f], [1, 1]));
        Tensor z = Ops.Dense.Apply(a.Reshape([1, 1]), y); // y · a = 3a²
        z.Backward();
        Assert.Equal(12, x.Grad!.Item()); // d(3x²)/dx = 6x
    }

    [Fact]
    public void A_second_backward_pass_adds_to_the_gradient()
    {
        Tensor x = Tensor.From([1f, -1f], [2]);
        x.RequiresGrad = true;
        for (int pass = 0; pass < 2; pass++)
            Ops.Relu.Apply(x).Backward(Tensor.Ones([2]));
        Assert.Equal([2, 0], x.Grad!.ToArray());
    }

    [Fact]
    public void An_operation_may_hand_one_gradient_to_several_inputs()
    {
        Tensor a = Tensor.From([2f, 3f], [2]), b = Tensor.From([5f, -7f], [2]);
        a.RequiresGrad = b.RequiresGrad = true;
        Tensor hidden = Ops.Relu.Apply(a);
        Tensor sum = Tensor.From([7f, -4f], [2]);
        Tape.Record("Add", sum, [b, hidden], gradient => [gradient, gradient]);
        Tensor scaled = Tensor.From([70f, -40f], [2]);
        Tape.Record("Scale", scaled, [sum], gradient => [Tensor.From([10 * gradient[0], 10 * gradient[1]], [2])]);
        scaled.Backward(Tensor.Ones([2]));
        Assert.Equal([10, 10], b.Grad!.ToArray());
        Assert.Equal([10, 10], a.Grad!.ToArray());
    }

    [Fact]
    public void The_gradient_of_a_hidden_result_is_given_back_when_it_has_been_used()
    {
        Tensor x = Tensor.Ones([2]);
        x.RequiresGrad = true;
        Tensor? seen = null;
        Tensor y = Ops.Relu.Apply(x), z = Tensor.Ones([2]);
        Tape.Record("Spy", z, [y], gradient => [seen = gradient.Clone()]);
        z.Backward(Tensor.Ones([2]));
        Assert.Equal([1, 1], x.Grad!.ToArray());
        Assert.Contains("Clone", Assert.Throws<ObjectDisposedException>(() => seen!.ToArray()).Message);
    }

    [Fact]
    public void Nothing_is_recorded_while_the_tape_is_paused()
    {
        Tensor x = Tensor.Ones([1]);
        x.RequiresGrad = true;
        using (Tape.Pause())
            Assert.False(Ops.Relu.Apply(x).RequiresGrad);
        Assert.True(Ops.Relu.Apply(x).RequiresGrad);
    }

    [Fact]
    public void Backward_without_a_record_says_why()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Tensor.Ones([1]).Backward());
        Assert.Contains("RequiresGrad", error.Message);
        error = Assert.Throws<InvalidOperationException>(() => Tensor.Ones([2]).Backward());
        Assert.Contains("single number", error.Message);
    }
}
