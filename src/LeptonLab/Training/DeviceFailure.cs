using System.Numerics;

namespace LeptonLab.Training;

/// <summary>Says at which step of a training run a device failed, and what batch would fit where its memory is short.</summary>
internal static class DeviceFailure
{
    /// <summary>What to tell the user.</summary>
    /// <param name="failure">What the device said.</param>
    /// <param name="run">Where the run is.</param>
    /// <param name="samples">The samples in the batch.</param>
    /// <param name="stepBytes">The memory of the device that tensors of this step had.</param>
    internal static DeviceException Explain(DeviceException failure, TrainingRun run, int samples, long stepBytes)
    {
        string stopped = $"Training stopped in epoch {run.Epoch} at step {run.Step + 1}: ";
        return failure is DeviceMemoryException memory
            ? memory.With(stopped, Advice(memory, samples, stepBytes))
            : new DeviceException(
                $"{stopped}{failure.Message} Weights that are only on that device may be lost: go on from a checkpoint, "
                + "or on the processor: model.To(Device.Cpu).",
                failure);
    }

    // What the step still needed is not known, so at most half of what the memory holds in proportion.
    private static string Advice(DeviceMemoryException failure, int samples, long stepBytes)
    {
        if (samples <= 1)
            return "Even one sample does not fit: take smaller samples or a smaller model, or the processor, Device.Cpu.";
        double share = (stepBytes + (failure.FreeBytes ?? 0.0)) / Math.Max(1.0, stepBytes + failure.AskedBytes);
        int fits = Math.Clamp((int)(samples * share / 2), 1, samples / 2);
        fits = 1 << BitOperations.Log2((uint)fits);
        return $"The batch has {samples} samples; about {fits} should fit: batchSize: {fits}. "
            + "BatchesPerStep makes one step of several such batches.";
    }
}
