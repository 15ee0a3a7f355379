#include "Gpu.h"

#include <cstdio>
#include <cstring>
#include <fstream>

#include "Ptx/Warp.h"

namespace {

// "Technical Specifications per Compute Capability" of the CUDA C++ Programming Guide: the same from 5.0 to 12.0.
constexpr uint32_t MostThreads = 1024;
constexpr uint32_t MostThreadsZ = 64;
constexpr uint32_t MostGroupsX = 2147483647;
constexpr uint32_t MostGroupsYZ = 65535;
constexpr uint32_t MostShared = 48 * 1024;

// The newest PTX that a driver reads: PTX ISA, "Release Notes".
int NewestPtx(int driver) {
    int major = driver / 1000, minor = driver % 1000 / 10;
    if (major == 12)
        return minor <= 5 ? 80 + minor : minor == 6 ? 85 : minor == 7 ? 86 : minor == 8 ? 87 : 88;
    return major == 10 ? 63 + minor : major == 9 ? 60 + minor : (major - 4) * 10 + minor; // 11: 70, 13: 90
}

std::vector<uint8_t> Pack(const ptx::Kernel& kernel, void** arguments, void** packed) {
    std::vector<uint8_t> parameters(kernel.parameterBytes);
    if (arguments) {
        for (size_t n = 0; n < kernel.parameters.size(); n++)
            std::memcpy(parameters.data() + kernel.parameters[n].offset, arguments[n], kernel.parameters[n].size);
        return parameters;
    }

    // cuLaunchKernel's other way: pairs that begin with 1 (a pointer), 2 (its size), and end with 0.
    const void* buffer = nullptr;
    size_t size = 0;
    for (; packed && *packed; packed += 2) {
        if (reinterpret_cast<uint64_t>(packed[0]) == 1)
            buffer = packed[1];
        else
            size = *static_cast<size_t*>(packed[1]);
    }

    if (size < parameters.size())
        throw Fault{InvalidValue, kernel.name + ": " + std::to_string(size) + " bytes of arguments, and it takes " + std::to_string(parameters.size())};
    std::memcpy(parameters.data(), buffer, parameters.size());
    return parameters;
}

}

Gpu& Gpu::Instance() {
    static Gpu gpu;
    return gpu;
}

int Gpu::Attribute(int number) const {
    switch (number) {
        case 1: case 2: case 3: return MostThreads;   // of a block; x; y
        case 4: return MostThreadsZ;
        case 5: return MostGroupsX;
        case 6: case 7: return MostGroupsYZ;
        case 8: return MostShared;                    // of a block
        case 9: return 64 * 1024;                     // constant memory
        case 10: return ptx::Lanes;
        case 12: case 82: return 65536;               // registers of a block; of a multiprocessor
        case 13: return 1980000;                      // kHz
        case 16: return 132;                          // multiprocessors, of an H100
        case 36: return 2619000;                      // memory, kHz
        case 37: return 5120;                         // memory bus, bits
        case 38: return 50 << 20;                     // second-level cache
        case 39: return 2048;                         // threads of a multiprocessor
        case 75: return settings.computeCapability / 10;
        case 76: return settings.computeCapability % 10;
        case 81: return 228 * 1024;                   // shared memory of a multiprocessor
        default: return 0;
    }
}

ptx::Kernel Gpu::Load(const std::string& code) {
    if (!settings.keepPtx.empty())
        std::ofstream(settings.keepPtx + "/" + std::to_string(_kept++) + ".ptx") << code;
    ptx::Module module = ptx::Parse(code);
    if (module.version > NewestPtx(settings.driverVersion))
        throw Fault{UnsupportedPtxVersion, "PTX " + std::to_string(module.version) + " is newer than this driver's "
                + std::to_string(NewestPtx(settings.driverVersion))};
    if (module.target > settings.computeCapability)
        throw Fault{NoBinaryForGpu, "code for sm_" + std::to_string(module.target) + " does not run on " + std::to_string(settings.computeCapability)};
    return module.kernels.front();
}

void Gpu::Launch(const ptx::Kernel& kernel, ptx::Extent3 grid, ptx::Extent3 block, uint32_t dynamicShared, void** arguments, void** packed) {
    std::string sizes = kernel.name + ": " + std::to_string(grid.x) + "×" + std::to_string(grid.y) + "×" + std::to_string(grid.z) + " blocks of "
        + std::to_string(block.x) + "×" + std::to_string(block.y) + "×" + std::to_string(block.z) + " threads";
    if (grid.Count() == 0 || grid.x > MostGroupsX || grid.y > MostGroupsYZ || grid.z > MostGroupsYZ)
        throw Fault{InvalidValue, sizes};
    if (block.Count() == 0 || block.x > MostThreads || block.y > MostThreads || block.z > MostThreadsZ || block.Count() > MostThreads)
        throw Fault{InvalidValue, sizes};
    if (block.Count() > kernel.maxThreads)
        throw Fault{LaunchOutOfResources, sizes + ", and .maxntid allows " + std::to_string(kernel.maxThreads)};
    if (kernel.sharedBytes + dynamicShared > MostShared)
        throw Fault{InvalidValue, sizes + " with " + std::to_string(kernel.sharedBytes + dynamicShared) + " bytes of shared memory"};
    if (++_launches == settings.failAtLaunch) {
        failure = static_cast<Result>(settings.failWith);
        if (!settings.failLater)
            throw Fault{failure, kernel.name + ": the tests want this launch to fail"};
        return;
    }

    std::vector<uint8_t> parameters = Pack(kernel, arguments, packed);
    try {
        ptx::Interpreter(memory, settings.instructionLimit).Run(kernel, grid, block, parameters);
    } catch (const Fault& fault) {
        failure = fault.error;
        Say(fault.what);
    }
}

void Say(const std::string& what) {
    std::fprintf(stderr, "Interpreted GPU: %s\n", what.c_str());
}
