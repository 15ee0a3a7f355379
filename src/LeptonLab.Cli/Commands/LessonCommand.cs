using System.CommandLine;
using LeptonLab.Cli.Terminal;
using LeptonLab.Notebooks.Lessons.Editions;

namespace LeptonLab.Cli.Commands;

/// <summary><c>lepton lesson</c>: what lessons there are, their editions, and the results of learners.</summary>
internal static class LessonCommand
{
    internal static Command Create() =>
        new("lesson", "List lessons, build them for students or instructors, collect what learners have done.")
        {
            List(), Build(), LessonGrade.Create(),
        };

    private static Command List()
    {
        var folder = new Argument<string>("DIR")
        {
            Description = "The folder with the lessons.",
            DefaultValueFactory = _ => "notebooks",
        };
        var command = new Command("list", "List the lessons: title, minutes, what they need, their themes; and the workshop paths.") { folder.NotEmpty() };
        command.SetAction(arguments => LessonList.Print(arguments.GetValue(folder)!));
        return command;
    }

    private static Command Build()
    {
        var edition = new Option<Edition>("--for")
        {
            Description = "student: stubs, no outputs, solutions closed; solution: solved; instructor: solved, with notes.",
            Required = true,
            HelpName = "student|solution|instructor",
        };
        edition.AcceptOnlyFromAmong("student", "solution", "instructor");
        var notebooks = new Argument<string[]>("NOTEBOOK")
        {
            Description = "The lessons as they are written, such as notebooks/04-convolution.ipynb.",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string>("--output", "-o")
        {
            Description = "The folder to write to; its notebooks of the same names are replaced.",
            Required = true,
            HelpName = "DIR",
        };
        var command = new Command("build", "Make an edition of lessons: notebooks with the pictures and checkpoints that they need.")
        {
            edition, notebooks.NotEmpty(), output.NotEmpty(),
        };
        command.SetAction(arguments => LessonBuild.Run(
            arguments.GetValue(edition), arguments.GetValue(notebooks)!, arguments.GetValue(output)!));
        return command;
    }
}
