using LeptonLab.IO;
using LeptonLab.Nn;

namespace LeptonLab.Training;

/// <summary>What two runs must have in common for one to go on where the other stopped, as texts by name.</summary>
internal static class RunIdentity
{
    private const int MostShown = 5;
    private static readonly long[] ScheduleProbes = [0, 1, 10, 100, 1_000, 10_000, 100_000];

    /// <summary>The model: kinds of layers, with their sizes, and shapes of weights.</summary>
    internal static IEnumerable<KeyValuePair<string, string>> OfModel(Module model)
    {
        foreach ((string path, Module module) in model.Descendants())
            yield return KeyValuePair.Create(path.Length == 0 ? "model" : $"layer {path}", module.Description);
        foreach ((string path, Tensor weight) in model.Weights())
            yield return KeyValuePair.Create($"weight {path}", $"{weight.Shape}");
    }

    /// <summary>A schedule: its kind, and the rates that it gives, unless these depend on what was measured.</summary>
    internal static string Of(ISchedule? schedule, bool perEpoch)
    {
        if (schedule is null)
            return "none";
        SavedState state = schedule.ExportState();
        string rates = state.Numbers.Count > 0
            ? ""
            : string.Concat(ScheduleProbes.Select(step => FormattableString.Invariant($", {schedule.LearningRate(step):R} at {step}")));
        return $"{state.Kind}{(perEpoch ? " by epochs" : "")}{rates}";
    }

    /// <summary>The callbacks that remember something.</summary>
    internal static string Of(IEnumerable<TrainingCallback> callbacks) =>
        string.Join(", ", callbacks.Select(callback => callback.ExportState()?.Kind).OfType<string>()) is { Length: > 0 } kinds
            ? kinds
            : "none";

    /// <summary>Refuses a checkpoint of another run.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="saved">What it says.</param>
    /// <param name="here">What is so here.</param>
    /// <exception cref="LeptonException">They differ; the message says in what.</exception>
    internal static void Check(string path, IReadOnlyDictionary<string, string> saved, IReadOnlyDictionary<string, string> here)
    {
        string[] differences = [.. here.Keys.Union(saved.Keys)
            .Select(name => (Name: name, There: saved.GetValueOrDefault(name), Here: here.GetValueOrDefault(name)))
            .Where(pair => pair.There != pair.Here)
            .Select(pair => $"{pair.Name}: {Shown(pair.There)} there, {Shown(pair.Here)} here")];
        if (differences.Length == 0)
            return;
        string more = differences.Length > MostShown ? $"; and {differences.Length - MostShown:N0} more" : "";
        throw new LeptonException(
            $"'{path}' is the checkpoint of another run. {string.Join("; ", differences.Take(MostShown))}{more}. "
            + "Go on with the same settings, or choose another file (or delete this one) to start anew.");
    }

    private static string Shown(string? value) => value is null ? "nothing" : Names.Quote(value);
}
