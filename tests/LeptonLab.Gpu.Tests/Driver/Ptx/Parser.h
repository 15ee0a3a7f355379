#pragma once

#include <vector>

#include "Kernel.h"

namespace ptx {

// What a module was written for, and its kernels.
struct Module {
    int version = 0; // of PTX: 84 is 8.4
    int target = 0;  // sm_90
    std::vector<Kernel> kernels;
};

// Reads PTX as ILGPU writes it: one statement on a line. Throws a Fault that names the line of what it does not know.
Module Parse(const std::string& text);

}
