using LeptonLab.Cpu;

namespace LeptonLab.Tests.Cpu;

public class ThreadTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Every_chunk_runs_exactly_once(int threads)
    {
        var team = new ThreadTeam { Threads = threads };
        for (int round = 0; round < 200; round++)
        {
            var runs = new int[round];
            team.Run(round, chunk => Interlocked.Increment(ref runs[chunk]));
            Assert.All(runs, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void A_chunk_that_throws_is_reported_and_the_team_goes_on()
    {
        var team = new ThreadTeam { Threads = 3 };
        var error = Assert.Throws<InvalidOperationException>(() => team.Run(50, chunk =>
        {
            if (chunk == 20)
                throw new InvalidOperationException("chunk 20");
        }));
        Assert.Equal("chunk 20", error.Message);
        int done = 0;
        team.Run(50, _ => Interlocked.Increment(ref done));
        Assert.Equal(50, done);
    }

    [Fact]
    public void Work_inside_work_and_from_several_threads_is_done_without_deadlock()
    {
        var team = new ThreadTeam { Threads = 2 };
        int done = 0;
        Parallel.For(0, 8, _ => team.Run(20, _ => team.Run(5, _ => Interlocked.Increment(ref done))));
        Assert.Equal(8 * 20 * 5, done);
    }

    [Fact]
    public void A_team_that_has_slept_wakes_up()
    {
        var team = new ThreadTeam { Threads = 2 };
        for (int round = 0; round < 5; round++)
        {
            int done = 0;
            team.Run(100, _ => Interlocked.Increment(ref done));
            Assert.Equal(100, done);
            Thread.Sleep(50);
        }
    }

    [Fact]
    public void Jobs_in_quick_succession_never_mix_up_their_chunks()
    {
        var team = new ThreadTeam { Threads = 4 };
        var work = new Tally();
        for (int round = 0; round < 20_000; round++)
        {
            work.Begin(chunks: 1 + round % 7);
            team.Run(1 + round % 7, work);
            Assert.True(work.EachOnce, $"round {round}");
        }
    }

    [Fact]
    public void A_job_allocates_nothing()
    {
        var team = new ThreadTeam { Threads = 2 };
        var work = new Tally();
        work.Begin(chunks: 8);
        team.Run(8, work);
        Assert.Equal(0, Allocations.OfSteadyState(() => team.Run(8, work)));
    }

    [Fact]
    public async Task Two_callers_together_use_no_more_threads_than_were_asked_for()
    {
        var team = new ThreadTeam { Threads = 2 };
        int working = 0, most = 0;
        void Chunk(int _)
        {
            int now = Interlocked.Increment(ref working);
            for (int seen; (seen = Volatile.Read(ref most)) < now;)
                Interlocked.CompareExchange(ref most, now, seen);
            Thread.Sleep(1);
            Interlocked.Decrement(ref working);
        }

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            for (int job = 0; job < 10; job++)
                team.Run(4, Chunk);
        })));
        Assert.Equal(2, most);
    }

    [Fact]
    public void Threads_that_fail_are_not_lost()
    {
        var team = new ThreadTeam { Threads = 3 };
        for (int round = 0; round < 200; round++)
            Assert.Throws<ArithmeticException>(() => team.Run(8, _ => throw new ArithmeticException()));
        Assert.Equal(2, team.Workers);
        using var together = new Barrier(3);
        team.Run(3, _ => Assert.True(together.SignalAndWait(TimeSpan.FromSeconds(20))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(257)]
    public void An_impossible_number_of_threads_is_refused(int threads) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ThreadTeam { Threads = threads });

    private sealed class Tally : ChunkWork
    {
        private readonly int[] _runs = new int[8];
        private int _chunks;

        internal bool EachOnce => _runs.AsSpan(0, _chunks).IndexOfAnyExcept(1) < 0 && _runs.AsSpan(_chunks).IndexOfAnyExcept(0) < 0;

        internal void Begin(int chunks)
        {
            _chunks = chunks;
            Array.Clear(_runs);
        }

        internal override void Run(int chunk) => Interlocked.Increment(ref _runs[chunk]);
    }
}
