using System.Reflection;
using System.Runtime.CompilerServices;

namespace LeptonLab.Notebooks.Lessons.Examining;

/// <summary>Looks whether a learner's function fits an exercise, and says how functions are written.</summary>
internal static class LearnerFunction
{
    /// <summary>Why a function cannot be called with the arguments of an exercise; null if it can.</summary>
    public static string? Misfit(Exercise exercise, Delegate function)
    {
        MethodInfo asked = Invoke(exercise.Signature), given = Invoke(function.GetType());
        ParameterInfo[] expected = asked.GetParameters(), parameters = given.GetParameters();
        bool fits = expected.Length == parameters.Length
            && expected.Zip(parameters).All(pair => Accepts(pair.Second.ParameterType, pair.First.ParameterType))
            && Gives(given.ReturnType, asked.ReturnType);
        return fits
            ? null
            : $"Your function is `{Describe(given, function.Method.GetParameters())}`, and the exercise asks for `{Describe(asked, expected)}`. "
                + "Change its parameters or its result so that they are the same.";
    }

    /// <summary>The names of the parameters, as the exercise has them.</summary>
    public static string[] ParameterNames(Exercise exercise) => [.. Invoke(exercise.Signature).GetParameters().Select(parameter => parameter.Name!)];

    /// <summary>The names of the elements where the result is a tuple; null otherwise.</summary>
    public static IReadOnlyList<string?>? ResultNames(Exercise exercise) =>
        Invoke(exercise.Signature).ReturnParameter.GetCustomAttribute<TupleElementNamesAttribute>()?.TransformNames.ToArray();

    private static MethodInfo Invoke(Type type) => type.GetMethod("Invoke")!;

    // As a call does: exactly, by inheritance, or int for double.
    private static bool Accepts(Type parameter, Type argument) =>
        parameter.IsAssignableFrom(argument) || (parameter == typeof(double) && (argument == typeof(int) || argument == typeof(float)))
        || (parameter == typeof(float) && argument == typeof(int)) || (parameter == typeof(long) && argument == typeof(int));

    // The numbers are compared in any case: a float will do for a double, a list for an array.
    private static bool Gives(Type result, Type asked) =>
        asked.IsAssignableFrom(result) || (IsNumber(result) && IsNumber(asked)) || (Element(result) is { } one && Element(asked) is { } other && IsNumber(one) && IsNumber(other)
            && Rank(result) == Rank(asked));

    private static bool IsNumber(Type type) => !type.IsEnum && Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Decimal;

    private static Type? Element(Type type) => type.IsArray ? type.GetElementType() : type.GetInterfaces().Append(type)
        .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];

    private static int Rank(Type type) => type.IsArray ? type.GetArrayRank() : 1;

    private static string Describe(MethodInfo invoke, ParameterInfo[] named)
    {
        ParameterInfo[] types = invoke.GetParameters();
        string[] parameters = [.. types.Select((parameter, i) =>
            $"{Name(parameter.ParameterType)} {named.ElementAtOrDefault(named.Length - types.Length + i)?.Name ?? parameter.Name}")];
        return $"{Name(invoke.ReturnType)} (" + string.Join(", ", parameters) + ")";
    }

    private static string Name(Type type)
    {
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (type.IsGenericType)
        {
            string arguments = string.Join(", ", type.GetGenericArguments().Select(Name));
            return type.IsAssignableTo(typeof(ITuple)) ? $"({arguments})" : $"{type.Name.Split('`')[0]}<{arguments}>";
        }

        if (type == typeof(void))
            return "void";
        return Type.GetTypeCode(type) switch
        {
            _ when type.IsEnum => type.Name,
            TypeCode.Int32 => "int",
            TypeCode.Int64 => "long",
            TypeCode.Single => "float",
            TypeCode.Double => "double",
            TypeCode.Boolean => "bool",
            TypeCode.String => "string",
            _ => type.Name,
        };
    }
}
