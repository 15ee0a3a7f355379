using System.CommandLine;
using System.CommandLine.Parsing;

namespace LeptonLab.Cli.Terminal;

/// <summary>Options and arguments that take the name of a file or folder.</summary>
internal static class PathArgument
{
    /// <summary>Refuses an empty name, as an unset shell variable gives it.</summary>
    internal static Option<T> NotEmpty<T>(this Option<T> option)
    {
        option.Validators.Add(result => Check(result, result.Tokens, option.Name));
        return option;
    }

    /// <inheritdoc cref="NotEmpty{T}(Option{T})"/>
    internal static Argument<T> NotEmpty<T>(this Argument<T> argument)
    {
        argument.Validators.Add(result => Check(result, result.Tokens, argument.Name));
        return argument;
    }

    private static void Check(SymbolResult result, IReadOnlyList<Token> tokens, string name)
    {
        if (tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
            result.AddError($"{name} is empty; a name was expected.");
    }
}
