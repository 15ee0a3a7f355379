namespace LeptonLab.Gpu.Tests.Driver;

/// <summary>What goes wrong with GPUs, and which there are: each test runs others in a process whose GPU is interpreted.</summary>
public class InterpretedGpuTests
{
    [Theory]
    [InlineData("52", "12040")]
    [InlineData("75", "12040")]
    [InlineData("89", "11080")]
    [InlineData("90", "13010")]
    [InlineData("100", "12080")]
    [InlineData("120", "13010")]
    public void Every_architecture_and_driver_gets_code_that_it_takes(string computeCapability, string driver) =>
        Interpreted.Run(
            ["-class", "*.KernelLabTests"],
            ("COMPUTE_CAPABILITY", computeCapability),
            ("DRIVER_VERSION", driver)).Passed(atLeast: 8);

    [Theory]
    [InlineData("INIT_ERROR", "100", "CUDA's driver finds no GPU", "CUDA_VISIBLE_DEVICES")]
    [InlineData("INIT_ERROR", "803", "error 803", "unsupported display driver / cuda driver combination")]
    [InlineData("DRIVER_VERSION", "8000", "CUDA 8.0 is too old", "Take a newer driver")]
    public void Without_a_usable_GPU_it_says_why_and_what_to_do(string setting, string value, params string[] says) =>
        Holds(Scenario(nameof(FaultyGpu.It_says_why_there_is_none), (setting, value)), says);

    [Fact]
    public void A_batch_that_does_not_fit_is_an_error_that_names_one_that_does()
    {
        (string, string) memory = ("MEMORY", "250000");
        Holds(
            Scenario(nameof(FaultyGpu.It_fails_in_training), memory),
            "Training stopped in epoch 1 at step 1: Device gpu has no room for another",
            "of 244.1 KiB are free",
            "The batch has 64 samples; about 16 should fit: batchSize: 16");
        Scenario(nameof(FaultyGpu.A_smaller_batch_fits), memory);
    }

    [Fact]
    public void A_GPU_that_fails_in_training_says_at_which_step() => Holds(
        Scenario(nameof(FaultyGpu.It_fails_in_training), ("FAIL_AT_LAUNCH", "25"), ("FAIL_WITH", "719")),
        "Training stopped in epoch 1 at step 2: Device gpu failed", "unspecified launch failure", "Device.Cpu goes on working", "go on from a checkpoint");

    [Fact]
    public void A_kernel_that_fails_is_noticed_when_its_result_is_read() => Holds(
        Scenario(nameof(FaultyGpu.After_a_fault_every_use_says_so), ("FAIL_AT_LAUNCH", "1"), ("FAIL_LATER", "1")),
        "First: Device gpu failed: an illegal memory access", "Then: Device gpu failed: an illegal memory access", "Device.Cpu goes on working");

    [Theory]
    [InlineData(nameof(FaultyGpu.A_kernel_reads_behind_its_memory), "4 bytes at 0x", "the nearest below has 1024 bytes", "block (1, 0, 0)", "illegal memory access")]
    [InlineData(nameof(FaultyGpu.A_kernel_writes_vectors_to_odd_places), "is no multiple of 16", "misaligned address")]
    [InlineData(nameof(FaultyGpu.A_kernel_ends_before_a_barrier), "23 of the block's 64 threads have ended", "launch failure")]
    [InlineData(nameof(FaultyGpu.A_kernel_waits_in_two_places), "this thread waits elsewhere, in line", "thread (32, 0, 0)", "launch failure")]
    [InlineData(nameof(FaultyGpu.A_kernel_has_code_that_the_driver_does_not_know), "unheard.of.f32", "this instruction is not known here", "PTX JIT", "take a newer driver")]
    [InlineData(nameof(FaultyGpu.A_kernel_never_ends), "the launch takes too long", "A kernel ran longer than the driver allows")]
    public void The_interpreter_finds_what_a_GPU_does_not_forgive(string scenario, params string[] says) =>
        Holds(Scenario(scenario, ("LIMIT", "1000000")), says);

    private static ChildRun Scenario(string method, params (string Name, string Value)[] settings)
    {
        ChildRun run = Interpreted.Run(["-explicit", "only", "-method", $"{typeof(FaultyGpu).FullName}.{method}"], settings);
        run.Passed(atLeast: 1);
        return run;
    }

    private static void Holds(ChildRun run, params string[] says)
    {
        foreach (string part in says)
            Assert.Contains(part, run.Output, StringComparison.Ordinal);
    }
}
