#pragma once

#include "Arithmetic.h"
#include "Conversion.h"
#include "Warp.h"

// The steps of arithmetic: an operation of Arithmetic.h, on every active thread's registers.
namespace ptx {

template <class F, class T> void Unary(Warp& warp, const Instruction& i, uint32_t active) {
    const T* a = warp.At<T>(i.a);
    using R = decltype(F::Of(T()));
    Write<R>(warp, i.target, active, [=](int lane) { return F::Of(a[lane]); });
}

template <class F, class T> void Binary(Warp& warp, const Instruction& i, uint32_t active) {
    const T *a = warp.At<T>(i.a), *b = warp.At<T>(i.b);
    Write<T>(warp, i.target, active, [=](int lane) { return F::Of(a[lane], b[lane]); });
}

template <class F, class T> void Ternary(Warp& warp, const Instruction& i, uint32_t active) {
    const T *a = warp.At<T>(i.a), *b = warp.At<T>(i.b), *c = warp.At<T>(i.c);
    Write<T>(warp, i.target, active, [=](int lane) { return F::Of(a[lane], b[lane], c[lane]); });
}

// shl, shr: how far is always 32 bits.
template <class F, class T> void Shift(Warp& warp, const Instruction& i, uint32_t active) {
    const T* a = warp.At<T>(i.a);
    const uint32_t* by = warp.At<uint32_t>(i.b);
    Write<T>(warp, i.target, active, [=](int lane) { return F::Of(a[lane], by[lane]); });
}

// mul.wide: the whole product.
template <class T, class Wide> void MultiplyWide(Warp& warp, const Instruction& i, uint32_t active) {
    const T *a = warp.At<T>(i.a), *b = warp.At<T>(i.b);
    Write<Wide>(warp, i.target, active, [=](int lane) { return static_cast<Wide>(static_cast<Wide>(a[lane]) * b[lane]); });
}

template <class F, class T> void Compare(Warp& warp, const Instruction& i, uint32_t active) {
    const T *a = warp.At<T>(i.a), *b = warp.At<T>(i.b);
    WriteMask(warp, i.target, active, [=](int lane) { return F::Of(a[lane], b[lane]); });
}

// selp: c is a predicate.
template <class T> void Select(Warp& warp, const Instruction& i, uint32_t active) {
    const T *a = warp.At<T>(i.a), *b = warp.At<T>(i.b);
    uint32_t chosen = warp.Mask(i.c);
    Write<T>(warp, i.target, active, [=](int lane) { return IsActive(chosen, lane) ? a[lane] : b[lane]; });
}

// Predicates: all threads' bits at once.
template <class F> void UnaryMask(Warp& warp, const Instruction& i, uint32_t active) {
    uint32_t& target = warp.Mask(i.target);
    target = (target & ~active) | (F::Of(warp.Mask(i.a)) & active);
}

template <class F> void BinaryMask(Warp& warp, const Instruction& i, uint32_t active) {
    uint32_t& target = warp.Mask(i.target);
    target = (target & ~active) | (F::Of(warp.Mask(i.a), warp.Mask(i.b)) & active);
}

}
