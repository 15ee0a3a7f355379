using LeptonLab.Cli.Terminal;
using LeptonLab.Notebooks.Documents;
using LeptonLab.Notebooks.Lessons.Editions;
using Spectre.Console;

namespace LeptonLab.Cli.Commands;

/// <summary>The tables of <c>lepton lesson list</c>; plain lines where the output is not a terminal.</summary>
internal static class LessonList
{
    internal static int Print(string folder)
    {
        if (!Directory.Exists(folder))
            throw new LeptonException($"There is no folder '{folder}'. Run this where the folder 'notebooks' is, or name the folder with the lessons.");
        int unreadable = 0;
        var lessons = new List<(string File, LessonInfo Info)>();
        foreach (string file in Directory.GetFiles(folder, "*.ipynb").Order(StringComparer.Ordinal))
        {
            try
            {
                if (LessonInfo.Of(Notebook.Load(file)) is { } info)
                    lessons.Add((Path.GetFileName(file), info));
            }
            catch (LeptonException error)
            {
                unreadable++;
                Console.Error.WriteLine(error.Message);
            }
        }

        lessons.Sort((a, b) => (a.Info.Number, a.File).CompareTo((b.Info.Number, b.File)));
        if (lessons.Count == 0)
            throw new LeptonException($"No notebook in '{folder}' says that it is a lesson (metadata: lepton.lesson).");
        if (Console.IsOutputRedirected)
            PrintLines(lessons);
        else
            PrintTable(lessons);
        Console.WriteLine();
        foreach (WorkshopPath path in WorkshopPath.All)
            Console.WriteLine($"{path.Name}: {string.Join(" → ", path.Stops.Select(stop => Describe(stop, lessons)))}");
        return unreadable == 0 ? CommandLine.Success : CommandLine.Failure;
    }

    private static void PrintLines(IEnumerable<(string File, LessonInfo Info)> lessons)
    {
        foreach ((string file, LessonInfo info) in lessons)
        {
            Console.WriteLine(string.Join(
                '\t', $"{info.Number:D2}", info.Title, Minutes(info), string.Join("; ", info.Prerequisites), string.Join("; ", info.Themes), file));
        }
    }

    private static void PrintTable(IEnumerable<(string File, LessonInfo Info)> lessons)
    {
        var table = new Table().Border(TableBorder.Rounded).ShowRowSeparators();
        foreach (string title in new[] { "#", "lesson", "minutes", "you need", "themes" })
            table.AddColumn(title);
        foreach ((string file, LessonInfo info) in lessons)
        {
            table.AddRow(
                new Text($"{info.Number:D2}"),
                new Rows(new Text(info.Title, new Style(decoration: Decoration.Bold)), new Text(file, new Style(Color.Grey))),
                new Text(Minutes(info)),
                new Text(string.Join("; ", info.Prerequisites)),
                new Text(string.Join("; ", info.Themes)));
        }

        AnsiConsole.Write(table);
        Console.WriteLine("Minutes are for teaching and, after the plus, for exercises.");
    }

    private static string Minutes(LessonInfo info) =>
        info.ExerciseMinutes > 0 ? $"{info.TeachingMinutes} + {info.ExerciseMinutes}" : $"{info.TeachingMinutes}";

    private static string Describe(WorkshopStop stop, List<(string File, LessonInfo Info)> lessons)
    {
        if (stop.Lesson is not { } number)
            return $"{stop.Note} ({stop.Minutes})";
        string missing = lessons.Any(lesson => lesson.Info.Number == number) ? "" : ", not here yet";
        return $"{number:D2}{(stop.Note.Length > 0 ? $" {stop.Note}" : "")} ({stop.Minutes}{missing})";
    }
}
