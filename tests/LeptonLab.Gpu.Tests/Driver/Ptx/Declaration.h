#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ptx {

// Without spaces at both ends.
std::string Trim(const std::string& text);

bool StartsWith(const std::string& text, const char* start);

// Parted at commas outside braces, without spaces.
std::vector<std::string> SplitOperands(const std::string& text);

inline uint32_t RoundUp(uint32_t value, uint32_t step) { return (value + step - 1) / step * step; }

// ".param .align 8 .b8 name[216]" and ".shared …": what is declared.
struct Declaration {
    std::string name;
    uint32_t align = 1;
    uint32_t size = 0; // bytes

    explicit Declaration(const std::string& text);
};

}
