#include "Memory.h"

#include <cstdlib>
#include <cstring>

namespace {
// "Any address of a variable residing in global memory or returned by one of the memory allocation routines … is always
// aligned to at least 256 bytes": CUDA C++ Programming Guide, 5.3.2.
constexpr uint64_t Alignment = 256;
}

uint64_t Memory::Allocate(uint64_t bytes) {
    if (bytes == 0 || bytes > Free())
        return 0;
    uint64_t rounded = (bytes + Alignment - 1) / Alignment * Alignment;
    void* memory = std::aligned_alloc(Alignment, rounded);
    if (!memory)
        return 0;
    std::memset(memory, 0xff, rounded);
    uint64_t address = reinterpret_cast<uint64_t>(memory);
    _sizes[address] = bytes;
    _taken += bytes;
    return address;
}

bool Memory::Release(uint64_t address) {
    auto found = _sizes.find(address);
    if (found == _sizes.end())
        return false;
    _taken -= found->second;
    _sizes.erase(found);
    std::free(reinterpret_cast<void*>(address));
    return true;
}

Range Memory::Find(uint64_t address) const {
    Range below = Below(address);
    return below.Has(address, 1) ? below : Range();
}

Range Memory::Below(uint64_t address) const {
    auto above = _sizes.upper_bound(address);
    if (above == _sizes.begin())
        return {};
    --above;
    return {above->first, above->second};
}

bool Memory::Overruns(uint64_t address, uint64_t bytes) const {
    Range range = Find(address);
    return range.size > 0 && !range.Has(address, bytes);
}
