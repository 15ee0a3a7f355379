using LeptonLab.Autograd;

namespace LeptonLab.Tests.Autograd;

public class TapeTests
{
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
