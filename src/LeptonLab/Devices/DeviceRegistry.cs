using System.Reflection;

namespace LeptonLab;

/// <summary>
/// The devices of all packages. Packages that nobody has used yet are not loaded, so the two that belong to LeptonLab are
/// looked for by name.
/// </summary>
internal sealed class DeviceRegistry
{
    private static readonly (string Assembly, DeviceInfo Absent)[] Known =
    [
        ("LeptonLab.Gpu", new DeviceInfo("gpu", "GPU, kernels in C#")
        {
            IsGpu = true,
            Absence = "LeptonLab.Gpu is not part of this program: reference it.",
        }),
        ("LeptonLab.Torch", new DeviceInfo("torch", "libtorch")
        {
            Absence = "LeptonLab.Torch is not part of this program, as libtorch is 600 MB. Reference it; for lepton itself: "
                + "dotnet run --project src/LeptonLab.Cli -p:LeptonTorch=true, or -p:LeptonCuda=true for NVIDIA's GPUs.",
        }),
    ];

    private readonly Lock _gate = new();
    private readonly HashSet<Assembly> _seen = [];
    private readonly List<DeviceProvider> _providers = [];
    private readonly Dictionary<string, Device> _opened = new() { [Device.Cpu.Name] = Device.Cpu, [Device.Plain.Name] = Device.Plain };

    internal static DeviceRegistry Shared { get; } = new();

    internal void Add(DeviceProvider provider)
    {
        lock (_gate)
        {
            if (!_providers.Exists(other => other.GetType() == provider.GetType()))
                _providers.Add(provider);
        }
    }

    /// <summary>The core's devices, those of all providers, and the known packages that are not here.</summary>
    internal IReadOnlyList<DeviceInfo> All()
    {
        List<DeviceInfo> found =
        [
            new(Device.Cpu.Name, $"{Environment.ProcessorCount} processors, SIMD kernels in C#") { Open = () => Device.Cpu },
            new(Device.Plain.Name, "the loops of Ops/, one number at a time") { Open = () => Device.Plain },
        ];
        lock (_gate)
        {
            string?[] missing = [.. Known.Select(known => TryLoad(known.Assembly) ? null : known.Assembly)];
            foreach (Assembly assembly in AppDomain.CurrentDomain.GetAssemblies().OrderBy(Rank))
                AddProviders(assembly);
            foreach (DeviceProvider provider in _providers)
                found.AddRange(provider.Find());
            found.AddRange(Known
                .Where(known => missing.Contains(known.Assembly) && !found.Exists(info => info.Name == known.Absent.Name))
                .Select(known => known.Absent));
        }

        return found;
    }

    /// <summary>The device itself, always the same one.</summary>
    /// <exception cref="LeptonException">It is not there.</exception>
    internal Device Open(DeviceInfo info)
    {
        if (info.Absence is { } absence)
            throw new LeptonException($"Device {info.Name} is not there. {absence}");
        lock (_gate)
        {
            if (!_opened.TryGetValue(info.Name, out Device? device))
                _opened[info.Name] = device = info.Open!();
            return device;
        }
    }

    // The known ones first and in their order, whichever was loaded first: Device.Gpu is the first GPU.
    private static int Rank(Assembly assembly)
    {
        int known = Array.FindIndex(Known, one => one.Assembly == assembly.GetName().Name);
        return known < 0 ? Known.Length : known;
    }

    private static bool TryLoad(string assembly)
    {
        if (AppDomain.CurrentDomain.GetAssemblies().Any(loaded => loaded.GetName().Name == assembly))
            return true;
        try
        {
            Assembly.Load(assembly);
            return true;
        }
        catch (Exception e) when (e is IOException or BadImageFormatException)
        {
            return false;
        }
    }

    private void AddProviders(Assembly assembly)
    {
        if (assembly.IsDynamic || !_seen.Add(assembly))
            return;
        foreach (DeviceProviderAttribute attribute in assembly.GetCustomAttributes<DeviceProviderAttribute>())
            Add((DeviceProvider)Activator.CreateInstance(attribute.Provider, nonPublic: true)!);
    }
}
