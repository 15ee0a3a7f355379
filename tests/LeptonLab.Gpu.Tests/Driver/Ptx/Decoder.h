#pragma once

#include <string>
#include <vector>

#include "Kernel.h"

namespace ptx {

// An instruction's first word, apart: "setp.lt.s32" is the name "setp.lt" of a type.
struct Mnemonic {
    std::string name;
    Type type = Type::None;
    Type from = Type::None; // of cvt: the second type

    explicit Mnemonic(const std::string& word);
};

// Where operands are looked up while a kernel is read.
class Names {
public:
    virtual ~Names() = default;

    // A register, special register, constant, or shared array's address. Registers must have so many bits; 0: any.
    virtual Operand Value(const std::string& text, int bits) = 0;

    // "[%rd1+4]": the base is the value, or the place of a parameter.
    virtual Operand Address(const std::string& text, Space space, int64_t& offset) = 0;
};

// Makes an instruction of its words. Throws a Fault for one that it does not know.
void Decode(const Mnemonic& mnemonic, const std::vector<std::string>& operands, Names& names, Instruction& instruction);

// Loads, stores and what converts addresses; false for other names.
bool DecodeMemory(const Mnemonic& mnemonic, const std::vector<std::string>& operands, Names& names, Instruction& instruction);

[[noreturn]] void Refuse(const std::string& what);

}
