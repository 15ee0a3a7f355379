using System.Diagnostics;
using Xunit.Sdk;

namespace LeptonLab.Benchmarks.Gpu;

/// <summary>What became of a test.</summary>
/// <param name="Name">Its class, method and arguments.</param>
/// <param name="Outcome"><see cref="Passed"/>, <see cref="Failed"/> or <see cref="Skipped"/>.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Message">Why it failed or was skipped.</param>
internal sealed record TestResult(string Name, string Outcome, double Seconds, string? Message)
{
    internal const string Passed = "passed";
    internal const string Failed = "failed";
    internal const string Skipped = "skipped";
}

/// <summary>
/// Collects what becomes of tests. Prints failures when they occur, and every ten seconds how far it is and what takes long: a kernel
/// that does not end would otherwise be found by nobody.
/// </summary>
internal sealed class SuiteResults : IMessageSink, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10), Long = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Name, long Start)> _running = [];
    private readonly List<TestResult> _all = [];
    private readonly Action<IReadOnlyList<TestResult>> _save;
    private readonly Timer _timer;

    /// <summary>Starts to tell how far it is.</summary>
    /// <param name="save">Given what there is so far, so that little is lost if the program is ended.</param>
    internal SuiteResults(Action<IReadOnlyList<TestResult>> save) =>
        (_save, _timer) = (save, new Timer(_ => Tell(), null, Pause, Pause));

    internal IReadOnlyList<TestResult> All => _all;

    internal int Count(string outcome) => _all.Count(result => result.Outcome == outcome);

    /// <summary>Notes a test that is not run.</summary>
    internal void Skip(string name, string reason)
    {
        lock (_gate)
            Add(new TestResult(name, TestResult.Skipped, 0, reason));
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>Tests run in parallel, and so come their messages.</summary>
    public bool OnMessage(IMessageSinkMessage message)
    {
        lock (_gate)
        {
            switch (message)
            {
                case ITestStarting test:
                    _running[test.TestUniqueID] = (test.TestDisplayName, Stopwatch.GetTimestamp());
                    break;
                case ITestPassed test:
                    Add(test, TestResult.Passed, null);
                    break;
                case ITestSkipped test:
                    Add(test, TestResult.Skipped, test.Reason);
                    break;
                case ITestFailed test:
                    Add(test, TestResult.Failed, Text(test));
                    break;
                case IErrorMetadata error: // around tests, such as in a fixture
                    Add(new TestResult(message.GetType().Name, TestResult.Failed, 0, Text(error)));
                    break;
            }
        }

        return true;
    }

    private void Add(ITestResultMessage test, string outcome, string? message)
    {
        _running.Remove(test.TestUniqueID, out (string Name, long Start) started);
        Add(new TestResult(started.Name ?? test.TestUniqueID, outcome, (double)test.ExecutionTime, message));
    }

    private void Add(TestResult result)
    {
        _all.Add(result);
        if (result.Outcome == TestResult.Failed)
            Console.WriteLine($"FAILED {result.Name}\n  {result.Message?.ReplaceLineEndings("\n  ")}");
    }

    private void Tell()
    {
        lock (_gate)
        {
            Console.WriteLine($"{_all.Count} tests run, {Count(TestResult.Failed)} failed");
            foreach ((string name, long start) in _running.Values.Where(test => Stopwatch.GetElapsedTime(test.Start) >= Long))
                Console.WriteLine($"  for {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s: {name}");
            _save(_all);
        }
    }

    // An exception and its causes: the outer one may say which random numbers, the inner one what is wrong. Assertions and the
    // library's own errors speak for themselves, others are named.
    private static string Text(IErrorMetadata error) => string.Join("\n", error.Messages.Select((text, i) =>
        error.ExceptionTypes[i] is not { } type || type.StartsWith("Xunit.", StringComparison.Ordinal) || type.StartsWith("LeptonLab.", StringComparison.Ordinal)
            ? text
            : $"{type}: {text}"));
}
