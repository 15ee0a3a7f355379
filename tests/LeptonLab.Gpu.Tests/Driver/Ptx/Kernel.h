#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "../Memory.h"
#include "Type.h"

namespace ptx {

class Warp;
struct Instruction;

// What an instruction does to the registers of a warp's active threads.
using Step = void (*)(Warp& warp, const Instruction& instruction, uint32_t active);

// Where a value is: so many bytes into a warp's registers. Constants and special registers are registers, too, which are
// written before the kernel begins. A predicate's 32 bits are those of the 32 threads.
struct Operand {
    uint32_t place = 0;
    int bits = 0;
};

enum class Space { Generic, Global, Shared, Param };

// How cvt makes a float whole: .rni, .rzi, .rmi, .rpi.
enum class Rounding { None, NearestEven, Zero, Down, Up };

// What comes after an instruction.
enum class Flow : uint8_t { Next, Branch, Barrier, Exit };

struct Instruction {
    Step step = nullptr;
    Flow flow = Flow::Next;
    bool isGuarded = false;
    bool isGuardNegated = false;
    Operand guard;
    Operand target;
    Operand a, b, c;
    Operand vector[4]; // of a load or store
    int count = 1;     // of those
    Type type = Type::None;
    Type from = Type::None; // of a conversion
    Rounding rounding = Rounding::None;
    Space space = Space::Generic;
    int64_t offset = 0;  // of an address
    uint32_t next = 0;   // where a branch goes
    int line = 0;
    std::string text;
    mutable Range recent; // the allocation that it touched last: nearly always the next one, too
};

// %tid.x and the like: PTX ISA, "Special Registers".
enum class Special { TidX, TidY, TidZ, NtidX, NtidY, NtidZ, CtaidX, CtaidY, CtaidZ, NctaidX, NctaidY, NctaidZ, LaneId };

struct SpecialRegister {
    Special what;
    uint32_t place;
};

struct Constant {
    uint32_t place;
    int bits;
    uint64_t value;
};

struct Parameter {
    std::string name;
    uint32_t offset;
    uint32_t size;
};

// A kernel, ready to run.
struct Kernel {
    std::string name;
    std::vector<Instruction> code;
    std::vector<Parameter> parameters;
    uint32_t parameterBytes = 0;
    std::vector<SpecialRegister> specials;
    std::vector<Constant> constants;
    uint32_t registerBytes = 0; // of a warp
    uint32_t sharedBytes = 0;   // as the hardware counts them
    uint32_t sharedSize = 0;    // as they are laid out here, with gaps
    uint32_t maxThreads = 1024;
};

}
