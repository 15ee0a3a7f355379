#pragma once

#include <cstdint>
#include <map>

// Bytes that a kernel may touch: from an address, so many.
struct Range {
    uint64_t start = 0;
    uint64_t size = 0;

    bool Has(uint64_t address, uint64_t bytes) const {
        return address >= start && bytes <= size && address - start <= size - bytes;
    }
};

// The GPU's memory: what was allocated, and how much is left.
class Memory {
public:
    explicit Memory(uint64_t total) : _total(total) {}

    uint64_t Total() const { return _total; }
    uint64_t Free() const { return _total - _taken; }

    // A new address, or 0 where there is no room. Every float in it is NaN.
    uint64_t Allocate(uint64_t bytes);

    // False where nothing was allocated there.
    bool Release(uint64_t address);

    // The allocation that an address lies in, or one of no bytes.
    Range Find(uint64_t address) const;

    // The allocation that begins nearest below an address: what a fault's message compares with.
    Range Below(uint64_t address) const;

    // Whether a copy of so many bytes leaves the allocation that it begins in. The host's addresses are not ours to judge.
    bool Overruns(uint64_t address, uint64_t bytes) const;

private:
    uint64_t _total;
    uint64_t _taken = 0;
    std::map<uint64_t, uint64_t> _sizes;
};
