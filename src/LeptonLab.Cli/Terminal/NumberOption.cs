using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace LeptonLab.Cli.Terminal;

/// <summary>Options that take a number, and say which when they get something else.</summary>
internal static class NumberOption
{
    /// <summary>A whole number with a standard value.</summary>
    internal static Option<int> Whole(string name, string description, int standard, int minimum = 1, int maximum = int.MaxValue) =>
        new(name)
        {
            Description = description,
            DefaultValueFactory = _ => standard,
            CustomParser = argument => ParseWhole(argument, name, minimum, maximum),
        };

    /// <summary>A whole number that may be left out.</summary>
    internal static Option<int?> OptionalWhole(string name, string description, int minimum, int maximum) =>
        new(name)
        {
            Description = description,
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = argument => ParseWhole(argument, name, minimum, maximum),
        };

    /// <summary>The seed of a random generator.</summary>
    internal static Option<ulong> Seed(string description) => new("--seed")
    {
        Description = description,
        DefaultValueFactory = _ => 1,
        CustomParser = argument =>
        {
            string text = argument.Tokens[0].Value;
            if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed))
                argument.AddError($"--seed takes a whole number from 0 to {ulong.MaxValue}, not '{text}'.");
            return seed;
        },
    };

    /// <summary>A positive number, which may have decimals.</summary>
    internal static Option<float> Positive(string name, string description, float standard) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => standard,
        CustomParser = argument => ParsePositive(argument, name, standard, float.MaxValue),
    };

    /// <summary>A positive number that may be left out.</summary>
    internal static Option<float?> OptionalPositive(string name, string description, float example, float maximum = float.MaxValue) =>
        new(name)
        {
            Description = description,
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = argument => ParsePositive(argument, name, example, maximum),
        };

    private static float ParsePositive(ArgumentResult argument, string name, float example, float maximum)
    {
        string text = argument.Tokens[0].Value;

        // Without thousands separators: 0,001 is a thousandth with a comma to whoever writes it, and never 1.
        bool number = float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value);
        if (!number || !(value > 0 && value <= maximum))
        {
            string range = maximum == float.MaxValue ? "" : $" up to {maximum.ToString(CultureInfo.InvariantCulture)}";
            argument.AddError($"{name} takes a positive number{range} such as {example.ToString(CultureInfo.InvariantCulture)}, not '{text}'.");
        }

        return value;
    }

    private static int ParseWhole(ArgumentResult argument, string name, int minimum, int maximum)
    {
        string text = argument.Tokens[0].Value;
        bool number = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value);
        if (!number || value < minimum || value > maximum)
        {
            string range = maximum == int.MaxValue ? $"of at least {minimum}" : $"from {minimum} to {maximum}";
            argument.AddError($"{name} takes a whole number {range}, not '{text}'.");
        }

        return value;
    }
}
