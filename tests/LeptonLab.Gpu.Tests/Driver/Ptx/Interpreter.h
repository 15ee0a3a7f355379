#pragma once

#include <cstdint>
#include <vector>

#include "../Memory.h"
#include "Kernel.h"

namespace ptx {

struct Extent3 {
    uint32_t x, y, z;
    uint64_t Count() const { return static_cast<uint64_t>(x) * y * z; }
};

// Runs a kernel: block after block, and in a block warp after warp, each until it ends or waits at a barrier.
class Interpreter {
public:
    // limit: so many instructions of warps at most; 0: as many as it takes.
    Interpreter(const Memory& memory, uint64_t limit) : _memory(memory), _limit(limit) {}

    // Throws a Fault whose text names the line, the block and the thread.
    void Run(const Kernel& kernel, Extent3 grid, Extent3 block, const std::vector<uint8_t>& parameters);

private:
    const Memory& _memory;
    uint64_t _limit;
};

}
