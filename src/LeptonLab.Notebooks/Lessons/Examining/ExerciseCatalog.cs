using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Lessons.Examining;

/// <summary>Finds the exercises: every class of this assembly that is one.</summary>
internal static class ExerciseCatalog
{
    private static readonly Lazy<SortedDictionary<string, Exercise>> Known = new(Collect);

    /// <summary>All exercises, by id.</summary>
    public static IReadOnlyCollection<Exercise> All => Known.Value.Values;

    /// <summary>The exercise of an id.</summary>
    /// <exception cref="LeptonException">There is none; the message names those that it may be.</exception>
    public static Exercise Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (Known.Value.TryGetValue(id, out Exercise? exercise))
            return exercise;
        IReadOnlyList<string> near = NearNames.Of(id, Known.Value.Keys);
        string lesson = id.Split('-')[0];
        IEnumerable<string> others = near.Count > 0 ? near : Known.Value.Keys.Where(known => known.Split('-')[0] == lesson);
        string meant = string.Join(", ", others.Select(other => $"\"{other}\""));
        throw new LeptonException($"There is no exercise \"{id}\"." + (meant.Length > 0 ? $" Did you mean {meant}?" : " Its id is in the heading of the exercise."));
    }

    /// <summary>The exercise of an id; null if there is none.</summary>
    public static Exercise? TryFind(string id) => Known.Value.GetValueOrDefault(id);

    private static SortedDictionary<string, Exercise> Collect()
    {
        var known = new SortedDictionary<string, Exercise>(StringComparer.Ordinal);
        foreach (Type type in typeof(Exercise).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(Exercise))))
        {
            var exercise = (Exercise)Activator.CreateInstance(type)!;
            known.Add(exercise.Id, exercise);
        }

        return known;
    }
}
