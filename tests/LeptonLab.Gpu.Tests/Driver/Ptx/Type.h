#pragma once

#include <string>

namespace ptx {

// Fundamental types: PTX ISA, "Fundamental Types". Half precision is not here: no kernel uses it.
enum class Type { None, Pred, B8, B16, B32, B64, U8, U16, U32, U64, S8, S16, S32, S64, F32, F64 };

// "s32" and the like; None for other words.
Type TypeOf(const std::string& word);

int BitsOf(Type type);

inline bool IsFloat(Type type) { return type == Type::F32 || type == Type::F64; }
inline bool IsSigned(Type type) { return type >= Type::S8 && type <= Type::S64; }

}
