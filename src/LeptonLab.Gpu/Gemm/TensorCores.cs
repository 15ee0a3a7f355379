using ILGPU.Runtime.Cuda;

namespace LeptonLab.Gpu;

/// <summary>
/// An experiment: matrix products on the tensor cores of NVIDIA's GPUs, from Ampere (compute capability 8.0) on. They take TF32:
/// factors keep 10 of their 23 bits behind the point, products are added in single precision; relative errors are about 10⁻³
/// where those of <see cref="Ops.MatMul"/> are 10⁻⁷. No operation uses it.
/// </summary>
/// <remarks>
/// Known: NVIDIA's assembler takes it for compute capability 8.0 and 9.0 and makes a tensor instruction of it, HMMA.1688.F32.TF32. Not
/// known: whether its results are right and how fast it is. It has never run on a GPU: compare before you believe it.
/// </remarks>
public static class TensorCores
{
    /// <summary>a · b.</summary>
    /// <param name="a">[rows, terms].</param>
    /// <param name="b">[terms, columns], on the same device.</param>
    /// <returns>[rows, columns]; no gradient goes through it.</returns>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    /// <exception cref="LeptonException">The device has no tensor cores, or none that ILGPU reaches.</exception>
    public static Tensor MatMul(Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Shape.Rank != 2 || b.Shape.Rank != 2 || a.Shape[1] != b.Shape[0])
            throw new ShapeException($"TensorCores.MatMul takes [rows, terms] and [terms, columns]; it got {a.Shape} and {b.Shape}.");
        if (a.Device != b.Device)
            throw new ArgumentException($"TensorCores.MatMul: the first matrix is on {a.Device}, the second on {b.Device}.");
        if (Absence(a.Device) is { } absence)
            throw new LeptonException(absence);
        Launcher launcher = ((GpuDevice)a.Device).Launcher;
        Tensor y = Tensor.Zeros([a.Shape[0], b.Shape[1]], a.Device);
        if (y.Count == 0)
            return y;
        var kernel = new Tf32Product
        {
            Y = y.Write(),
            A = a.Read(),
            B = b.Read(),
            Rows = a.Shape[0],
            Columns = b.Shape[1],
            Terms = a.Shape[1],
        };
        int tiles = (kernel.Rows + Tf32Product.TileRows - 1) / Tf32Product.TileRows * kernel.TilesAcross;
        launcher.Groups(new Index3D(tiles, 1, 1), Tf32Product.Threads, kernel);
        return y;
    }

    /// <summary>Why a device has no tensor cores; null if it has.</summary>
    public static string? Absence(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return (device as GpuDevice)?.Launcher.Accelerator is CudaAccelerator cuda && cuda.Architecture.Major >= 8
            ? null
            : $"Device {device} has no tensor cores that take TF32: they need an NVIDIA GPU of compute capability 8.0 or later and its CUDA driver. "
                + "Ops.MatMul runs on every device.";
    }
}
