using System.Reflection;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace LeptonLab.Gpu.Tests;

/// <summary>
/// What CUDA's driver would be given, without a GPU: every kernel translated to PTX, for the Hopper architecture and for an
/// old one.
/// </summary>
public class PtxTests
{
    private static readonly Assembly Kernels = typeof(GpuDevice).Assembly;

    // The two factors and the result of every product that operations launch.
    private static readonly Type[][] Products =
    [
        .. from border in (Type[])[typeof(NoBorder), typeof(ZeroBorder)]
           from result in (Type[])[typeof(MatrixResult), typeof(PooledResult)]
           select (Type[])[typeof(Patches<>).MakeGenericType(border), typeof(Matrix), result],
        .. from gradient in (Type[])[typeof(FullGradient), typeof(PooledGradient)]
           from step in (Type[])[typeof(OnePixel), typeof(SomePixels)]
           select (Type[])[typeof(GradientPatches<,>).MakeGenericType(gradient, step), typeof(WeightsFromInput), typeof(MatrixResult)],
        .. from gradient in (Type[])[typeof(FullGradient), typeof(PooledGradient)]
           from border in (Type[])[typeof(NoBorder), typeof(ZeroBorder)]
           select (Type[])[typeof(PatchesOnSide<>).MakeGenericType(border), typeof(GradientPixels<>).MakeGenericType(gradient), typeof(MatrixResult)],
        [typeof(Matrix), typeof(Matrix), typeof(MatrixResult)],
    ];

    private static readonly Type[] Tiles = [typeof(Tile.Large), typeof(Tile.Narrow), typeof(Tile.Slim), typeof(Tile.Small), typeof(Tile.Flat), typeof(Tile.Deep)];

    public static TheoryData<int, int> Architectures => new() { { 9, 0 }, { 5, 0 } };

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Every_kernel_but_products_compiles_without_LibDevice_local_memory_and_double_precision(int major, int minor)
    {
        using Context context = Context.Create(builder => builder.Optimize(GpuDevices.Optimizations));
        Type[] kernels = [.. Closed(IsKernel)];
        Assert.True(kernels.Length > 80, $"{kernels.Length} kernels");
        foreach (Type kernel in kernels)
            Check(Ptx(context, kernel, major, minor), kernel);
    }

    [Fact]
    public void Every_product_keeps_its_sums_in_registers_and_reads_shared_memory_by_fours()
    {
        using Context context = Context.Create(builder => builder.Optimize(GpuDevices.Optimizations));
        for (int i = 0; i < Products.Length; i += 2)
        {
            // Each factor by fours or not and with one of the tiles; all together would take a minute.
            Type kernel = Product(Tiles[i / 2 % Tiles.Length], Products[i], byFours: i % 3 > 0);
            string ptx = Ptx(context, kernel, 9, 0);
            Check(ptx, kernel);

            // Four terms: each has sixteen numbers in four loads, and sixty-four products.
            Assert.Equal((16, 256, 2), (Occurrences(ptx, "ld.shared.v4.f32"), Occurrences(ptx, "mul.f32"), Occurrences(ptx, "bar.sync")));
        }
    }

    [Fact]
    public void Products_by_fours_read_global_memory_by_fours_and_say_how_many_groups_are_to_fit()
    {
        using Context context = Context.Create(builder => builder.Optimize(GpuDevices.Optimizations));
        string ptx = Ptx(context, Product(typeof(Tile.Large), [typeof(Matrix), typeof(Matrix), typeof(MatrixResult)], byFours: true), 5, 0);
        Assert.Equal(4, Occurrences(ptx, "ld.v4.f32"));
        Assert.Contains(".maxntid 256", ptx, StringComparison.Ordinal);
        Assert.Contains(".minnctapersm 2", ptx, StringComparison.Ordinal);
    }

    [Fact]
    public void Tensor_cores_get_their_instruction_and_sums_with_names()
    {
        using Context context = Context.Create(builder => builder.Optimize(GpuDevices.Optimizations));
        string ptx = Ptx(context, typeof(Tf32Product), 9, 0);
        Assert.Equal(
            (4, 24, 1),
            (Occurrences(ptx, "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32"), Occurrences(ptx, "cvt.rna.tf32.f32"), Occurrences(ptx, ".reg .f32 sum<16>;")));
    }

    [Fact]
    public void No_other_products_are_launched()
    {
        // The device of all tests: what they have compiled counts too.
        var gpu = (GpuDevice)Device.Named(GpuDevices.OnCpu);
        foreach ((int padding, int stride, int channels) in ((int, int, int)[])[(0, 1, 2), (1, 2, 2)])
        {
            var random = new Numerics.RandomStream(1);
            Tensor x = Tensor.Uniform([2, 6, 6, channels], random).To(gpu), w = Tensor.Uniform([3, 3, channels, channels], random).To(gpu);
            x.RequiresGrad = w.RequiresGrad = true;
            Tensor y = Ops.Conv2d.Apply(x, w, stride: stride, padding: padding);
            (Ops.Sum.Apply(y) + Ops.Sum.Apply(Ops.Conv2dReluPool.Apply(x, w, null, stride, padding))).Backward();
        }

        HashSet<string> known = [.. Products.Select(Name)];
        Assert.Empty(gpu.Launcher.Compiled.Where(IsProduct).Select(type => Name(type.GetGenericArguments()[1..])).Except(known));
        static string Name(Type[] types) => string.Join(", ", types.Select(Factor));
        static Type Factor(Type type) => typeof(ISupply).IsAssignableFrom(type) ? type.GetGenericArguments()[0] : type;
    }

    private static Type Product(Type tile, Type[] product, bool byFours) => typeof(Gemm<,,,>).MakeGenericType(
        [tile, .. product[..2].Select(factor => (byFours ? typeof(Fours<>) : typeof(Singles<>)).MakeGenericType(factor)), product[2]]);

    private static bool IsKernel(Type type) =>
        (typeof(IThreadKernel).IsAssignableFrom(type) || typeof(IGroupKernel).IsAssignableFrom(type))
        && !IsProduct(type)
        && type != typeof(Tf32Product);

    private static bool IsProduct(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Gemm<,,,>);

    // The structs that fit, generic ones with everything that their parameter can be.
    private static IEnumerable<Type> Closed(Func<Type, bool> fits) =>
        from type in Kernels.GetTypes()
        where type is { IsValueType: true, IsEnum: false } && fits(type)
        from closed in type.IsGenericTypeDefinition ? Arguments(type).Select(argument => type.MakeGenericType(argument)) : [type]
        select closed;

    private static IEnumerable<Type> Arguments(Type definition)
    {
        Type needed = definition.GetGenericArguments().Single().GetGenericParameterConstraints().Single(one => one.IsInterface);
        return Closed(needed.IsAssignableFrom);
    }

    private static string Ptx(Context context, Type kernel, int major, int minor)
    {
        (CudaArchitecture architecture, CudaInstructionSet instructions) = major >= 9
            ? (new CudaArchitecture(major, minor), CudaInstructionSet.ISA_80)
            : (new CudaArchitecture(major, minor), CudaInstructionSet.ISA_60);
        bool inGroups = typeof(IGroupKernel).IsAssignableFrom(kernel);
        MethodInfo method = typeof(Entry).GetMethod(inGroups ? nameof(Entry.Groups) : nameof(Entry.Thread), BindingFlags.Static | BindingFlags.NonPublic)!;
        EntryPointDescription entry = inGroups
            ? EntryPointDescription.FromExplicitlyGroupedKernel(method.MakeGenericMethod(kernel))
            : EntryPointDescription.FromImplicitlyGroupedKernel(method.MakeGenericMethod(kernel));
        KernelSpecialization specialization = default;
        if (IsProduct(kernel))
        {
            var tile = (ITile)Activator.CreateInstance(kernel.GetGenericArguments()[0])!;
            specialization = new(tile.Down * tile.Across * tile.Teams, tile.Together);
        }

        using var backend = new PTXBackend(context, new CudaCapabilityContext(architecture), architecture, instructions, null!);
        return ((PTXCompiledKernel)backend.Compile(entry, specialization)).PTXAssembly;
    }

    private static void Check(string ptx, Type kernel)
    {
        Assert.True(Occurrences(ptx, ".local") == 0, $"{kernel} keeps something in local memory");
        Assert.True(Occurrences(ptx, "__nv_") == 0, $"{kernel} calls LibDevice");
        Assert.True(Occurrences(ptx, ".f64") == 0, $"{kernel} computes in double precision");
    }

    private static int Occurrences(string text, string part) => text.Split(part).Length - 1;
}
