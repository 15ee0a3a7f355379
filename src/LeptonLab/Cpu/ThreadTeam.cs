using System.Runtime.ExceptionServices;

namespace LeptonLab.Cpu;

/// <summary>
/// A persistent team of threads. Work comes as numbered chunks; which thread takes which chunk is left to chance, so a
/// chunk must write only what is its own. Idle threads spin for some microseconds, then sleep.
/// </summary>
/// <remarks>
/// Only one job runs on the team at a time. A job that comes while another is running, from a second trainer or from
/// inside a chunk, runs on its caller's thread alone: never more threads than were asked for.
/// </remarks>
internal sealed class ThreadTeam
{
    private const int SpinsBeforeSleep = 2_000;
    private readonly Lock _dispatch = new();
    private readonly object _bed = new();
    private int _threads = Math.Clamp(Environment.ProcessorCount, 1, 256);
    private int _workers;
    private int _sleeping;
    private volatile Job? _job;

    [ThreadStatic]
    private static bool _insideChunk;

    internal static ThreadTeam Shared { get; } = new();

    /// <summary>How many threads a job may use, its caller included.</summary>
    internal int Threads
    {
        get => _threads;
        set
        {
            if (value is < 1 or > 256)
                throw new ArgumentOutOfRangeException(nameof(value), $"The number of threads must be 1 to 256; it was {value}.");
            _threads = value;
        }
    }

    /// <summary>Runs <paramref name="body"/> for 0 … <paramref name="chunks"/> − 1 and returns when all are done.</summary>
    /// <exception cref="Exception">The first exception that a chunk threw, after every started chunk has ended.</exception>
    internal void Run(int chunks, Action<int> body)
    {
        int helpers = Math.Min(_threads, chunks) - 1;
        if (helpers <= 0 || _insideChunk || !_dispatch.TryEnter())
        {
            for (int chunk = 0; chunk < chunks; chunk++)
                body(chunk);
            return;
        }

        try
        {
            StartWorkers(helpers);
            var job = new Job(chunks, helpers, body);
            _job = job;
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref _sleeping) > 0)
                WakeAll();
            job.Work();
            job.WaitForHelpers();
            _job = null;
            job.ThrowIfFailed();
        }
        finally
        {
            _dispatch.Exit();
        }
    }

    private void StartWorkers(int count)
    {
        for (; _workers < count; _workers++)
        {
            int index = _workers;
            new Thread(() => WorkerLoop(index)) { IsBackground = true, Name = $"LeptonLab worker {index + 1}" }.Start();
        }
    }

    private void WorkerLoop(int index)
    {
        Job? last = null;
        int spins = 0;
        while (true)
        {
            Job? job = _job;
            if (job is not null && job != last)
            {
                last = job;
                spins = 0;
                if (index < job.Helpers)
                    job.Work();
            }
            else if (++spins < SpinsBeforeSleep)
            {
                Thread.SpinWait(8);
            }
            else
            {
                last = null;
                Sleep(job);
                spins = 0;
            }
        }
    }

    private void Sleep(Job? seen)
    {
        lock (_bed)
        {
            Interlocked.Increment(ref _sleeping);
            while (_job is null || _job == seen)
                Monitor.Wait(_bed);
            Interlocked.Decrement(ref _sleeping);
        }
    }

    private void WakeAll()
    {
        lock (_bed)
            Monitor.PulseAll(_bed);
    }

    private sealed class Job
    {
        private readonly int _chunks;
        private readonly Action<int> _body;
        private int _next;
        private int _left;
        private Exception? _failure;

        internal Job(int chunks, int helpers, Action<int> body)
        {
            _chunks = chunks;
            _left = chunks;
            _body = body;
            Helpers = helpers;
        }

        internal int Helpers { get; }

        internal void Work()
        {
            _insideChunk = true;
            for (int chunk; (chunk = Interlocked.Increment(ref _next) - 1) < _chunks;)
            {
                try
                {
                    if (Volatile.Read(ref _failure) is null)
                        _body(chunk);
                }
                catch (Exception failure)
                {
                    // Kept for the caller, who throws it when all chunks have ended.
                    Interlocked.CompareExchange(ref _failure, failure, null);
                }

                Interlocked.Decrement(ref _left);
            }

            _insideChunk = false;
        }

        internal void WaitForHelpers()
        {
            var spin = new SpinWait();
            while (Volatile.Read(ref _left) > 0)
                spin.SpinOnce(sleep1Threshold: -1);
        }

        internal void ThrowIfFailed()
        {
            if (_failure is not null)
                ExceptionDispatchInfo.Throw(_failure);
        }
    }
}
