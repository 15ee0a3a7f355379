using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Examining;

/// <summary>
/// An exercise of a lesson: what the learner's function must do, on which inputs it is tried, and which wrong solutions
/// are known by name. Each has a file of its own in <c>Lessons/Exercises</c>, a subclass of <see cref="Exercise{TFunction}"/>
/// with a constructor that takes nothing; <see cref="ExerciseCatalog"/> finds it.
/// </summary>
/// <param name="id">As lessons name it: <c>L04-conv-forward</c>.</param>
/// <param name="title">As a person reads it.</param>
internal abstract class Exercise(string id, string title)
{
    /// <summary>As lessons name it: <c>L04-conv-forward</c>.</summary>
    public string Id { get; } = id;

    /// <summary>As a person reads it: <c>convolution, forward</c>.</summary>
    public string Title { get; } = title;

    /// <summary>The delegate that the learner's function must fit; its parameter names are shown in messages.</summary>
    public abstract Type Signature { get; }

    /// <summary>The right solution.</summary>
    public abstract Delegate Solution { get; }

    /// <summary>The known wrong solutions, the most likely first.</summary>
    public abstract IReadOnlyList<Mutant> Mutants { get; }

    /// <summary>What is shown by <c>Hint.Show</c>, one more with each call, from a nudge to nearly the solution.</summary>
    public abstract IReadOnlyList<string> Hints { get; }

    /// <summary>How far a number may be from the right one, as a share of 1 + its size.</summary>
    public virtual double Tolerance => 1e-4;

    /// <summary>The inputs to try, small ones first; each is the list of arguments.</summary>
    /// <param name="random">Seeded by the exercise, so that every check of it tries the same.</param>
    public abstract IEnumerable<object?[]> Cases(RandomStream random);

    /// <summary>
    /// For an exercise that is a gradient: the function that it is the gradient of, in double, as
    /// <c>(arguments, part, index, step) → the loss with entry <c>index</c> of the differentiated argument moved by step</c>. Null for the others.
    /// </summary>
    /// <param name="arguments">The arguments of a case.</param>
    /// <param name="part">Which of the results, 0 for a function with one.</param>
    /// <param name="index">The place in that result, counted from 0 in the order of memory.</param>
    /// <param name="step">By how much the number at that place is moved.</param>
    public virtual double? Moved(object?[] arguments, int part, int index, double step) => null;
}

/// <summary>An exercise whose function has the type <typeparamref name="TFunction"/>.</summary>
/// <typeparam name="TFunction">A delegate; declare one of your own where the names of the parameters help.</typeparam>
internal abstract class Exercise<TFunction>(string id, string title) : Exercise(id, title)
    where TFunction : Delegate
{
    public sealed override Type Signature => typeof(TFunction);

    public sealed override Delegate Solution => Solve;

    /// <summary>The right solution, in plain code.</summary>
    protected abstract TFunction Solve { get; }

    /// <summary>Makes a known wrong solution.</summary>
    /// <param name="name">A few words, which results are counted by: <c>kernel flipped</c>.</param>
    /// <param name="explanation">Whole sentences for the learner: what the result equals, why it is wrong, what to do.</param>
    /// <param name="function">Does it wrongly in this way.</param>
    protected static Mutant Wrong(string name, string explanation, TFunction function) => new(name, explanation, function);
}

/// <summary>A wrong solution that is known.</summary>
/// <param name="Name">A few words: <c>kernel flipped</c>.</param>
/// <param name="Explanation">Whole sentences for the learner.</param>
/// <param name="Function">Does it wrongly in this way.</param>
internal sealed record Mutant(string Name, string Explanation, Delegate Function);
