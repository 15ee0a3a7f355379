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

    [Theory]
    [InlineData(0)]
    [InlineData(257)]
    public void An_impossible_number_of_threads_is_refused(int threads) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ThreadTeam { Threads = threads });
}
