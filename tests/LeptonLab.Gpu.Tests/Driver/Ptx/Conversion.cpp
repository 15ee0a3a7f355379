#include "Conversion.h"

#include <cmath>
#include <cstring>

#include "Arithmetic.h"

namespace ptx {

namespace {

template <class To> To As(uint64_t bits) {
    To value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

template <class From> uint64_t BitsFrom(From value) {
    uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof value);
    return bits;
}

double Round(double x, Rounding rounding) {
    switch (rounding) {
        case Rounding::NearestEven: return std::nearbyint(x);
        case Rounding::Zero: return std::trunc(x);
        case Rounding::Down: return std::floor(x);
        case Rounding::Up: return std::ceil(x);
        default: return x;
    }
}

// "In float-to-integer conversion, NaN input results in … zero if source is not .f64 and destination is not .s64, .u64;
// otherwise, 1 << (BitWidth(dst) − 1)". Other numbers are clamped to the destination's range.
uint64_t WholeOf(double x, Type from, Type to) {
    int bits = BitsOf(to);
    uint64_t top = 1ull << (bits - 1);
    if (x != x)
        return from != Type::F64 && bits < 64 ? 0 : top;
    if (!IsSigned(to)) {
        uint64_t greatest = top | (top - 1);
        return x <= 0 ? 0 : x >= std::ldexp(1.0, bits) ? greatest : static_cast<uint64_t>(x);
    }

    if (x >= static_cast<double>(top))
        return top - 1;
    return x <= -static_cast<double>(top) ? ~(top - 1) : static_cast<uint64_t>(static_cast<int64_t>(x));
}

// Rounded once: a way through double would round twice.
template <class To> To FloatOf(uint64_t whole, Type from) {
    return IsSigned(from) ? static_cast<To>(static_cast<int64_t>(whole)) : static_cast<To>(whole);
}

uint64_t Converted(uint64_t bits, const Instruction& i) {
    if (!IsFloat(i.from)) {
        uint64_t whole = Extend(bits, i.from);
        if (!IsFloat(i.type))
            return Extend(whole, i.type);
        return i.type == Type::F32 ? BitsFrom(FloatOf<float>(whole, i.from)) : BitsFrom(FloatOf<double>(whole, i.from));
    }

    double x = Round(i.from == Type::F32 ? As<float>(bits) : As<double>(bits), i.rounding);
    if (!IsFloat(i.type))
        return WholeOf(x, i.from, i.type);
    return i.type == Type::F32 ? BitsFrom(Canonical(static_cast<float>(x))) : BitsFrom(x);
}

}

uint64_t Extend(uint64_t value, Type type) {
    int unused = 64 - BitsOf(type);
    return IsSigned(type) ? static_cast<uint64_t>(static_cast<int64_t>(value << unused) >> unused) : value << unused >> unused;
}

uint64_t ReadBits(Warp& warp, const Operand& operand, int lane) {
    switch (operand.bits) {
        case 16: return warp.At<uint16_t>(operand)[lane];
        case 32: return warp.At<uint32_t>(operand)[lane];
        default: return warp.At<uint64_t>(operand)[lane];
    }
}

void WriteBits(Warp& warp, const Operand& operand, int lane, uint64_t value) {
    switch (operand.bits) {
        case 16: warp.At<uint16_t>(operand)[lane] = static_cast<uint16_t>(value); break;
        case 32: warp.At<uint32_t>(operand)[lane] = static_cast<uint32_t>(value); break;
        default: warp.At<uint64_t>(operand)[lane] = value; break;
    }
}

void Convert(Warp& warp, const Instruction& i, uint32_t active) {
    for (int lane = 0; lane < Lanes; lane++)
        if (IsActive(active, lane))
            WriteBits(warp, i.target, lane, Converted(ReadBits(warp, i.a, lane), i));
}

}
