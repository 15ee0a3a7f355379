#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

// What instructions compute, on one thread's values. Quotations are from NVIDIA's PTX ISA manual, 8.4, under
// the instruction's name in chapter 9.7.
//
// Two things are not modelled. ptxas may make one fma of a mul and an add that have no .rn ("add", "mul"): here they round twice. And
// the .approx functions are better here than on a GPU, which may miss by some units in the last place.
namespace ptx {

template <class T> using Unsigned = typename std::make_unsigned<T>::type;

// Results that are NaN have one pattern on GPUs, whatever came in: 0x7fffffff in single precision.
inline float Canonical(float x) {
    if (x == x)
        return x;
    uint32_t bits = 0x7fffffff;
    std::memcpy(&x, &bits, sizeof x);
    return x;
}
inline double Canonical(double x) { return x; }

// add, sub, mul: integers wrap; so do the compiler's, if they are unsigned.
struct Add {
    template <class T> static T Of(T a, T b) {
        if constexpr (std::is_floating_point_v<T>) return Canonical(a + b);
        else return static_cast<T>(static_cast<Unsigned<T>>(a) + static_cast<Unsigned<T>>(b));
    }
};
struct Subtract {
    template <class T> static T Of(T a, T b) {
        if constexpr (std::is_floating_point_v<T>) return Canonical(a - b);
        else return static_cast<T>(static_cast<Unsigned<T>>(a) - static_cast<Unsigned<T>>(b));
    }
};
struct Multiply {
    template <class T> static T Of(T a, T b) { return Canonical(a * b); }
};
struct MultiplyLow {
    // Through 64 bits: the product of two uint16_t would be a signed int.
    template <class T> static T Of(T a, T b) { return static_cast<T>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b)); }
};
struct MultiplyHigh {
    template <class T> static T Of(T a, T b) {
        using Wide = std::conditional_t<std::is_signed_v<T>, __int128, unsigned __int128>;
        return static_cast<T>(static_cast<Wide>(a) * static_cast<Wide>(b) >> (8 * sizeof(T)));
    }
};
struct MultiplyAddLow {
    template <class T> static T Of(T a, T b, T c) { return Add::Of(MultiplyLow::Of(a, b), c); }
};
struct FusedMultiplyAdd {
    template <class T> static T Of(T a, T b, T c) { return Canonical(std::fma(a, b, c)); }
};

// div: towards zero. "Division by zero yields an unspecified, machine-specific value": all ones, as GPUs do.
struct Divide {
    template <class T> static T Of(T a, T b) {
        if constexpr (std::is_floating_point_v<T>) return Canonical(a / b);
        else if (b == 0) return static_cast<T>(-1);
        else if (std::is_signed_v<T> && b == static_cast<T>(-1)) return Subtract::Of(T(0), a); // the least number / −1 wraps
        else return static_cast<T>(a / b);
    }
};
struct Remainder {
    template <class T> static T Of(T a, T b) {
        if (b == 0) return a;
        if (std::is_signed_v<T> && b == static_cast<T>(-1)) return 0;
        return static_cast<T>(a % b);
    }
};

struct Negate {
    template <class T> static T Of(T a) {
        if constexpr (std::is_floating_point_v<T>) return -a;
        else return Subtract::Of(T(0), a);
    }
};
struct Absolute {
    template <class T> static T Of(T a) {
        if constexpr (std::is_floating_point_v<T>) return std::fabs(a);
        else return a < 0 ? Negate::Of(a) : a;
    }
};

// min, max: "If one input is NaN, the result is the other input", and −0 < +0.
struct Least {
    template <class T> static T Of(T a, T b) {
        if constexpr (std::is_floating_point_v<T>) {
            if (a != a || b != b) return Canonical(a != a ? b : a);
            if (a == b) return std::signbit(a) ? a : b;
        }
        return b < a ? b : a;
    }
};
struct Greatest {
    template <class T> static T Of(T a, T b) {
        if constexpr (std::is_floating_point_v<T>) {
            if (a != a || b != b) return Canonical(a != a ? b : a);
            if (a == b) return std::signbit(a) ? b : a;
        }
        return a < b ? b : a;
    }
};

// min.NaN, max.NaN: "if either of the inputs is NaN the result is canonical NaN".
struct LeastOrNan {
    template <class T> static T Of(T a, T b) { return a != a || b != b ? Canonical(a + b) : Least::Of(a, b); }
};
struct GreatestOrNan {
    template <class T> static T Of(T a, T b) { return a != a || b != b ? Canonical(a + b) : Greatest::Of(a, b); }
};

struct SquareRoot { template <class T> static T Of(T a) { return Canonical(std::sqrt(a)); } };
struct ReciprocalRoot { template <class T> static T Of(T a) { return Canonical(1 / std::sqrt(a)); } };
struct Reciprocal { template <class T> static T Of(T a) { return Canonical(1 / a); } };
struct Exp2 { template <class T> static T Of(T a) { return Canonical(std::exp2(a)); } };
struct Log2 { template <class T> static T Of(T a) { return Canonical(std::log2(a)); } };
struct Sine { template <class T> static T Of(T a) { return Canonical(std::sin(a)); } };
struct Cosine { template <class T> static T Of(T a) { return Canonical(std::cos(a)); } };
struct HyperbolicTangent { template <class T> static T Of(T a) { return Canonical(std::tanh(a)); } };

// and, or, xor, not: bits.
struct And { template <class T> static T Of(T a, T b) { return a & b; } };
struct Or { template <class T> static T Of(T a, T b) { return a | b; } };
struct Xor { template <class T> static T Of(T a, T b) { return a ^ b; } };
struct Not { template <class T> static T Of(T a) { return static_cast<T>(~a); } };
struct Same { template <class T> static T Of(T a) { return a; } };

// shl, shr: "Shift amounts greater than the register width N are clamped to N."
struct ShiftLeft {
    template <class T> static T Of(T a, uint32_t by) { return by >= 8 * sizeof(T) ? 0 : static_cast<T>(a << by); }
};
struct ShiftRight {
    template <class T> static T Of(T a, uint32_t by) {
        if (by < 8 * sizeof(T)) return static_cast<T>(a >> by);
        return std::is_signed_v<T> && a < 0 ? static_cast<T>(-1) : 0;
    }
};

struct CountOnes { template <class T> static uint32_t Of(T a) { return static_cast<uint32_t>(__builtin_popcountll(a)); } };
struct CountLeadingZeros {
    template <class T> static uint32_t Of(T a) {
        return a == 0 ? 8 * sizeof(T) : static_cast<uint32_t>(__builtin_clzll(a)) - (64 - 8 * static_cast<uint32_t>(sizeof(T)));
    }
};

// setp: the plain comparisons are false where an operand is NaN, those that end in u are true.
struct Equal { template <class T> static bool Of(T a, T b) { return a == b; } };
struct NotEqual { template <class T> static bool Of(T a, T b) { return a < b || a > b; } };
struct Less { template <class T> static bool Of(T a, T b) { return a < b; } };
struct LessOrEqual { template <class T> static bool Of(T a, T b) { return a <= b; } };
struct Greater { template <class T> static bool Of(T a, T b) { return a > b; } };
struct GreaterOrEqual { template <class T> static bool Of(T a, T b) { return a >= b; } };
struct EqualOrNan { template <class T> static bool Of(T a, T b) { return !(a < b || a > b); } };
struct NotEqualOrNan { template <class T> static bool Of(T a, T b) { return a != b; } };
struct LessOrNan { template <class T> static bool Of(T a, T b) { return !(a >= b); } };
struct LessEqualOrNan { template <class T> static bool Of(T a, T b) { return !(a > b); } };
struct GreaterOrNan { template <class T> static bool Of(T a, T b) { return !(a <= b); } };
struct GreaterEqualOrNan { template <class T> static bool Of(T a, T b) { return !(a < b); } };
struct BothNumbers { template <class T> static bool Of(T a, T b) { return a == a && b == b; } };
struct EitherNan { template <class T> static bool Of(T a, T b) { return a != a || b != b; } };

}
