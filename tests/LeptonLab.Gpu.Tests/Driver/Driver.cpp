// A driver of CUDA whose GPU is interpreted: the functions of libcuda.so.1 that ILGPU calls, as the CUDA Driver API describes
// them. Kernels are PTX, which Ptx/ reads and runs thread by thread on the processor. So machines without a GPU can test what is
// special to CUDA: how devices are found, the code that ILGPU generates, launches, copies and faults.
//
// What it holds kernels to: every address lies in an allocation of the right kind and is aligned; memory that was never written is
// NaN; barriers are reached by all threads of a block; grids, blocks and shared memory have CUDA's limits. What it cannot tell:
// time, races between threads, how many registers a kernel takes, and the last digit of what ptxas contracts.

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <string>

#include "Gpu.h"

namespace {

// Handles of things of which there is only one.
void* const Context = reinterpret_cast<void*>(0x1000);
void* const Stream = reinterpret_cast<void*>(0x2000);

using Clock = std::chrono::steady_clock;

struct Event {
    Clock::time_point time = Clock::now();
};

// Does it and answers what went wrong.
template <class F> int Try(F action) {
    Gpu& gpu = Gpu::Instance();
    if (gpu.failure != Success)
        return gpu.failure;
    try {
        action(gpu);
        return Success;
    } catch (const Fault& fault) {
        Say(fault.what);
        return fault.error;
    }
}

int State() { return Gpu::Instance().failure; }

// Copies and fills may not leave the allocation that they begin in.
void Check(const Gpu& gpu, uint64_t address, size_t bytes) {
    if (gpu.memory.Overruns(address, bytes))
        throw Fault{InvalidValue, std::to_string(bytes) + " bytes are more than the allocation has that is copied or filled"};
}

}

// Only these are for others: the rest of the library is compiled hidden.
#pragma GCC visibility push(default)
extern "C" {

int cuInit(unsigned) { return Gpu::Instance().settings.initError; }

int cuDriverGetVersion(int* version) {
    *version = Gpu::Instance().settings.driverVersion;
    return Success;
}

int cuGetErrorString(int error, const char** text) {
    *text = TextOf(error);
    return Success;
}

int cuDeviceGetCount(int* count) {
    *count = Gpu::Instance().settings.initError == Success ? 1 : 0;
    return Gpu::Instance().settings.initError;
}

int cuDeviceGet(int* device, int ordinal) {
    *device = ordinal;
    return ordinal == 0 ? Success : InvalidValue;
}

int cuDeviceGetName(char* name, int length, int) {
    std::strncpy(name, "Interpreted GPU", static_cast<size_t>(length));
    return Success;
}

int cuDeviceTotalMem_v2(size_t* bytes, int) {
    *bytes = Gpu::Instance().memory.Total();
    return Success;
}

int cuDeviceGetAttribute(int* value, int attribute, int) {
    *value = Gpu::Instance().Attribute(attribute);
    return Success;
}

int cuDeviceCanAccessPeer(int* can, int, int) {
    *can = 0;
    return Success;
}

int cuCtxCreate_v2(void** context, unsigned, int) {
    *context = Context;
    return State();
}

int cuCtxDestroy_v2(void*) { return Success; }
int cuCtxSetCurrent(void*) { return Success; }
int cuCtxSynchronize() { return State(); }

int cuCtxGetCacheConfig(int* config) {
    *config = 0;
    return Success;
}

int cuCtxSetCacheConfig(int) { return Success; }

int cuCtxGetSharedMemConfig(int* config) {
    *config = 1;
    return Success;
}

int cuCtxSetSharedMemConfig(int) { return Success; }

int cuMemGetInfo_v2(size_t* free, size_t* total) {
    *free = Gpu::Instance().memory.Free();
    *total = Gpu::Instance().memory.Total();
    return State();
}

int cuMemAlloc_v2(uint64_t* address, size_t bytes) {
    if (State() != Success)
        return State();
    if (bytes == 0)
        return InvalidValue;
    *address = Gpu::Instance().memory.Allocate(bytes);
    return *address != 0 ? Success : OutOfMemory;
}

int cuMemFree_v2(uint64_t address) {
    if (State() != Success)
        return State();
    return Gpu::Instance().memory.Release(address) ? Success : InvalidValue;
}

int cuMemAllocHost_v2(void** address, size_t bytes) {
    *address = std::malloc(bytes);
    return *address ? Success : OutOfMemory;
}

int cuMemFreeHost(void* address) {
    std::free(address);
    return Success;
}

int cuMemHostRegister_v2(void*, size_t, unsigned) { return Success; }
int cuMemHostUnregister(void*) { return Success; }

int cuMemHostGetDevicePointer_v2(void** device, void* host, unsigned) {
    *device = host;
    return Success;
}

int cuPointerGetAttribute(void*, int, uint64_t) { return InvalidValue; }

int cuMemcpyAsync(uint64_t to, uint64_t from, size_t bytes, void*) {
    return Try([=](Gpu& gpu) {
        Check(gpu, to, bytes);
        Check(gpu, from, bytes);
        std::memmove(reinterpret_cast<void*>(to), reinterpret_cast<const void*>(from), bytes);
    });
}

int cuMemsetD8Async(uint64_t to, unsigned char value, size_t bytes, void*) {
    return Try([=](Gpu& gpu) {
        Check(gpu, to, bytes);
        std::memset(reinterpret_cast<void*>(to), value, bytes);
    });
}

int cuStreamCreate(void** stream, unsigned) {
    *stream = Stream;
    return State();
}

int cuStreamCreateWithPriority(void** stream, unsigned, int) { return cuStreamCreate(stream, 0); }
int cuStreamDestroy_v2(void*) { return Success; }
int cuStreamSynchronize(void*) { return State(); }

int cuEventCreate(void** event, unsigned) {
    *event = new Event;
    return State();
}

int cuEventDestroy_v2(void* event) {
    delete static_cast<Event*>(event);
    return Success;
}

int cuEventRecord(void* event, void*) {
    static_cast<Event*>(event)->time = Clock::now();
    return State();
}

int cuEventQuery(void*) { return State(); }
int cuEventSynchronize(void*) { return State(); }

int cuEventElapsedTime(float* milliseconds, void* first, void* second) {
    std::chrono::duration<float, std::milli> elapsed = static_cast<Event*>(second)->time - static_cast<Event*>(first)->time;
    *milliseconds = elapsed.count();
    return State();
}

int cuModuleLoadData(void** module, const void* code) {
    return Try([=](Gpu& gpu) { *module = new ptx::Kernel(gpu.Load(static_cast<const char*>(code))); });
}

int cuModuleLoadDataEx(void** module, const void* code, unsigned, void*, void*) { return cuModuleLoadData(module, code); }

int cuModuleUnload(void* module) {
    delete static_cast<ptx::Kernel*>(module);
    return Success;
}

int cuModuleGetFunction(void** function, void* module, const char* name) {
    *function = module;
    return static_cast<ptx::Kernel*>(module)->name == name ? Success : NotFound;
}

int cuOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, void*, int threads, size_t) {
    *blocks = 2048 / threads;
    return Success;
}

int cuOccupancyMaxPotentialBlockSize(int* grid, int* block, void*, void*, size_t, int limit) {
    *block = limit > 0 && limit < 1024 ? limit : 1024;
    *grid = 264;
    return Success;
}

int cuLaunchKernel(void* function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX, unsigned blockY, unsigned blockZ,
    unsigned dynamicShared, void*, void** arguments, void** packed) {
    return Try([=](Gpu& gpu) {
        gpu.Launch(*static_cast<ptx::Kernel*>(function), {gridX, gridY, gridZ}, {blockX, blockY, blockZ}, dynamicShared, arguments, packed);
    });
}

}
#pragma GCC visibility pop
