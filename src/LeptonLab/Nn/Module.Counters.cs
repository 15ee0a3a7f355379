namespace LeptonLab.Nn;

public abstract partial class Module
{
    private readonly List<Counter> _counters = [];

    /// <summary>The counters with their paths, such as <c>dropout_1.masks</c>.</summary>
    public IEnumerable<KeyValuePair<string, Counter>> NamedCounters()
    {
        var seen = new HashSet<Counter>(ReferenceEqualityComparer.Instance);
        foreach ((string path, Module module) in Descendants())
        {
            foreach (Counter counter in module._counters)
            {
                if (seen.Add(counter))
                    yield return KeyValuePair.Create(Join(path, counter.Name), counter);
            }
        }
    }

    /// <summary>
    /// Adds a whole number that training changes and that is no weight, such as how many masks were drawn; for
    /// constructors. It is saved with a training run, not with the model.
    /// </summary>
    /// <param name="name">Its name, such as <c>masks</c>.</param>
    protected Counter AddCounter(string name)
    {
        var counter = new Counter(name);
        _counters.Add(counter);
        return counter;
    }
}
