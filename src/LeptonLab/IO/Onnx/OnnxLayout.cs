namespace LeptonLab.IO.Onnx;

/// <summary>The order of the axes of the images that an exported model takes and gives.</summary>
public enum OnnxLayout
{
    /// <summary>[N, height, width, channels], as everywhere in this library; the model begins with a transposition.</summary>
    Nhwc,

    /// <summary>[N, channels, height, width], which ONNX computes in.</summary>
    Nchw,
}
