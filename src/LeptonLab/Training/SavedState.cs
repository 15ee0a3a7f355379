namespace LeptonLab.Training;

/// <summary>
/// What an optimizer, a schedule or an average of weights remembers between two steps, apart from the weights: enough to
/// go on in another process with the same bits.
/// </summary>
/// <param name="Kind">Whose memory it is, such as <c>Adam</c>.</param>
/// <param name="Numbers">
/// Single numbers, such as a learning rate or a count of steps. Each is a float or a whole number below 2⁵³, or a double:
/// write it so that reading gives the same double (17 digits, or .NET's <c>R</c>).
/// </param>
/// <param name="Tensors">Copies of the tensors, such as moments; nobody changes them.</param>
public sealed record SavedState(
    string Kind, IReadOnlyDictionary<string, double> Numbers, IReadOnlyDictionary<string, Tensor> Tensors)
{
    /// <summary>The state of something that remembers nothing.</summary>
    public static SavedState Empty(string kind) => new(kind, new Dictionary<string, double>(), new Dictionary<string, Tensor>());

    /// <summary>A number by name.</summary>
    /// <exception cref="LeptonException">There is none of that name.</exception>
    public double Number(string name) => Numbers.TryGetValue(name, out double value)
        ? value
        : throw new LeptonException($"The saved state of {Kind} has no number '{name}': it is incomplete, or of another version.");

    /// <summary>Refuses the memory of something else.</summary>
    /// <exception cref="LeptonException">The state is of another kind.</exception>
    public void Expect(string kind)
    {
        if (Kind != kind)
            throw new LeptonException($"The saved state is that of {Kind}, but it is to be read by {kind}. Make a {Kind} to go on.");
    }

    /// <summary>
    /// Refuses the memory of something that was made with other numbers: going on would give another run, without a word.
    /// </summary>
    /// <exception cref="LeptonException">A number is missing or differs.</exception>
    public void ExpectNumbers(IReadOnlyDictionary<string, double> expected)
    {
        foreach ((string name, double value) in expected)
        {
            if (!Number(name).Equals(value))
            {
                throw new LeptonException(
                    $"The saved state is that of {Kind} with {name} = {Number(name):R}, but this {Kind} was made with "
                    + $"{value:R}. Make it with the same number to go on with the saved run.");
            }
        }
    }
}
