#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

#include "../Memory.h"
#include "Kernel.h"

namespace ptx {

constexpr int Lanes = 32;
constexpr uint32_t AllLanes = 0xffffffff;

// Where the shared window lies among generic addresses. Any place will do that no allocation has.
constexpr uint64_t SharedWindow = 1ull << 56;

// What the threads of a block have in common.
struct BlockState {
    const Memory* memory;
    const uint8_t* parameters;
    uint8_t* shared;
    uint64_t sharedSize;
};

// 32 threads that take every step together, where their branches agree.
class Warp {
public:
    uint32_t live = 0;    // threads that have not ended
    uint32_t waiting = 0; // of those, the ones at a barrier
    uint32_t counters[Lanes] = {};
    BlockState* block = nullptr;

    void Resize(uint32_t bytes) { _registers.resize(bytes / sizeof(Line) + 1); }

    template <class T> T* At(uint32_t place) { return reinterpret_cast<T*>(reinterpret_cast<uint8_t*>(_registers.data()) + place); }
    template <class T> T* At(const Operand& operand) { return At<T>(operand.place); }
    uint32_t& Mask(const Operand& predicate) { return *At<uint32_t>(predicate); }

private:
    struct alignas(64) Line { uint8_t bytes[64]; };
    std::vector<Line> _registers;
};

inline bool IsActive(uint32_t active, int lane) { return (active >> lane & 1) != 0; }

// target = value(lane) for the active threads. All are computed, so that the compiler can use vectors; few are often kept.
template <class T, class F> inline void Write(Warp& warp, const Operand& target, uint32_t active, F value) {
    T results[Lanes];
    for (int lane = 0; lane < Lanes; lane++)
        results[lane] = value(lane);
    T* written = warp.At<T>(target);
    if (active == AllLanes) {
        std::memcpy(written, results, sizeof results);
        return;
    }
    for (int lane = 0; lane < Lanes; lane++)
        if (IsActive(active, lane))
            written[lane] = results[lane];
}

// The same for a predicate.
template <class F> inline void WriteMask(Warp& warp, const Operand& target, uint32_t active, F value) {
    uint32_t results = 0;
    for (int lane = 0; lane < Lanes; lane++)
        results |= static_cast<uint32_t>(value(lane)) << lane;
    uint32_t& written = warp.Mask(target);
    written = (written & ~active) | (results & active);
}

}
