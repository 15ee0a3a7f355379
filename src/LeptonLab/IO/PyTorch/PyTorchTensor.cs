namespace LeptonLab.IO;

/// <summary>One tensor of a model and its place in PyTorch's <c>state_dict</c>.</summary>
/// <param name="Name">Its name there, such as <c>layer1.0.conv1.weight</c>.</param>
/// <param name="Tensor">Our tensor.</param>
/// <param name="Layout">How its numbers lie there.</param>
internal sealed record PyTorchTensor(string Name, Tensor Tensor, PyTorchLayout Layout);
