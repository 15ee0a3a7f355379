#include "Declaration.h"

#include <cctype>
#include <cstdlib>
#include <sstream>

#include "Decoder.h"

namespace ptx {

std::string Trim(const std::string& text) {
    size_t first = text.find_first_not_of(" \t\r"), last = text.find_last_not_of(" \t\r");
    return first == std::string::npos ? "" : text.substr(first, last - first + 1);
}

bool StartsWith(const std::string& text, const char* start) { return text.rfind(start, 0) == 0; }

std::vector<std::string> SplitOperands(const std::string& text) {
    std::vector<std::string> parts;
    std::string part;
    int depth = 0;
    for (char c : text) {
        depth += c == '{' ? 1 : c == '}' ? -1 : 0;
        if (c == ',' && depth == 0) {
            parts.push_back(part);
            part.clear();
        } else if (!std::isspace(static_cast<unsigned char>(c))) {
            part += c;
        }
    }
    if (!part.empty())
        parts.push_back(part);
    return parts;
}

Declaration::Declaration(const std::string& text) {
    std::istringstream words(text);
    uint32_t element = 0;
    bool isAligned = false;
    for (std::string word; words >> word;) {
        if (word == ".align")
            isAligned = static_cast<bool>(words >> align);
        else if (word[0] == '.' && TypeOf(word.substr(1)) != Type::None)
            element = static_cast<uint32_t>(BitsOf(TypeOf(word.substr(1)))) / 8;
        else if (word[0] != '.')
            name = word;
        else if (word != ".param" && word != ".shared")
            Refuse("this declaration is not known here");
    }

    while (!name.empty() && (name.back() == ',' || name.back() == ';'))
        name.pop_back();
    size_t bracket = name.find('[');
    size = element * (bracket == std::string::npos ? 1 : static_cast<uint32_t>(std::atoi(name.c_str() + bracket + 1)));
    name = name.substr(0, bracket);
    if (!isAligned)
        align = element;
    if (size == 0 || align == 0)
        Refuse("this declaration has no size");
}

}
