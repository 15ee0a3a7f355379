using System.Diagnostics;

namespace LeptonLab.Gpu;

/// <summary>Runs a learner's kernel: checks its tensors, waits no longer than allowed, and says where it reached outside.</summary>
/// <param name="lab">Where it was compiled.</param>
/// <param name="launcher">The lab's.</param>
/// <param name="name">The method's name.</param>
/// <param name="tensors">How many tensors it takes.</param>
internal sealed class LabRuns(KernelLab lab, Launcher launcher, string name, int tensors)
{
    internal string Name => name;

    /// <summary>Runs it once and waits for it.</summary>
    internal void Once(Tensor[] given, Action<LabView[]> launch)
    {
        Check(given);
        using GpuMemory notes = LabView.Notes(launcher, tensors);
        Launch(Views(given, notes), launch);
        GC.KeepAlive(given);
        if (LabView.FirstOutside(notes, tensors) is not var (place, index))
            return;
        throw new DeviceException(
            $"Kernel {name} reached outside tensor {place + 1} of {tensors}, {given[place].Shape}: it has the elements 0 to "
            + $"{given[place].Count - 1}, and element {index} was asked for. There may be other such places. The memory of "
            + "other tensors was not touched.");
    }

    /// <summary>The shortest time of several runs, each waited for, after one that does not count.</summary>
    internal TimeSpan Shortest(int repeats, Tensor[] given, Action<LabView[]> launch)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(repeats);
        Once(given, launch);
        TimeSpan shortest = TimeSpan.MaxValue;
        using GpuMemory notes = LabView.Notes(launcher, tensors);
        LabView[] views = Views(given, notes);
        for (int i = 0; i < repeats; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Launch(views, launch);
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            shortest = time < shortest ? time : shortest;
        }

        GC.KeepAlive(given);
        return shortest;
    }

    private static LabView[] Views(Tensor[] given, GpuMemory notes) =>
        [.. given.Select((tensor, place) => new LabView(tensor.Change(), notes.View.Cast<float, int>(), place))];

    // No driver can stop a kernel. One that does not end keeps the device, which is given up.
    private void Launch(LabView[] views, Action<LabView[]> launch)
    {
        Exception? failure = null;
        var work = new Thread(() =>
        {
            try
            {
                launcher.Run(accelerator =>
                {
                    launch(views);
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
        if (!work.Join(lab.Limit))
        {
            throw launcher.Lose(new DeviceException(
                $"Kernel {name} ran longer than {lab.Limit.TotalSeconds:0.###} s on device {launcher.DeviceName}: does one of its loops never "
                + "end? It cannot be stopped, so this process cannot use the device any more: restart the notebook's kernel. Device.Cpu goes on "
                + "working. For kernels that need more time set KernelLab.Limit."));
        }

        if (failure is DeviceException fault)
            throw fault;
        if (failure is not null)
            throw new DeviceException($"Kernel {name} failed on device {launcher.DeviceName}: {Faults.Innermost(failure)}", failure);
    }

    private void Check(Tensor[] given)
    {
        ArgumentNullException.ThrowIfNull(given);
        if (given.Length != tensors)
            throw new ArgumentException($"Kernel {name} takes {tensors} tensors; it got {given.Length}.");
        foreach (Tensor tensor in given)
        {
            if (tensor.Device != lab.Device)
            {
                throw new ArgumentException(
                    $"Kernel {name} runs on device {lab.Device}, but {tensor} is on {tensor.Device}. Move it: tensor.To(lab.Device).");
            }
        }
    }
}
