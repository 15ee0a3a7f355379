#include "Interpreter.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "../Fault.h"
#include "Warp.h"

namespace ptx {

namespace {

std::string Text(Extent3 place) {
    return "(" + std::to_string(place.x) + ", " + std::to_string(place.y) + ", " + std::to_string(place.z) + ")";
}

Extent3 PlaceOf(uint64_t index, Extent3 extent) {
    return {static_cast<uint32_t>(index % extent.x), static_cast<uint32_t>(index / extent.x % extent.y),
        static_cast<uint32_t>(index / extent.x / extent.y)};
}

int FirstOf(uint32_t lanes) { return __builtin_ctz(lanes); }

// One launch.
class Launch {
public:
    Launch(const Kernel& kernel, Extent3 grid, Extent3 block, const std::vector<uint8_t>& parameters, const Memory& memory, uint64_t limit)
        : _kernel(kernel), _grid(grid), _block(block), _limit(limit), _shared(kernel.sharedSize / sizeof(Line) + 1) {
        _state = {&memory, parameters.data(), reinterpret_cast<uint8_t*>(_shared.data()), kernel.sharedSize};
        _warps.resize((block.Count() + Lanes - 1) / Lanes);
        for (Warp& warp : _warps) {
            warp.block = &_state;
            warp.Resize(kernel.registerBytes);
        }

        for (const Instruction& i : kernel.code)
            i.recent = {}; // memory may have been given back since
    }

    void Run() {
        for (uint64_t n = 0; n < _grid.Count(); n++) {
            _place = PlaceOf(n, _grid);
            RunBlock();
        }
    }

private:
    struct alignas(256) Line { uint8_t bytes[256]; };

    void RunBlock() {
        std::memset(_state.shared, 0xff, _state.sharedSize);
        for (size_t n = 0; n < _warps.size(); n++)
            Begin(_warps[n], n);
        do {
            for (Warp& warp : _warps)
                RunWarp(warp);
        } while (PassBarrier());
    }

    void Begin(Warp& warp, size_t index) {
        uint64_t threads = _block.Count() - index * Lanes;
        warp.live = threads >= Lanes ? AllLanes : (1u << threads) - 1;
        warp.waiting = 0;
        std::fill_n(warp.counters, Lanes, 0);
        // What was never written is neither 0 nor what the last block left.
        std::memset(warp.At<uint8_t>(0), 0xcd, _kernel.registerBytes);
        for (const Constant& constant : _kernel.constants)
            for (int lane = 0; lane < Lanes; lane++)
                switch (constant.bits) {
                    case 1: *warp.At<uint32_t>(constant.place) = constant.value ? AllLanes : 0; break;
                    case 16: warp.At<uint16_t>(constant.place)[lane] = static_cast<uint16_t>(constant.value); break;
                    case 32: warp.At<uint32_t>(constant.place)[lane] = static_cast<uint32_t>(constant.value); break;
                    default: warp.At<uint64_t>(constant.place)[lane] = constant.value; break;
                }
        for (const SpecialRegister& special : _kernel.specials)
            for (int lane = 0; lane < Lanes; lane++)
                warp.At<uint32_t>(special.place)[lane] = ValueOf(special.what, PlaceOf(index * Lanes + static_cast<size_t>(lane), _block), lane);
    }

    uint32_t ValueOf(Special special, Extent3 thread, int lane) const {
        switch (special) {
            case Special::TidX: return thread.x;
            case Special::TidY: return thread.y;
            case Special::TidZ: return thread.z;
            case Special::NtidX: return _block.x;
            case Special::NtidY: return _block.y;
            case Special::NtidZ: return _block.z;
            case Special::CtaidX: return _place.x;
            case Special::CtaidY: return _place.y;
            case Special::CtaidZ: return _place.z;
            case Special::NctaidX: return _grid.x;
            case Special::NctaidY: return _grid.y;
            case Special::NctaidZ: return _grid.z;
            default: return static_cast<uint32_t>(lane);
        }
    }

    // Always the threads that are furthest behind take the next step: those that a branch parted meet again behind it.
    void RunWarp(Warp& warp) {
        while (uint32_t ready = warp.live & ~warp.waiting) {
            uint32_t counter = UINT32_MAX, others = UINT32_MAX, active = 0;
            for (uint32_t rest = ready; rest != 0; rest &= rest - 1) {
                int lane = FirstOf(rest);
                uint32_t at = warp.counters[lane];
                if (at < counter) {
                    others = counter;
                    counter = at;
                    active = 0;
                } else if (at > counter) {
                    others = std::min(others, at);
                }

                if (at == counter)
                    active |= 1u << lane;
            }

            RunUntil(warp, active, counter, others);
        }
    }

    // Until the active threads meet the others, part, wait or end.
    void RunUntil(Warp& warp, uint32_t active, uint32_t counter, uint32_t others) {
        for (;;) {
            const Instruction& i = _kernel.code[counter];
            if (++_steps == _limit)
                throw Fault{LaunchTimeout, Place(warp, i, FirstOf(active)) + ": the launch takes too long"};
            uint32_t taking = !i.isGuarded ? active : active & (i.isGuardNegated ? ~warp.Mask(i.guard) : warp.Mask(i.guard));
            if (i.flow == Flow::Next) {
                if (taking != 0)
                    Take(warp, i, taking);
                counter++;
            } else if (i.flow == Flow::Branch && (taking == 0 || taking == active)) {
                counter = taking != 0 ? i.next : counter + 1;
            } else {
                Move(warp, active & ~taking, counter + 1);
                Part(warp, i, taking, counter);
                return;
            }

            // A jump ahead of the others is their turn; one back may not pass them unseen either.
            if (counter >= others) {
                Move(warp, active, counter);
                return;
            }
        }
    }

    static void Part(Warp& warp, const Instruction& i, uint32_t taking, uint32_t counter) {
        switch (i.flow) {
            case Flow::Branch:
                // Though .uni promises that they do not part. ILGPU 1.5.3 promises that for branches on the index that it gives to a
                // thread, too; ptxas takes it for a hint and only leaves out the place where the threads meet again.
                Move(warp, taking, i.next);
                break;
            case Flow::Barrier:
                Move(warp, taking, counter + 1);
                warp.waiting |= taking;
                break;
            default:
                warp.live &= ~taking;
                break;
        }
    }

    static void Move(Warp& warp, uint32_t lanes, uint32_t counter) {
        for (; lanes != 0; lanes &= lanes - 1)
            warp.counters[FirstOf(lanes)] = counter;
    }

    void Take(Warp& warp, const Instruction& i, uint32_t taking) {
        try {
            i.step(warp, i, taking);
        } catch (const Fault& fault) {
            throw Fault{fault.error, Place(warp, i, fault.lane) + ": " + fault.what};
        }
    }

    // bar.sync: "for all threads in the CTA". True: they go on behind it. False: all have ended.
    bool PassBarrier() {
        uint64_t waiting = 0;
        const Warp* first = nullptr;
        for (Warp& warp : _warps)
            if (warp.waiting != 0) {
                waiting += static_cast<uint64_t>(__builtin_popcount(warp.waiting));
                first = first ? first : &warp;
            }
        if (!first)
            return false;
        uint32_t counter = first->counters[FirstOf(first->waiting)];
        const Instruction& barrier = _kernel.code[counter - 1];
        if (waiting < _block.Count())
            throw Fault{LaunchFailed, Place(*first, barrier, FirstOf(first->waiting)) + ": " + std::to_string(_block.Count() - waiting)
                    + " of the block's " + std::to_string(_block.Count()) + " threads have ended, and the others wait for them"};
        for (Warp& warp : _warps) {
            for (uint32_t lanes = warp.waiting; lanes != 0; lanes &= lanes - 1)
                if (warp.counters[FirstOf(lanes)] != counter)
                    throw Fault{LaunchFailed, Place(warp, barrier, FirstOf(lanes)) + ": this thread waits elsewhere, in line "
                            + std::to_string(_kernel.code[warp.counters[FirstOf(lanes)] - 1].line)};
            warp.waiting = 0;
        }

        return true;
    }

    std::string Place(const Warp& warp, const Instruction& i, int lane) const {
        uint64_t thread = static_cast<uint64_t>(&warp - _warps.data()) * Lanes + static_cast<uint64_t>(std::max(0, lane));
        return _kernel.name + ", line " + std::to_string(i.line) + ", " + i.text + " block " + Text(_place) + " of " + Text(_grid)
            + ", thread " + Text(PlaceOf(thread, _block)) + " of " + Text(_block);
    }

    const Kernel& _kernel;
    Extent3 _grid;
    Extent3 _block;
    Extent3 _place{};
    uint64_t _limit;
    uint64_t _steps = 0;
    std::vector<Line> _shared;
    std::vector<Warp> _warps;
    BlockState _state{};
};

}

void Interpreter::Run(const Kernel& kernel, Extent3 grid, Extent3 block, const std::vector<uint8_t>& parameters) {
    Launch(kernel, grid, block, parameters, _memory, _limit).Run();
}

}
