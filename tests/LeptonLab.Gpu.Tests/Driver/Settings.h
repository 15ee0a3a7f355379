#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>

// What the tests choose by environment variables: which GPU it is, and what goes wrong.
struct Settings {
    // INTERPRETED_GPU_MEMORY: bytes.
    uint64_t memory = Number("MEMORY", 4ull << 30);

    // INTERPRETED_GPU_COMPUTE_CAPABILITY: 90 is 9.0, Hopper.
    int computeCapability = static_cast<int>(Number("COMPUTE_CAPABILITY", 90));

    // INTERPRETED_GPU_DRIVER_VERSION: 12040 is CUDA 12.4.
    int driverVersion = static_cast<int>(Number("DRIVER_VERSION", 12040));

    // INTERPRETED_GPU_INIT_ERROR: what cuInit says. 100: there is no GPU.
    int initError = static_cast<int>(Number("INIT_ERROR", 0));

    // INTERPRETED_GPU_FAIL_AT_LAUNCH: this launch, counted from 1, fails, and everything after it.
    uint64_t failAtLaunch = Number("FAIL_AT_LAUNCH", 0);

    // INTERPRETED_GPU_FAIL_LATER=1: that launch itself reports success, as a kernel's own faults do.
    bool failLater = Number("FAIL_LATER", 0) != 0;

    // INTERPRETED_GPU_FAIL_WITH: with which error.
    int failWith = static_cast<int>(Number("FAIL_WITH", 700));

    // INTERPRETED_GPU_LIMIT: a launch that runs more instructions of warps timed out, as on a GPU with a display.
    uint64_t instructionLimit = Number("LIMIT", 0);

    // INTERPRETED_GPU_KEEP_PTX: a folder for the code of every kernel that is loaded.
    std::string keepPtx = Text("KEEP_PTX");

private:
    static std::string Text(const char* name) {
        const char* text = std::getenv((std::string("INTERPRETED_GPU_") + name).c_str());
        return text ? text : "";
    }

    static uint64_t Number(const char* name, uint64_t otherwise) {
        std::string text = Text(name);
        return text.empty() ? otherwise : std::strtoull(text.c_str(), nullptr, 10);
    }
};
