using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace LeptonLab.Gpu;

/// <summary>
/// Runs kernels on one GPU: each is compiled when it is first used and kept; all go to one stream, in order, and nobody waits
/// for them until the host reads numbers.
/// </summary>
internal sealed class Launcher : IDisposable
{
    // As many as all GPUs allow; more to a group, and small tensors would keep few multiprocessors busy.
    private const int ThreadsOfGroup = 256;

    private readonly ConcurrentDictionary<Type, Delegate> _compiled = new();

    // A driver's context belongs to one thread at a time, and ILGPU's CPU accelerator runs one kernel at a time.
    private readonly Lock _gate = new();
    private DeviceException? _lost;

    /// <summary>Takes an accelerator over.</summary>
    /// <param name="device">The device's name.</param>
    /// <param name="context">The accelerator's context.</param>
    /// <param name="accelerator">The accelerator.</param>
    /// <param name="groupSize">Threads of a group that sums: a power of two, at most 128.</param>
    internal Launcher(string device, Context context, Accelerator accelerator, int groupSize = 128)
    {
        (DeviceName, Context, Accelerator, GroupSize) = (device, context, accelerator, groupSize);
        Pool = new GpuMemoryPool(this);
    }

    internal string DeviceName { get; }

    internal Context Context { get; }

    internal Accelerator Accelerator { get; }

    internal GpuMemoryPool Pool { get; }

    /// <summary>Whether threads are the operating system's, and groups are to be small.</summary>
    internal bool IsCpu => Accelerator is CPUAccelerator;

    /// <summary>Threads of a group that sums: a power of two.</summary>
    internal int GroupSize { get; }

    /// <summary>The kernels that have been compiled.</summary>
    internal IEnumerable<Type> Compiled => _compiled.Keys;

    /// <summary>Why the GPU can no longer be used; null while it can.</summary>
    internal DeviceException? Lost => _lost;

    /// <summary>Runs a kernel for i = 0 … count − 1.</summary>
    internal void ForEach<TKernel>(int count, in TKernel kernel)
        where TKernel : struct, IThreadKernel
    {
        if (count == 0)
            return;
        ThrowIfLost();
        try
        {
            Action<Index1D, TKernel> run = _compiled.TryGetValue(typeof(TKernel), out Delegate? compiled)
                ? (Action<Index1D, TKernel>)compiled
                : (Action<Index1D, TKernel>)Keep<TKernel>(
                    Accelerator.LoadImplicitlyGroupedStreamKernel<Index1D, TKernel>(Entry.Thread, customGroupSize: IsCpu ? 1 : ThreadsOfGroup));
            lock (_gate)
            {
                Accelerator.Bind();
                run(count, kernel);
            }
        }
        catch (Exception e) when (IsFault(e))
        {
            throw Fault(e, typeof(TKernel));
        }
    }

    /// <summary>Runs a kernel in groups.</summary>
    /// <param name="groups">How many, along three axes; 65,535 at most along the second and the third.</param>
    /// <param name="threads">Threads of a group: the same in every run of a kernel.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="together">Groups that a multiprocessor is to have room for at a time: it limits a thread's registers.</param>
    internal void Groups<TKernel>(Index3D groups, int threads, in TKernel kernel, int together = 1)
        where TKernel : struct, IGroupKernel
    {
        if (groups.Size == 0)
            return;
        ThrowIfLost();
        try
        {
            Action<KernelConfig, TKernel> run = _compiled.TryGetValue(typeof(TKernel), out Delegate? compiled)
                ? (Action<KernelConfig, TKernel>)compiled
                : (Action<KernelConfig, TKernel>)Keep<TKernel>(
                    Accelerator.LoadStreamKernel<TKernel>(Entry.Groups, new KernelSpecialization(threads, together)));
            lock (_gate)
            {
                Accelerator.Bind();
                run(new KernelConfig(groups, new Index3D(threads, 1, 1)), kernel);
            }
        }
        catch (Exception e) when (IsFault(e))
        {
            throw Fault(e, typeof(TKernel));
        }
    }

    /// <summary>Something else with the accelerator.</summary>
    internal void Run(Action<Accelerator> action)
    {
        ThrowIfLost();
        try
        {
            lock (_gate)
            {
                Accelerator.Bind();
                action(Accelerator);
            }
        }
        catch (Exception e) when (e is CudaException or CLException)
        {
            throw Fault(e, null);
        }
    }

    /// <summary>Memory of the pool.</summary>
    /// <exception cref="DeviceMemoryException">There is no room.</exception>
    internal GpuMemory Take(int length)
    {
        ThrowIfLost();
        return new GpuMemory(this, Pool.Rent(length), length);
    }

    /// <summary>Whole numbers, such as labels, in memory of the pool; to be disposed after the kernels that read them are launched.</summary>
    internal GpuMemory Upload(ReadOnlySpan<int> values)
    {
        GpuMemory memory = Take(values.Length);
        memory.CopyFromHost(MemoryMarshal.Cast<int, float>(values));
        return memory;
    }

    /// <inheritdoc cref="Upload(ReadOnlySpan{int})"/>
    internal GpuMemory Upload(ReadOnlySpan<float> values)
    {
        GpuMemory memory = Take(values.Length);
        memory.CopyFromHost(values);
        return memory;
    }

    /// <summary>Copies between the host and the GPU, after everything that was launched before, and waits for it.</summary>
    internal unsafe void Copy(float* host, Floats view, bool toHost)
    {
        ThrowIfLost();
        try
        {
            ref float first = ref *host;
            lock (_gate)
            {
                Accelerator.Bind();
                if (toHost)
                    view.BaseView.CopyToCPU(ref first, view.Length);
                else
                    view.BaseView.CopyFromCPU(ref first, view.Length);
            }
        }
        catch (Exception e) when (IsFault(e))
        {
            throw Fault(e, null);
        }
    }

    /// <summary>Waits until everything that was launched has been computed.</summary>
    internal void Wait()
    {
        ThrowIfLost();
        try
        {
            lock (_gate)
            {
                Accelerator.Bind();
                Accelerator.Synchronize();
            }
        }
        catch (Exception e) when (IsFault(e))
        {
            throw Fault(e, null);
        }
    }

    /// <summary>A new buffer, or null if there is no room.</summary>
    internal MemoryBuffer1D<float, Stride1D.Dense>? TryAllocate(long size)
    {
        try
        {
            Accelerator.Bind();
            return Accelerator.Allocate1D<float>(size);
        }
        catch (Exception e) when (e is OutOfMemoryException || Faults.IsOutOfMemory(e))
        {
            return null;
        }
        catch (Exception e) when (IsFault(e))
        {
            throw Fault(e, null);
        }
    }

    internal DeviceMemoryException NoRoom(long bytes)
    {
        long total = Math.Min(Accelerator.MemorySize, Pool.Limit), taken = Pool.TakenBytes;
        return new(DeviceName, bytes, FreeBytes ?? Math.Max(0, total - taken), total, taken);
    }

    /// <summary>What the driver would still give to anybody, in bytes; null if it does not tell.</summary>
    internal long? FreeBytes
    {
        get
        {
            if (Accelerator is not CudaAccelerator cuda)
                return Pool.FreeBytes?.Invoke();
            cuda.Bind();
            return cuda.GetFreeMemory();
        }
    }

    /// <summary>From now on everything here says that the GPU is lost.</summary>
    internal DeviceException Lose(DeviceException reason) => _lost ??= reason;

    public void Dispose()
    {
        Pool.Trim();
        Accelerator.Dispose();
        Context.Dispose();
    }

    private Delegate Keep<TKernel>(Delegate compiled) => _compiled.GetOrAdd(typeof(TKernel), compiled);

    private void ThrowIfLost()
    {
        if (_lost is { } lost)
            throw new DeviceException(lost.Message, lost);
    }

    internal static bool IsFault(Exception e) => e is CudaException or CLException or InternalCompilerException;

    private DeviceException Fault(Exception e, Type? kernel)
    {
        if (Faults.IsOutOfMemory(e))
            return NoRoom(0);
        DeviceException fault = Faults.Explain(e, DeviceName, kernel);
        return Faults.LosesTheDevice(e) ? Lose(fault) : fault;
    }
}
