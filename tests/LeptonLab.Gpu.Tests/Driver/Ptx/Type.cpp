#include "Type.h"

namespace ptx {

namespace {
const char* const Words[] = {"", "pred", "b8", "b16", "b32", "b64", "u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "f32", "f64"};
}

Type TypeOf(const std::string& word) {
    for (int type = 1; type <= static_cast<int>(Type::F64); type++)
        if (word == Words[type])
            return static_cast<Type>(type);
    return Type::None;
}

int BitsOf(Type type) {
    switch (type) {
        case Type::None: return 0;
        case Type::Pred: return 1;
        case Type::B8: case Type::U8: case Type::S8: return 8;
        case Type::B16: case Type::U16: case Type::S16: return 16;
        case Type::B64: case Type::U64: case Type::S64: case Type::F64: return 64;
        default: return 32;
    }
}

}
