// Loads, stores, and addresses.

#include <algorithm>
#include <cstdio>
#include <map>

#include "../Fault.h"
#include "Conversion.h"
#include "Decoder.h"
#include "Warp.h"

namespace ptx {

namespace {

std::string Hex(uint64_t number) {
    char text[32];
    std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(number));
    return text;
}

[[noreturn]] void Outside(const BlockState& block, const Instruction& i, uint64_t address, uint64_t bytes, int lane) {
    std::string what = std::to_string(bytes) + " bytes at " + Hex(address);
    if (i.space == Space::Shared)
        what += " are outside the " + std::to_string(block.sharedSize) + " bytes of shared memory";
    else if (i.space == Space::Global && address >= SharedWindow && address < SharedWindow + block.sharedSize)
        what += " are shared memory, and not global";
    else if (Range below = block.memory->Below(address); below.size > 0)
        what += " are in no allocation; the nearest below has " + std::to_string(below.size) + " bytes and begins "
            + std::to_string(address - below.start) + " bytes before";
    else
        what += " are in no allocation";
    throw Fault{IllegalAddress, what, lane};
}

// Where this thread's address is on the host.
uint8_t* Host(const BlockState& block, const Instruction& i, uint64_t address, uint64_t bytes, int lane) {
    // "Addresses … must be aligned to a multiple of the access size": PTX ISA, "Addresses as Operands". A vector counts whole.
    if ((address & (bytes - 1)) != 0)
        throw Fault{MisalignedAddress, Hex(address) + " is no multiple of " + std::to_string(bytes), lane};
    if (i.space == Space::Shared || (i.space == Space::Generic && address >= SharedWindow)) {
        uint64_t offset = i.space == Space::Shared ? address : address - SharedWindow;
        if (!Range{0, block.sharedSize}.Has(offset, bytes))
            Outside(block, i, address, bytes, lane);
        return block.shared + offset;
    }

    if (!i.recent.Has(address, bytes)) {
        i.recent = block.memory->Find(address);
        if (!i.recent.Has(address, bytes))
            Outside(block, i, address, bytes, lane);
    }

    return reinterpret_cast<uint8_t*>(address);
}

template <class T> void Load(Warp& warp, const Instruction& i, uint32_t active) {
    const uint64_t* base = warp.At<uint64_t>(i.a);
    uint64_t bytes = sizeof(T) * static_cast<uint64_t>(i.count);
    for (int lane = 0; lane < Lanes; lane++) {
        if (!IsActive(active, lane))
            continue;
        const uint8_t* from = Host(*warp.block, i, base[lane] + static_cast<uint64_t>(i.offset), bytes, lane);
        for (int n = 0; n < i.count; n++) {
            T value;
            std::memcpy(&value, from + n * sizeof(T), sizeof(T));
            if (i.vector[n].bits == 8 * sizeof(T))
                warp.At<T>(i.vector[n])[lane] = value;
            else // into a wider register, with its sign
                WriteBits(warp, i.vector[n], lane, Extend(value, i.type));
        }
    }
}

template <class T> void Store(Warp& warp, const Instruction& i, uint32_t active) {
    const uint64_t* base = warp.At<uint64_t>(i.a);
    uint64_t bytes = sizeof(T) * static_cast<uint64_t>(i.count);
    for (int lane = 0; lane < Lanes; lane++) {
        if (!IsActive(active, lane))
            continue;
        uint8_t* to = Host(*warp.block, i, base[lane] + static_cast<uint64_t>(i.offset), bytes, lane);
        for (int n = 0; n < i.count; n++) {
            T value = i.vector[n].bits == 8 * sizeof(T) ? warp.At<T>(i.vector[n])[lane]
                                                        : static_cast<T>(ReadBits(warp, i.vector[n], lane));
            std::memcpy(to + n * sizeof(T), &value, sizeof(T));
        }
    }
}

// ld.param: the same for all threads.
template <class T> void LoadParameter(Warp& warp, const Instruction& i, uint32_t active) {
    for (int n = 0; n < i.count; n++) {
        T value;
        std::memcpy(&value, warp.block->parameters + i.offset + n * static_cast<int>(sizeof(T)), sizeof(T));
        for (int lane = 0; lane < Lanes; lane++)
            if (IsActive(active, lane))
                WriteBits(warp, i.vector[n], lane, Extend(value, i.type));
    }
}

template <int Add> void MoveWindow(Warp& warp, const Instruction& i, uint32_t active) {
    const uint64_t* a = warp.At<uint64_t>(i.a);
    Write<uint64_t>(warp, i.target, active, [=](int lane) { return a[lane] + static_cast<uint64_t>(Add) * SharedWindow; });
}

struct Steps {
    Step load, store, loadParameter;
};

Steps StepsFor(Type type) {
    switch (BitsOf(type)) {
        case 8: return {Load<uint8_t>, Store<uint8_t>, LoadParameter<uint8_t>};
        case 16: return {Load<uint16_t>, Store<uint16_t>, LoadParameter<uint16_t>};
        case 32: return {Load<uint32_t>, Store<uint32_t>, LoadParameter<uint32_t>};
        case 64: return {Load<uint64_t>, Store<uint64_t>, LoadParameter<uint64_t>};
        default: Refuse("no such type can be loaded or stored");
    }
}

std::vector<std::string> Parts(const std::string& text) {
    if (text[0] != '{')
        return {text};
    std::vector<std::string> parts = {""};
    for (char c : text.substr(1, text.size() - 2))
        if (c == ',')
            parts.emplace_back();
        else
            parts.back() += c;
    return parts;
}

}

bool DecodeMemory(const Mnemonic& mnemonic, const std::vector<std::string>& operands, Names& names, Instruction& i) {
    static const std::map<std::string, Space> Spaces = {
        {"", Space::Generic}, {".global", Space::Global}, {".shared", Space::Shared}, {".param", Space::Param},
    };
    // Addresses among all that threads see, and those of one space: they differ for shared memory only.
    static const std::map<std::string, Step> Conversions = {
        {"cvta.global", MoveWindow<0>}, {"cvta.to.global", MoveWindow<0>},
        {"cvta.shared", MoveWindow<1>}, {"cvta.to.shared", MoveWindow<-1>},
    };
    if (auto conversion = Conversions.find(mnemonic.name); conversion != Conversions.end() && operands.size() == 2) {
        i.step = conversion->second;
        i.target = names.Value(operands[0], 64);
        i.a = names.Value(operands[1], 64);
        return true;
    }

    std::string name = mnemonic.name;
    bool isLoad = name.compare(0, 2, "ld") == 0, isStore = name.compare(0, 2, "st") == 0;
    if ((!isLoad && !isStore) || operands.size() != 2)
        return false;
    name = name.substr(2);
    for (int count : {2, 4}) {
        std::string vector = ".v" + std::to_string(count);
        if (name.size() >= 3 && name.compare(name.size() - 3, 3, vector) == 0) {
            i.count = count;
            name.resize(name.size() - 3);
        }
    }

    auto space = Spaces.find(name);
    if (space == Spaces.end() || (isStore && space->second == Space::Param))
        return false;
    i.space = space->second;
    Steps steps = StepsFor(i.type);
    i.step = isStore ? steps.store : i.space == Space::Param ? steps.loadParameter : steps.load;
    i.a = names.Address(operands[isLoad ? 1 : 0], i.space, i.offset);
    std::vector<std::string> parts = Parts(operands[isLoad ? 0 : 1]);
    if (parts.size() != static_cast<size_t>(i.count))
        Refuse("the vector has not so many parts");
    for (int n = 0; n < i.count; n++) {
        // A constant has no width of its own, a register may be wider than what is stored.
        bool isRegister = parts[n][0] == '%';
        i.vector[n] = names.Value(parts[n], isRegister ? 0 : std::max(16, BitsOf(i.type)));
        if (i.vector[n].bits < BitsOf(i.type))
            Refuse("a register is narrower than the type");
    }

    return true;
}

}
