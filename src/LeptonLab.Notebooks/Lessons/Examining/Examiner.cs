using System.Reflection;
using LeptonLab.Notebooks.Kernels.Execution;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Examining;

/// <summary>Tries a learner's function on all cases of an exercise and says what is wrong with it.</summary>
internal static class Examiner
{
    private const ulong Seed = 1;

    /// <summary>Examines a function.</summary>
    /// <param name="exercise">What it must do.</param>
    /// <param name="function">The learner's.</param>
    /// <param name="limit">How long all cases together may take.</param>
    /// <exception cref="NotYetImplemented">It is still the stub.</exception>
    public static Verdict Examine(Exercise exercise, Delegate function, TimeSpan limit)
    {
        if (LearnerFunction.Misfit(exercise, function) is { } misfit)
            return new Verdict(misfit);
        object?[][] cases = [.. exercise.Cases(new RandomStream(Seed))];
        IReadOnlyList<string?>? names = LearnerFunction.ResultNames(exercise);
        var trials = new List<Trial>();
        NotImplementedException? stub = null;
        bool inTime = TimeLimited.Run(
            () =>
            {
                foreach (object?[] arguments in cases)
                {
                    Trial trial = Try(exercise, function, arguments, names);
                    if (trial.Failure is NotImplementedException unwritten)
                    {
                        stub = unwritten;
                        return;
                    }

                    trials.Add(trial);

                    // To unwind a full stack takes long; once is enough.
                    if (trial.Failure is InsufficientExecutionStackException)
                        return;
                }
            },
            limit);
        if (stub is not null)
            throw Unwritten(exercise, stub);
        if (!inTime)
            return TookTooLong(exercise, cases[Math.Min(trials.Count, cases.Length - 1)], names, limit);
        return Judge(exercise, function, trials, names);
    }

    private static Verdict Judge(Exercise exercise, Delegate function, List<Trial> trials, IReadOnlyList<string?>? names)
    {
        Trial[] wrong = [.. trials.Where(trial => !trial.IsRight(exercise.Tolerance))];
        if (wrong.Length == 0)
            return new Verdict { Cases = trials.Count, Right = trials.Count, Slopes = FiniteDifferences.Count(exercise, trials) };
        Trial smallest = wrong.MinBy(trial => trial.Size)!;
        Mutant? mutant = exercise.Mutants.FirstOrDefault(mutant => Matches(exercise, mutant, trials, names));
        string message = mutant?.Explanation
            ?? Forgetful(exercise, function, smallest, names)
            ?? smallest.Problem
            ?? Diagnosis.Of(exercise, smallest, wrong);
        return new Verdict(message)
        {
            Misconception = mutant?.Name,
            Smallest = smallest,
            Cases = trials.Count,
            Right = trials.Count - wrong.Length,
            Remark = mutant is null ? Diagnosis.Where(exercise, trials) : null,
        };
    }

    private static Trial Try(Exercise exercise, Delegate function, object?[] arguments, IReadOnlyList<string?>? names)
    {
        NumberArray[] expected = NumberArray.Of(exercise.Solution.DynamicInvoke(Arguments.Copy(arguments)), names)
            ?? throw new InvalidOperationException($"The solution of {exercise.Id} gives no numbers.");
        object?[] given = Arguments.Copy(arguments);
        object? result;
        try
        {
            result = function.DynamicInvoke(given);
        }
        catch (TargetInvocationException e) when (e.InnerException is not (null or CellInterruptedException or ThreadInterruptedException))
        {
            return new Trial(arguments, expected, null, e.InnerException, Diagnosis.OfException(e.InnerException));
        }

        string[] parameters = LearnerFunction.ParameterNames(exercise);
        NumberArray[]? got = NumberArray.Of(result, names);
        string? problem = Diagnosis.OfResult(result, got, expected);
        if (problem is null && Arguments.FirstChanged(arguments, given) is { } changed)
        {
            problem = $"Your function changes its input `{parameters[changed]}`. Whoever calls it still needs the old values: "
                + $"make a copy first, such as `{parameters[changed]}.{(arguments[changed] is Tensor ? "Clone()" : "ToArray()")}`, or write to a new array.";
        }

        return new Trial(arguments, expected, got, null, problem);
    }

    // All that the learner's function gave must come out of the mutant too, and a wrong result among it.
    private static bool Matches(Exercise exercise, Mutant mutant, List<Trial> trials, IReadOnlyList<string?>? names)
    {
        foreach (Trial trial in trials)
        {
            NumberArray[]? wrong = null;
            Type? thrown = null;
            try
            {
                wrong = NumberArray.Of(mutant.Function.DynamicInvoke(Arguments.Copy(trial.Arguments)), names);
            }
            catch (TargetInvocationException e)
            {
                thrown = e.InnerException!.GetType();
            }

            bool same = trial.Got is not null && wrong is not null
                ? Comparison.Same(trial.Got, wrong, exercise.Tolerance)
                : trial.Failure is not null && trial.Failure.GetType() == thrown;
            if (!same)
                return false;
        }

        return true;
    }

    // The same input twice: whoever adds to something outside the function gets something else.
    private static string? Forgetful(Exercise exercise, Delegate function, Trial smallest, IReadOnlyList<string?>? names)
    {
        if (smallest.Got is null || smallest.Problem is not null)
            return null;
        Trial? again = null;
        if (!TimeLimited.Run(() => again = Try(exercise, function, smallest.Arguments, names), TimeSpan.FromSeconds(2)))
            return null;
        return again!.Got is { } second && !Comparison.Same(second, smallest.Got, 0)
            ? "Your function gives two different results for the same input. Does it add to a variable outside of itself, or draw random numbers? Start from zero inside the function."
            : null;
    }

    private static Verdict TookTooLong(Exercise exercise, object?[] arguments, IReadOnlyList<string?>? names, TimeSpan limit)
    {
        NumberArray[] expected = NumberArray.Of(exercise.Solution.DynamicInvoke(Arguments.Copy(arguments)), names)!;
        return new Verdict(
            $"Your function was stopped after {limit.TotalSeconds:0.#} s. Is there a loop that never ends? Look at each `while`, and at the counters of each `for`.")
        {
            Smallest = new Trial(arguments, expected, null, null, "stopped"),
        };
    }

    private static NotYetImplemented Unwritten(Exercise exercise, NotImplementedException stub)
    {
        string task = stub is NotYetImplemented { Task.Length: > 0 } named ? $" {named.Task.TrimEnd('.')}." : "";
        return new NotYetImplemented(
            $"Exercise {exercise.Id} ({exercise.Title}) is not written yet.{task} Replace `throw new {stub.GetType().Name}()` with your code and run this cell again. "
            + $"`Hint.Show(\"{exercise.Id}\")` gives a hint.");
    }
}
