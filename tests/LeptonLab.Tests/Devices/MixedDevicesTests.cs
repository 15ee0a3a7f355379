using LeptonLab.Nn;
using LeptonLab.Training;

namespace LeptonLab.Tests.Devices;

public class MixedDevicesTests
{
    private readonly FakeDevice _device = new();

    [Fact]
    public void An_operation_says_which_tensors_are_where_and_what_to_write()
    {
        Tensor x = Tensor.Zeros([2, 3]), w = Tensor.Zeros([3, 4], _device);
        w.Name = "dense_1.weight";
        var error = Assert.Throws<ArgumentException>(() => Ops.MatMul.Apply(x, w));
        Assert.StartsWith("MatMul: Tensor [2, 3] is on device cpu, but Tensor dense_1.weight [3, 4] is on fake.", error.Message, StringComparison.Ordinal);
        Assert.Contains(".To(", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> Operations => [.. Mixes.Keys];

    private static readonly Dictionary<string, Action<Tensor, Tensor>> Mixes = new()
    {
        ["Add"] = (a, b) => Ops.Add.Apply(a, b),
        ["AddRelu"] = (a, b) => Ops.AddRelu.Apply(a, b),
        ["Compare"] = (a, b) => Ops.Compare.Apply(a, b, Ops.Comparison.Greater),
        ["Concat"] = (a, b) => Tensor.Concat(0, a, b),
        ["Dense"] = (a, b) => Ops.Dense.Apply(a, b),
        ["Divide"] = (a, b) => Ops.Divide.Apply(a, b),
        ["MatMul"] = (a, b) => Ops.MatMul.Apply(a, b),
        ["Maximum"] = (a, b) => Ops.Maximum.Apply(a, b),
        ["Multiply"] = (a, b) => Ops.Multiply.Apply(a, b),
        ["Subtract"] = (a, b) => Ops.Subtract.Apply(a, b),
        ["Where"] = (a, b) => Ops.Where.Apply(a, b, b),
        ["MseLoss"] = (a, b) => Ops.MseLoss.Apply(a, b),
        ["L1Loss"] = (a, b) => Ops.L1Loss.Apply(a, b),
        ["HuberLoss"] = (a, b) => Ops.HuberLoss.Apply(a, b),
        ["BinaryCrossEntropy"] = (a, b) => Ops.BinaryCrossEntropy.Apply(a, b),
        ["BinaryFocalLoss"] = (a, b) => Ops.BinaryFocalLoss.Apply(a, b),
        ["BatchNorm"] = (a, b) => Ops.BatchNorm.Apply(a, b.Reshape([4])[..2], b.Reshape([4])[..2], out _),
        ["LayerNorm"] = (a, b) => Ops.LayerNorm.Apply(a, b.Reshape([4])[..2], b.Reshape([4])[..2]),
        ["Conv2d"] = (a, b) => Ops.Conv2d.Apply(a.Reshape([1, 2, 2, 1]), b.Reshape([2, 2, 1, 1])),
        ["Conv2dReluPool"] = (a, b) => Ops.Conv2dReluPool.Apply(a.Reshape([1, 2, 2, 1]), b.Reshape([2, 2, 1, 1]), null, padding: 1),
        ["ConvTranspose2d"] = (a, b) => Ops.ConvTranspose2d.Apply(a.Reshape([1, 2, 2, 1]), b.Reshape([2, 2, 1, 1])),
        ["Embedding"] = (a, b) => Ops.Add.Apply(Ops.Embedding.Apply(a, [0, 1]), b),
        ["Backward"] = (a, b) =>
        {
            a.RequiresGrad = true;
            Ops.Relu.Apply(a).Backward(b);
        },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public void Mixing_devices_is_refused_either_way_round(string operation)
    {
        Tensor here = Tensor.Ones([2, 2]), there = Tensor.Ones([2, 2], _device);
        foreach ((Tensor a, Tensor b) in new[] { (here, there), (there, here) })
        {
            string message = Assert.ThrowsAny<ArgumentException>(() => Mixes[operation](a, b)).Message;
            Assert.Contains("on device ", message, StringComparison.Ordinal);
            Assert.Contains("fake", message, StringComparison.Ordinal);
        }

        Mixes[operation](there, Tensor.Ones([2, 2], _device));
    }

    [Fact]
    public void A_model_says_where_its_input_does_not_fit()
    {
        Sequential model = new Sequential(new Flatten(), new Dense(4, 2)).To(_device);
        string message = Assert.ThrowsAny<Exception>(() => model.Forward(Tensor.Zeros([1, 4]))).Message;
        Assert.Contains("is on device cpu", message, StringComparison.Ordinal);
        Assert.Contains("dense_1.weight", message, StringComparison.Ordinal);
        Assert.Contains("model.To(", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_optimizer_refuses_a_gradient_from_elsewhere()
    {
        Tensor parameter = Tensor.Zeros([2]);
        parameter.Grad = Tensor.Zeros([2], _device);
        Assert.Contains("Sgd", Assert.Throws<ArgumentException>(() => new Sgd(1).Step([parameter])).Message);
    }
}
