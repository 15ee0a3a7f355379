using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace LeptonLab.Cpu;

/// <summary>
/// A persistent team of threads. Work comes as numbered chunks; which thread takes which chunk is left to chance, so a
/// chunk must write only what is its own. Idle threads spin for some microseconds, then sleep. A job allocates nothing.
/// </summary>
/// <remarks>
/// Every thread begins with a stretch of chunks of its own, the same in every job of as many chunks, and then helps the
/// others: what a layer has written is then read from the nearest cache by the next.
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
            int number = _job.Open(chunks, helpers + 1, work);
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref _sleeping) > 0)
                WakeAll();
            Work(number, member: 0);
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

    private void Work(int number, int member)
    {
        _insideChunk = true;
        _job.Work(number, member);
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
                Work(number, member: index + 1);
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
    /// The running job, one object for all of them. Its number is even while it runs. A worker that comes late, for a job
    /// that has ended, notices and leaves, and the next job is set up when nobody is inside.
    /// </summary>
    private sealed class Job
    {
        private Stretch[] _stretches = [];
        private ChunkWork? _work;
        private int _number = 1;
        private int _members;
        private int _inside;
        private int _left;
        private Exception? _failure;

        internal int Number => Volatile.Read(ref _number);

        internal int Open(int chunks, int members, ChunkWork work)
        {
            var spin = new SpinWait();
            while (Volatile.Read(ref _inside) > 0)
                spin.SpinOnce(sleep1Threshold: -1);
            if (_stretches.Length < members)
                _stretches = new Stretch[members];
            for (int member = 0; member < members; member++)
            {
                _stretches[member].Next = (int)((long)chunks * member / members);
                _stretches[member].End = (int)((long)chunks * (member + 1) / members);
            }

            (_members, _left, _work, _failure) = (members, chunks, work, null);
            return Interlocked.Increment(ref _number);
        }

        internal void Work(int number, int member)
        {
            Interlocked.Increment(ref _inside);
            if (Number == number && member < _members && number % 2 == 0)
            {
                for (int other = 0; other < _members; other++)
                    Drain(ref _stretches[(member + other) % _members]);
            }

            Interlocked.Decrement(ref _inside);
        }

        internal void WaitForHelpers()
        {
            var spin = new SpinWait();
            while (Volatile.Read(ref _left) > 0)
                spin.SpinOnce(sleep1Threshold: -1);
            // Whoever comes in from here on sees that the job is over.
            Interlocked.Increment(ref _number);
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

        private void Drain(ref Stretch stretch)
        {
            int end = stretch.End;
            while (Volatile.Read(ref stretch.Next) < end)
            {
                int chunk = Interlocked.Increment(ref stretch.Next) - 1;
                if (chunk >= end)
                    return;
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
    }

    /// <summary>The chunks that a thread begins with; apart in memory, since every thread counts in its own.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Stretch
    {
        [FieldOffset(0)]
        internal int Next;

        [FieldOffset(4)]
        internal int End;
    }
}
