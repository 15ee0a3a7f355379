#pragma once

#include <cstdint>

#include "Kernel.h"
#include "Warp.h"

namespace ptx {

// cvt, of PTX ISA, "Data Movement and Conversion Instructions".
void Convert(Warp& warp, const Instruction& instruction, uint32_t active);

// A register's bits, and back: for what is not worth a step of its own for every width.
uint64_t ReadBits(Warp& warp, const Operand& operand, int lane);
void WriteBits(Warp& warp, const Operand& operand, int lane, uint64_t value);

// The low bits of a value of this type, with its sign where it has one.
uint64_t Extend(uint64_t value, Type type);

}
