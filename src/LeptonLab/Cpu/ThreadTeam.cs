using System.Runtime.ExceptionServices;

namespace LeptonLab.Cpu;

/// <summary>
/// A persistent team of threads. Work comes as numbered chunks; which thread takes which chunk is left to chance, so a
/// chunk must write only what is its own. Idle threads spin for some microseconds, then sleep. A job allocates nothing.
/// </summary>
/// <remarks>
/// Only one job runs on the team at a time: the jobs of two trainers take turns, and never do more threads compute than
/// were asked for. A job from inside a chunk runs on its thread alone.
/// </remarks>
internal sealed class ThreadTeam
{
    private const int SpinsBeforeSleep = 2_000;
    private readonly Lock _dispatch = new();
    private readonly object _bed = new();
    private readonly Job _job = new();
    private int _threads = Math.Clamp(Environment.ProcessorCount, 1, 256);
    private int _workers;
    private int _sleeping;

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

    /// <summary>The threads that have been started; they live as long as the process.</summary>
    internal int Workers => _workers;

    /// <summary>Runs <paramref name="work"/> for 0 … <paramref name="chunks"/> − 1 and returns when all are done.</summary>
    /// <exception cref="Exception">The first exception that a chunk threw, after every started chunk has ended.</exception>
    internal void Run(int chunks, ChunkWork work)
    {
        int helpers = Math.Min(_threads, chunks) - 1;
        if (helpers <= 0 || _insideChunk)
        {
            for (int chunk = 0; chunk < chunks; chunk++)
                work.Run(chunk);
            return;
        }

        _dispatch.Enter();
        try
        {
            StartWorkers(helpers);
            int number = _job.Open(chunks, helpers, work);
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref _sleeping) > 0)
                WakeAll();
            Work(number);
            _job.WaitForHelpers();
            _job.ThrowIfFailed();
        }
        finally
        {
            _dispatch.Exit();
        }
    }

    /// <summary>The same for a function.</summary>
    internal void Run(int chunks, Action<int> body) => Run(chunks, new FunctionWork(body));

    private void Work(int number)
    {
        _insideChunk = true;
        _job.Work(number);
        _insideChunk = false;
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
        int last = 0, spins = 0;
        while (true)
        {
            int number = _job.Number;
            if (number != last)
            {
                last = number;
                spins = 0;
                if (index < _job.Helpers)
                    Work(number);
            }
            else if (++spins < SpinsBeforeSleep)
            {
                Thread.SpinWait(8);
            }
            else
            {
                Sleep(last);
                spins = 0;
            }
        }
    }

    private void Sleep(int seen)
    {
        lock (_bed)
        {
            Interlocked.Increment(ref _sleeping);
            while (_job.Number == seen)
                Monitor.Wait(_bed);
            Interlocked.Decrement(ref _sleeping);
        }
    }

    private void WakeAll()
    {
        lock (_bed)
            Monitor.PulseAll(_bed);
    }

    private sealed class FunctionWork(Action<int> body) : ChunkWork
    {
        internal override void Run(int chunk) => body(chunk);
    }

    /// <summary>
    /// The running job, one object for all of them. Its ticket holds the job's number and the next chunk in one word: a
    /// worker that comes late, with the number of a job that has ended, can take no chunk of its successor.
    /// </summary>
    private sealed class Job
    {
        private const uint Closed = uint.MaxValue;
        private long _ticket = Ticket(0, Closed);
        private ChunkWork? _work;
        private int _chunks;
        private int _helpers;
        private int _left;
        private Exception? _failure;

        internal int Number => (int)(Volatile.Read(ref _ticket) >> 32);

        internal int Helpers => Volatile.Read(ref _helpers);

        internal int Open(int chunks, int helpers, ChunkWork work)
        {
            int number = Number;
            Volatile.Write(ref _ticket, Ticket(number, Closed));
            Interlocked.MemoryBarrier();
            (_chunks, _helpers, _left, _work, _failure) = (chunks, helpers, chunks, work, null);
            Volatile.Write(ref _ticket, Ticket(++number, 0));
            return number;
        }

        internal void Work(int number)
        {
            while (TryTake(number, out int chunk))
            {
                // Until this chunk has ended the job cannot, so what it consists of stays as it is.
                try
                {
                    if (Volatile.Read(ref _failure) is null)
                        _work!.Run(chunk);
                }
                catch (Exception failure)
                {
                    // Kept for the caller, who throws it when all chunks have ended.
                    Interlocked.CompareExchange(ref _failure, failure, null);
                }

                Interlocked.Decrement(ref _left);
            }
        }

        internal void WaitForHelpers()
        {
            var spin = new SpinWait();
            while (Volatile.Read(ref _left) > 0)
                spin.SpinOnce(sleep1Threshold: -1);
            _work = null;
        }

        internal void ThrowIfFailed()
        {
            if (_failure is { } failure)
            {
                _failure = null;
                ExceptionDispatchInfo.Throw(failure);
            }
        }

        private bool TryTake(int number, out int chunk)
        {
            while (true)
            {
                long ticket = Volatile.Read(ref _ticket);
                uint next = (uint)ticket;
                chunk = (int)next;
                if ((int)(ticket >> 32) != number || next >= (uint)Volatile.Read(ref _chunks))
                    return false;
                if (Interlocked.CompareExchange(ref _ticket, ticket + 1, ticket) == ticket)
                    return true;
            }
        }

        private static long Ticket(int number, uint next) => ((long)number << 32) | next;
    }
}
