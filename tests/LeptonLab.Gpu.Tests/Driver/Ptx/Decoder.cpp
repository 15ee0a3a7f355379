#include "Decoder.h"

#include <algorithm>
#include <map>

#include "../Fault.h"
#include "Conversion.h"
#include "Steps.h"

namespace ptx {

namespace {

template <class F> struct UnaryOf { template <class T> static constexpr Step step = Unary<F, T>; };
template <class F> struct BinaryOf { template <class T> static constexpr Step step = Binary<F, T>; };
template <class F> struct TernaryOf { template <class T> static constexpr Step step = Ternary<F, T>; };
template <class F> struct ShiftOf { template <class T> static constexpr Step step = Shift<F, T>; };
template <class F> struct CompareOf { template <class T> static constexpr Step step = Compare<F, T>; };
struct SelectOf { template <class T> static constexpr Step step = Select<T>; };

// The step for a type; null for one that the operation does not have.
template <class Of> Step Whole(Type type) {
    switch (type) {
        case Type::U16: return Of::template step<uint16_t>;
        case Type::S16: return Of::template step<int16_t>;
        case Type::U32: return Of::template step<uint32_t>;
        case Type::S32: return Of::template step<int32_t>;
        case Type::U64: return Of::template step<uint64_t>;
        case Type::S64: return Of::template step<int64_t>;
        default: return nullptr;
    }
}

template <class Of> Step Bits(Type type) {
    switch (type) {
        case Type::B16: return Of::template step<uint16_t>;
        case Type::B32: return Of::template step<uint32_t>;
        case Type::B64: return Of::template step<uint64_t>;
        default: return nullptr;
    }
}

template <class Of> Step Float(Type type) {
    return type == Type::F32 ? Of::template step<float> : type == Type::F64 ? Of::template step<double> : nullptr;
}

template <class Of> Step Number(Type type) {
    return IsFloat(type) ? Float<Of>(type) : Whole<Of>(type);
}

// Of the same width, whatever the bits mean. Not every name has every type in PTX; ptxas is stricter.
template <class Of> Step Any(Type type) {
    switch (BitsOf(type)) {
        case 16: return Of::template step<uint16_t>;
        case 32: return Of::template step<uint32_t>;
        case 64: return Of::template step<uint64_t>;
        default: return nullptr;
    }
}

template <class F> Step Logic(Type type) {
    return type == Type::Pred ? BinaryMask<F> : Bits<BinaryOf<F>>(type);
}

Step LogicNot(Type type) {
    return type == Type::Pred ? UnaryMask<Not> : Bits<UnaryOf<Not>>(type);
}

Step Move(Type type) {
    return type == Type::Pred ? UnaryMask<Same> : Any<UnaryOf<Same>>(type);
}

Step ShiftRightAny(Type type) {
    return Bits<ShiftOf<ShiftRight>>(type) ? Bits<ShiftOf<ShiftRight>>(type) : Whole<ShiftOf<ShiftRight>>(type);
}

template <class F> Step CompareWhole(Type type) {
    return Bits<CompareOf<F>>(type) ? Bits<CompareOf<F>>(type) : Number<CompareOf<F>>(type);
}

Step Wide(Type type) {
    switch (type) {
        case Type::U16: return MultiplyWide<uint16_t, uint32_t>;
        case Type::S16: return MultiplyWide<int16_t, int32_t>;
        case Type::U32: return MultiplyWide<uint32_t, uint64_t>;
        case Type::S32: return MultiplyWide<int32_t, int64_t>;
        default: return nullptr;
    }
}

// How an instruction's operands differ from its type.
enum class Form { Plain, Shift, Wide, Count, Compare, Select };

struct Operation {
    int inputs;
    Step (*choose)(Type);
    Form form = Form::Plain;
};

const std::map<std::string, Operation> Operations = {
    {"mov", {1, Move}},
    {"add", {2, Number<BinaryOf<Add>>}},
    {"sub", {2, Number<BinaryOf<Subtract>>}},
    {"mul", {2, Float<BinaryOf<Multiply>>}},
    {"mul.lo", {2, Whole<BinaryOf<MultiplyLow>>}},
    {"mul.hi", {2, Whole<BinaryOf<MultiplyHigh>>}},
    {"mul.wide", {2, Wide, Form::Wide}},
    {"mad.lo", {3, Whole<TernaryOf<MultiplyAddLow>>}},
    {"fma", {3, Float<TernaryOf<FusedMultiplyAdd>>}},
    {"div", {2, Number<BinaryOf<Divide>>}},
    {"rem", {2, Whole<BinaryOf<Remainder>>}},
    {"neg", {1, Number<UnaryOf<Negate>>}},
    {"abs", {1, Number<UnaryOf<Absolute>>}},
    {"min", {2, Number<BinaryOf<Least>>}},
    {"max", {2, Number<BinaryOf<Greatest>>}},
    {"min.NaN", {2, Float<BinaryOf<LeastOrNan>>}},
    {"max.NaN", {2, Float<BinaryOf<GreatestOrNan>>}},
    {"sqrt", {1, Float<UnaryOf<SquareRoot>>}},
    {"rsqrt", {1, Float<UnaryOf<ReciprocalRoot>>}},
    {"rcp", {1, Float<UnaryOf<Reciprocal>>}},
    {"ex2", {1, Float<UnaryOf<Exp2>>}},
    {"lg2", {1, Float<UnaryOf<Log2>>}},
    {"sin", {1, Float<UnaryOf<Sine>>}},
    {"cos", {1, Float<UnaryOf<Cosine>>}},
    {"tanh", {1, Float<UnaryOf<HyperbolicTangent>>}},
    {"and", {2, Logic<And>}},
    {"or", {2, Logic<Or>}},
    {"xor", {2, Logic<Xor>}},
    {"not", {1, LogicNot}},
    {"shl", {2, Bits<ShiftOf<ShiftLeft>>, Form::Shift}},
    {"shr", {2, ShiftRightAny, Form::Shift}},
    {"popc", {1, Bits<UnaryOf<CountOnes>>, Form::Count}},
    {"clz", {1, Bits<UnaryOf<CountLeadingZeros>>, Form::Count}},
    {"selp", {3, Any<SelectOf>, Form::Select}},
    {"setp.eq", {2, CompareWhole<Equal>, Form::Compare}},
    {"setp.ne", {2, CompareWhole<NotEqual>, Form::Compare}},
    {"setp.lt", {2, Number<CompareOf<Less>>, Form::Compare}},
    {"setp.le", {2, Number<CompareOf<LessOrEqual>>, Form::Compare}},
    {"setp.gt", {2, Number<CompareOf<Greater>>, Form::Compare}},
    {"setp.ge", {2, Number<CompareOf<GreaterOrEqual>>, Form::Compare}},
    {"setp.lo", {2, Whole<CompareOf<Less>>, Form::Compare}},
    {"setp.ls", {2, Whole<CompareOf<LessOrEqual>>, Form::Compare}},
    {"setp.hi", {2, Whole<CompareOf<Greater>>, Form::Compare}},
    {"setp.hs", {2, Whole<CompareOf<GreaterOrEqual>>, Form::Compare}},
    {"setp.equ", {2, Float<CompareOf<EqualOrNan>>, Form::Compare}},
    {"setp.neu", {2, Float<CompareOf<NotEqualOrNan>>, Form::Compare}},
    {"setp.ltu", {2, Float<CompareOf<LessOrNan>>, Form::Compare}},
    {"setp.leu", {2, Float<CompareOf<LessEqualOrNan>>, Form::Compare}},
    {"setp.gtu", {2, Float<CompareOf<GreaterOrNan>>, Form::Compare}},
    {"setp.geu", {2, Float<CompareOf<GreaterEqualOrNan>>, Form::Compare}},
    {"setp.num", {2, Float<CompareOf<BothNumbers>>, Form::Compare}},
    {"setp.nan", {2, Float<CompareOf<EitherNan>>, Form::Compare}},
};

void Expect(const std::vector<std::string>& operands, size_t count) {
    if (operands.size() != count)
        Refuse(std::to_string(count) + " operands are expected, and there are " + std::to_string(operands.size()));
}

void DecodeConversion(const Mnemonic& mnemonic, const std::vector<std::string>& operands, Names& names, Instruction& i) {
    static const std::map<std::string, Rounding> Roundings = {
        {"cvt", Rounding::None}, {"cvt.rni", Rounding::NearestEven}, {"cvt.rzi", Rounding::Zero},
        {"cvt.rmi", Rounding::Down}, {"cvt.rpi", Rounding::Up},
    };
    auto rounding = Roundings.find(mnemonic.name);
    if (rounding == Roundings.end() || mnemonic.from == Type::None)
        Refuse("this conversion is not known here");
    Expect(operands, 2);
    i.rounding = rounding->second;
    i.target = names.Value(operands[0], 0);
    i.a = names.Value(operands[1], 0);
    // "Operand Size Exceeding Instruction-Type Size": registers may be wider than the types.
    if (i.target.bits < BitsOf(i.type) || i.a.bits < BitsOf(i.from))
        Refuse("a register is narrower than its type");
    i.step = Convert;
}

}

Mnemonic::Mnemonic(const std::string& word) {
    for (size_t start = 0; start < word.size();) {
        size_t end = std::min(word.find('.', start), word.size());
        std::string part = word.substr(start, end - start);
        start = end + 1;
        if (TypeOf(part) != Type::None)
            (type == Type::None ? type : from) = TypeOf(part);
        // The first is a hint; the others say how exact a result is, which here is as exact as float can be.
        else if (part != "uni" && part != "rn" && part != "approx" && part != "full")
            name += (name.empty() ? "" : ".") + part;
    }
}

void Refuse(const std::string& what) {
    throw Fault{InvalidPtx, what};
}

void Decode(const Mnemonic& mnemonic, const std::vector<std::string>& operands, Names& names, Instruction& i) {
    i.type = mnemonic.type;
    i.from = mnemonic.from;
    if (DecodeMemory(mnemonic, operands, names, i))
        return;
    if (mnemonic.name.compare(0, 3, "cvt") == 0)
        return DecodeConversion(mnemonic, operands, names, i);
    auto found = Operations.find(mnemonic.name);
    i.step = found == Operations.end() ? nullptr : found->second.choose(mnemonic.type);
    if (!i.step)
        Refuse("this instruction is not known here");
    const Operation& operation = found->second;
    Form form = operation.form;
    Expect(operands, 1 + static_cast<size_t>(operation.inputs));
    int bits = BitsOf(mnemonic.type);
    i.target = names.Value(operands[0], form == Form::Compare ? 1 : form == Form::Wide ? 2 * bits : form == Form::Count ? 32 : bits);
    i.a = names.Value(operands[1], bits);
    if (operation.inputs > 1)
        i.b = names.Value(operands[2], form == Form::Shift ? 32 : bits);
    if (operation.inputs > 2)
        i.c = names.Value(operands[3], form == Form::Select ? 1 : bits);
}

}
