using System.Diagnostics;

namespace LeptonLab.Gpu;

/// <summary>A kernel that <see cref="KernelLab"/> has compiled.</summary>
public sealed class GpuKernel
{
    private readonly KernelLab _lab;
    private readonly Launcher _launcher;
    private readonly int _tensors;
    private readonly Action<int, LabView[]> _run;

    internal GpuKernel(KernelLab lab, Launcher launcher, string name, int tensors, Action<int, LabView[]> run) =>
        (_lab, _launcher, Name, _tensors, _run) = (lab, launcher, name, tensors, run);

    /// <summary>The method's name.</summary>
    public string Name { get; }

    /// <summary>Runs the kernel and waits for it.</summary>
    /// <param name="threads">How many threads: the kernel gets 0 … threads − 1.</param>
    /// <param name="tensors">The tensors, in the order of the kernel's parameters. It may change all of them.</param>
    /// <exception cref="ArgumentException">These are not the tensors that the kernel takes.</exception>
    /// <exception cref="DeviceException">It reached outside a tensor, took too long, or the device failed.</exception>
    public void Run(int threads, params Tensor[] tensors)
    {
        Check(threads, tensors);
        if (threads == 0)
            return;
        using GpuMemory notes = _launcher.Upload([0, 0, 0]);
        Ints noted = notes.View.Cast<float, int>();
        LabView[] views = [.. tensors.Select((tensor, place) => new LabView(tensor.Change(), noted, place))];
        Launch(threads, views);
        GC.KeepAlive(tensors);

        var numbers = new float[3];
        notes.CopyToHost(numbers);
        int[] found = Array.ConvertAll(numbers, BitConverter.SingleToInt32Bits);
        if (found[0] != 0)
        {
            throw new DeviceException(
                $"Kernel {Name} reached outside tensor {found[1] + 1} of {_tensors}, {tensors[found[1]].Shape}: it has the elements 0 to "
                + $"{tensors[found[1]].Count - 1}, and element {found[2]} was asked for. There may be other such places. The memory of "
                + "other tensors was not touched.");
        }
    }

    /// <summary>The shortest time of several runs, each waited for, after one that does not count.</summary>
    /// <exception cref="DeviceException">See <see cref="Run"/>.</exception>
    public TimeSpan Time(int repeats, int threads, params Tensor[] tensors)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(repeats);
        Run(threads, tensors);
        TimeSpan shortest = TimeSpan.MaxValue;
        using GpuMemory notes = _launcher.Upload([0, 0, 0]);
        LabView[] views = [.. tensors.Select((tensor, place) => new LabView(tensor.Change(), notes.View.Cast<float, int>(), place))];
        for (int i = 0; i < repeats && threads > 0; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Launch(threads, views);
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            shortest = time < shortest ? time : shortest;
        }

        GC.KeepAlive(tensors);
        return threads > 0 ? shortest : TimeSpan.Zero;
    }

    // No driver can stop a kernel. One that does not end keeps the device, which is given up.
    private void Launch(int threads, LabView[] views)
    {
        Exception? failure = null;
        var work = new Thread(() =>
        {
            try
            {
                _launcher.Run(accelerator =>
                {
                    _run(threads, views);
                    accelerator.Synchronize();
                });
            }
            catch (Exception e)
            {
                failure = e;
            }
        })
        { IsBackground = true };
        work.Start();
        if (!work.Join(_lab.Limit))
        {
            throw _launcher.Lose(new DeviceException(
                $"Kernel {Name} ran longer than {_lab.Limit.TotalSeconds:0.###} s on device {_launcher.DeviceName}: does one of its loops never "
                + "end? It cannot be stopped, so this process cannot use the device any more: restart the notebook's kernel. Device.Cpu goes on "
                + "working. For kernels that need more time set KernelLab.Limit."));
        }

        if (failure is DeviceException fault)
            throw fault;
        if (failure is not null)
            throw new DeviceException($"Kernel {Name} failed on device {_launcher.DeviceName}: {Faults.Innermost(failure)}", failure);
    }

    private void Check(int threads, Tensor[] tensors)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        ArgumentNullException.ThrowIfNull(tensors);
        if (tensors.Length != _tensors)
            throw new ArgumentException($"Kernel {Name} takes {_tensors} tensors; it got {tensors.Length}.");
        foreach (Tensor tensor in tensors)
        {
            if (tensor.Device != _lab.Device)
            {
                throw new ArgumentException(
                    $"Kernel {Name} runs on device {_lab.Device}, but {tensor} is on {tensor.Device}. Move it: tensor.To(lab.Device).");
            }
        }
    }
}
