#pragma once

#include <string>

#include "Fault.h"
#include "Memory.h"
#include "Ptx/Interpreter.h"
#include "Ptx/Parser.h"
#include "Settings.h"

// The one GPU of this process. Everything happens at once: there is one stream, and nothing is left to wait for.
class Gpu {
public:
    static Gpu& Instance();

    Settings settings;
    Memory memory{settings.memory};

    // What every call answers once something has gone wrong: CUDA calls such errors sticky.
    Result failure = Success;

    // A property, by its number in cuda.h (CUdevice_attribute); 0 for those that nobody asks for.
    int Attribute(int number) const;

    // Throws a Fault for code that this GPU or this version of the driver would refuse.
    ptx::Kernel Load(const std::string& code);

    // A fault of the kernel itself is not told here, but to whoever asks next, as CUDA does.
    void Launch(const ptx::Kernel& kernel, ptx::Extent3 grid, ptx::Extent3 block, uint32_t dynamicShared, void** arguments, void** packed);

private:
    uint64_t _launches = 0;
    int _kept = 0;
};

// To stderr, for whoever reads a test's output.
void Say(const std::string& what);
