using static TorchSharp.torch;
using TorchModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Tests;

/// <summary>ResNet-18 of libtorch's modules, named as torchvision's <c>resnet18</c> is.</summary>
internal sealed class TorchResNet18 : TorchModule
{
    private readonly TorchModule[] _layers;

    internal TorchResNet18(int classes)
        : base("ResNet18")
    {
        TorchModule Stage(int @in, int @out, int stride) =>
            nn.Sequential(("0", new Block(@in, @out, stride)), ("1", new Block(@out, @out, 1)));
        (string Name, TorchModule Layer)[] named =
        [
            ("conv1", nn.Conv2d(3, 64, 7, stride: 2, padding: 3, bias: false)), ("bn1", nn.BatchNorm2d(64)), ("relu", nn.ReLU()),
            ("maxpool", nn.MaxPool2d(3, 2, 1)), ("layer1", Stage(64, 64, 1)), ("layer2", Stage(64, 128, 2)), ("layer3", Stage(128, 256, 2)),
            ("layer4", Stage(256, 512, 2)), ("avgpool", nn.AdaptiveAvgPool2d(1)), ("flatten", nn.Flatten()), ("fc", nn.Linear(512, classes)),
        ];
        foreach ((string name, TorchModule layer) in named)
            register_module(name, layer);
        _layers = Array.ConvertAll(named, layer => layer.Layer);
    }

    public override TorchTensor forward(TorchTensor x) => _layers.Aggregate(x, (y, layer) => layer.call(y));

    private sealed class Block : TorchModule
    {
        private readonly TorchModule _conv1, _bn1, _conv2, _bn2;
        private readonly TorchModule? _downsample;

        internal Block(int @in, int @out, int stride)
            : base("Block")
        {
            register_module("conv1", _conv1 = nn.Conv2d(@in, @out, 3, stride: stride, padding: 1, bias: false));
            register_module("bn1", _bn1 = nn.BatchNorm2d(@out));
            register_module("conv2", _conv2 = nn.Conv2d(@out, @out, 3, padding: 1, bias: false));
            register_module("bn2", _bn2 = nn.BatchNorm2d(@out));
            if (stride > 1)
            {
                _downsample = nn.Sequential(("0", nn.Conv2d(@in, @out, 1, stride: stride, bias: false)), ("1", nn.BatchNorm2d(@out)));
                register_module("downsample", _downsample);
            }
        }

        public override TorchTensor forward(TorchTensor x)
        {
            TorchTensor y = _bn2.call(_conv2.call(nn.functional.relu(_bn1.call(_conv1.call(x)))));
            return nn.functional.relu(y + (_downsample is null ? x : _downsample.call(x)));
        }
    }
}
