using LeptonLab.Cli.Terminal;
using LeptonLab.Notebooks.Documents;
using LeptonLab.Notebooks.Lessons.Editions;

namespace LeptonLab.Cli.Commands;

/// <summary><c>lepton lesson build</c>: writes the editions, all or none of them.</summary>
internal static class LessonBuild
{
    internal static int Run(Edition edition, string[] paths, string folder)
    {
        string target = Path.GetFullPath(folder);
        var built = new List<(string File, Notebook Notebook)>();
        foreach (string path in paths)
        {
            Notebook source = Notebook.Load(path);
            string file = Path.Combine(target, Path.GetFileName(path));
            if (file == Path.GetFullPath(path))
                throw new UsageException($"-o {folder} would replace the source '{path}' itself. Choose another folder.");
            if (built.Any(other => other.File == file))
                throw new UsageException($"Two of the notebooks are called '{Path.GetFileName(path)}'. Build them into different folders.");
            built.Add((file, EditionBuilder.Build(source, edition)));
        }

        foreach ((string file, Notebook notebook) in built)
        {
            OutputFile.EnsureWritable(file);
            notebook.Save(file);
            foreach (string name in LessonFiles.Of(notebook))
                Copy(Path.Combine(notebook.Folder!, name), Path.Combine(target, name));
            Output.Labelled("Notebook", Path.GetRelativePath(Environment.CurrentDirectory, file));
        }

        return CommandLine.Success;
    }

    private static void Copy(string from, string to)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LeptonException($"'{from}' cannot be copied to '{to}': {e.Message}");
        }
    }
}
