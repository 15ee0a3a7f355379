using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace LeptonLab.Cli.Tests.Jupyter;

/// <summary>The kernel under the programs that people use: jupyter_client and nbclient.</summary>
public sealed class JupyterClientTests
{
    private const string Client = """
        import sys, time, json
        from jupyter_client.manager import start_new_kernel
        def run(code):
            id = kc.execute(code)
            reply = kc.get_shell_msg(timeout=120)
            while reply['parent_header']['msg_id'] != id: reply = kc.get_shell_msg(timeout=120)
            return reply['content']
        km, kc = start_new_kernel(kernel_name='lepton-csharp')
        """;

    [Fact]
    public void Jupyter_client_starts_interrupts_restarts_and_stops_it()
    {
        ScratchJupyter.SkipWithout("jupyter_client");
        using var jupyter = new ScratchJupyter();
        string output = jupyter.Python(Client + """

            print(run('int x = 20; x + 1')['status'])
            id = kc.execute('var line = Console.ReadLine();')
            kc.get_stdin_msg(timeout=60)
            kc.input('typed')
            kc.get_shell_msg(timeout=60)
            print(run('if (line != "typed") throw new Exception(line);')['status'])
            id = kc.execute('while (true) { }')
            time.sleep(1)
            km.interrupt_kernel()
            reply = kc.get_shell_msg(timeout=60)
            print(reply['content']['status'])
            print(run('x')['status'])
            km.restart_kernel(now=False)
            kc.wait_for_ready(timeout=120)
            print(run('x')['ename'])
            begun = time.time()
            km.shutdown_kernel(now=False)
            print(km.is_alive(), time.time() - begun < 10)
            """);
        Assert.Equal(["ok", "ok", "error", "ok", "CompilationError", "False True"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    // A lock that its own thread waits for, in the C library: no signal and no exception gets it out.
    [Fact]
    public void After_a_cell_that_nothing_can_stop_a_new_kernel_takes_over_in_the_same_place()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The cell needs the C library of Linux.");
        ScratchJupyter.SkipWithout("jupyter_client");
        using var jupyter = new ScratchJupyter();
        string output = jupyter.Python(Client + """

            run('[System.Runtime.InteropServices.DllImport("libc")] static extern int pthread_mutex_lock(byte[] m); var m = new byte[64]; pthread_mutex_lock(m);')
            id = kc.execute('pthread_mutex_lock(m)')
            time.sleep(1)
            process = km.provisioner.pid
            km.interrupt_kernel()
            print('lost' in kc.get_shell_msg(timeout=60)['content']['evalue'])
            time.sleep(1)
            print(run('m')['status'], run('1 + 1')['status'], km.is_alive() and km.provisioner.pid == process)
            km.shutdown_kernel(now=False)
            """);
        Assert.Equal(["True", "error ok True"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void The_kernel_leaves_when_its_client_is_killed()
    {
        ScratchJupyter.SkipWithout("jupyter_client");
        using var jupyter = new ScratchJupyter();
        using Process client = jupyter.Start("-c", Client + "\nrun('1')\nprint(km.provisioner.pid, flush=True)\ntime.sleep(600)");
        int kernel = int.Parse(client.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
        client.Kill();
        client.WaitForExit();
        for (var watch = Stopwatch.StartNew(); IsRunning(kernel); Thread.Sleep(50))
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), "The kernel is left behind.");
    }

    [Fact]
    public void Nbclient_runs_the_lessons_and_gets_the_committed_outputs()
    {
        ScratchJupyter.SkipWithout("nbclient", "nbformat");
        using var jupyter = new ScratchJupyter();
        string[] lessons = [.. LessonTests.Lessons.Select(row => Path.Combine(Lepton.Repository, "notebooks", row.Data))];
        string output = jupyter.Python(
            """
            import sys, os, json, nbformat
            from nbclient import NotebookClient
            for path in sys.argv[1:]:
                notebook = nbformat.read(path, 4)
                resources = {'metadata': {'path': os.path.dirname(path)}}
                NotebookClient(notebook, timeout=200, resources=resources).execute()
                print(json.dumps({cell.id: cell.outputs for cell in notebook.cells if cell.cell_type == 'code'}))
            """,
            lessons);
        string[] results = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(lessons.Length, results.Length);
        foreach ((string lesson, string result) in lessons.Zip(results))
            Compare(lesson, JsonNode.Parse(result)!.AsObject());
    }

    // What is printed and the text of what is shown; the same pictures may be compressed otherwise on another processor.
    private static void Compare(string lesson, JsonObject computed)
    {
        foreach (JsonNode? cell in JsonNode.Parse(File.ReadAllText(lesson))!["cells"]!.AsArray())
        {
            if ((string)cell!["cell_type"]! != "code" || cell["metadata"]!["lepton"]?["nondeterministic"] is not null)
                continue;
            string id = (string)cell["id"]!;
            Assert.Equal(Describe(cell["outputs"]!.AsArray()), Describe(computed[id]!.AsArray()));
        }
    }

    // Lines that were printed some time apart come one by one; nbclient leaves them so.
    private static List<string> Describe(JsonArray outputs)
    {
        var described = new List<string>();
        string? stream = null;
        foreach (JsonNode? output in outputs)
        {
            string text = Text(output!["text"] ?? output["data"]?["text/plain"]);
            string? name = (string?)output["name"];
            if (name is not null && name == stream)
                described[^1] += text;
            else
                described.Add($"{output["output_type"]} {text}");
            stream = name;
        }

        return described;
    }

    private static string Text(JsonNode? text) => text is JsonArray lines ? string.Concat(lines.Select(line => (string)line!)) : $"{text}";

    private static bool IsRunning(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
