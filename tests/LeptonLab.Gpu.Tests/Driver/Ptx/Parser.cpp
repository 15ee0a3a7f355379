#include "Parser.h"

#include <cstdlib>
#include <map>
#include <sstream>

#include "../Fault.h"
#include "Declaration.h"
#include "Decoder.h"
#include "Warp.h"

namespace ptx {

namespace {

// Limits of a kernel: CUDA C++ Programming Guide, "Technical Specifications per Compute Capability". What a kernel declares may
// have no more shared memory than this; the kernel's arguments had this much room until CUDA 12.1.
constexpr uint32_t MostShared = 48 * 1024;
constexpr uint32_t MostParameters = 4096;

// Reads the body of one kernel.
class KernelReader : public Names {
public:
    explicit KernelReader(const std::string& name) { _kernel.name = name; }

    void Parameter(const std::string& line) {
        Declaration declared(line);
        uint32_t offset = RoundUp(_kernel.parameterBytes, declared.align);
        _kernel.parameters.push_back({declared.name, offset, declared.size});
        _kernel.parameterBytes = offset + declared.size;
        if (_kernel.parameterBytes > MostParameters)
            Refuse("a kernel's arguments have " + std::to_string(MostParameters) + " bytes at most");
    }

    void Directive(const std::string& line) {
        if (StartsWith(line, ".reg"))
            Registers(line);
        else if (StartsWith(line, ".shared"))
            Shared(Declaration(line));
        else if (StartsWith(line, ".maxntid"))
            MaxThreads(line);
        else if (!StartsWith(line, ".minnctapersm") && !StartsWith(line, ".pragma"))
            Refuse("this directive is not known here");
    }

    void Label(const std::string& name) { _labels[name] = static_cast<uint32_t>(_kernel.code.size()); }

    void Statement(std::string text, int line) {
        Instruction i;
        i.line = line;
        i.text = text;
        text.pop_back(); // the semicolon
        if (text[0] == '@') {
            size_t end = text.find_first_of(" \t");
            i.isGuarded = true;
            i.isGuardNegated = text[1] == '!';
            i.guard = Value(text.substr(i.isGuardNegated ? 2 : 1, end - (i.isGuardNegated ? 2 : 1)), 1);
            text = Trim(text.substr(end));
        }

        size_t end = text.find_first_of(" \t");
        Mnemonic mnemonic(text.substr(0, end));
        std::vector<std::string> operands = SplitOperands(end == std::string::npos ? "" : text.substr(end));
        if (!ControlFlow(mnemonic, operands, i))
            Decode(mnemonic, operands, *this, i);
        _kernel.code.push_back(i);
    }

    Kernel Finish() {
        Instruction end;
        end.flow = Flow::Exit;
        end.text = "}";
        _kernel.code.push_back(end);
        for (auto& [place, label] : _branches) {
            auto found = _labels.find(label);
            if (found == _labels.end())
                Refuse("the label " + label + " is not there");
            _kernel.code[place].next = found->second;
        }

        return _kernel;
    }

    Operand Value(const std::string& text, int bits) override {
        Operand operand;
        if (text[0] == '%')
            operand = Register(text);
        else if (auto shared = _shared.find(text); shared != _shared.end())
            operand = Constant(shared->second, 64);
        else
            operand = Constant(Immediate(text), bits);
        if (bits != 0 && operand.bits != bits)
            Refuse(text + " has " + std::to_string(operand.bits) + " bits, and " + std::to_string(bits) + " are expected");
        return operand;
    }

    Operand Address(const std::string& text, Space space, int64_t& offset) override {
        if (text.size() < 3 || text.front() != '[' || text.back() != ']')
            Refuse(text + " is no address");
        std::string base = text.substr(1, text.size() - 2);
        if (size_t plus = base.find('+'); plus != std::string::npos) {
            offset = std::strtoll(base.c_str() + plus + 1, nullptr, 0);
            base.resize(plus);
        }

        if (space != Space::Param)
            return Value(base, 64);
        for (const ptx::Parameter& parameter : _kernel.parameters)
            if (parameter.name == base) {
                offset += parameter.offset;
                return {};
            }
        Refuse("there is no parameter " + base);
    }

private:
    struct Family {
        int bits;
        int count;
    };

    // ".reg .b32 %r<473>;": %r0 … %r472.
    void Registers(const std::string& line) {
        std::istringstream words(line);
        std::string word, type, name;
        words >> word >> type >> name;
        Type known = TypeOf(type.substr(1));
        size_t bracket = name.find('<');
        if (known == Type::None || bracket == std::string::npos)
            Refuse("these registers are not known here");
        _families[name.substr(0, bracket)] = {BitsOf(known), std::atoi(name.c_str() + bracket + 1)};
    }

    // An array gets no more alignment than it asks for, so that code which needs more fails here, too.
    void Shared(const Declaration& declared) {
        _kernel.sharedBytes = RoundUp(_kernel.sharedBytes, declared.align) + declared.size;
        if (_kernel.sharedBytes > MostShared)
            Refuse("a group's shared memory has " + std::to_string(MostShared) + " bytes at most");
        uint32_t offset = RoundUp(_kernel.sharedSize, declared.align);
        if (offset % (2 * declared.align) == 0)
            offset += declared.align;
        _shared[declared.name] = offset;
        _kernel.sharedSize = offset + declared.size;
    }

    void MaxThreads(const std::string& line) {
        std::string numbers = line.substr(8);
        _kernel.maxThreads = 1;
        for (const std::string& number : SplitOperands(numbers))
            _kernel.maxThreads *= static_cast<uint32_t>(std::atoi(number.c_str()));
    }

    bool ControlFlow(const Mnemonic& mnemonic, const std::vector<std::string>& operands, Instruction& i) {
        if (mnemonic.name == "bra" && operands.size() == 1) {
            i.flow = Flow::Branch;
            _branches.push_back({_kernel.code.size(), operands[0]});
        } else if (mnemonic.name == "ret" || mnemonic.name == "exit") {
            i.flow = Flow::Exit;
        } else if (mnemonic.name == "bar.sync" && operands.size() == 1 && operands[0] == "0") {
            i.flow = Flow::Barrier;
        } else if (StartsWith(mnemonic.name, "membar.")) {
            i.step = [](Warp&, const Instruction&, uint32_t) {}; // every store here is seen at once
        } else {
            return false;
        }

        return true;
    }

    Operand Register(const std::string& name) {
        if (auto known = _registers.find(name); known != _registers.end())
            return known->second;
        static const std::map<std::string, Special> Specials = {
            {"%tid.x", Special::TidX}, {"%tid.y", Special::TidY}, {"%tid.z", Special::TidZ},
            {"%ntid.x", Special::NtidX}, {"%ntid.y", Special::NtidY}, {"%ntid.z", Special::NtidZ},
            {"%ctaid.x", Special::CtaidX}, {"%ctaid.y", Special::CtaidY}, {"%ctaid.z", Special::CtaidZ},
            {"%nctaid.x", Special::NctaidX}, {"%nctaid.y", Special::NctaidY}, {"%nctaid.z", Special::NctaidZ},
            {"%laneid", Special::LaneId},
        };
        if (auto special = Specials.find(name); special != Specials.end()) {
            Operand operand = Allocate(32);
            _kernel.specials.push_back({special->second, operand.place});
            return _registers[name] = operand;
        }

        size_t digits = name.find_last_not_of("0123456789") + 1;
        auto family = _families.find(name.substr(0, digits));
        if (family == _families.end() || std::atoi(name.c_str() + digits) >= family->second.count)
            Refuse(name + " is not declared");
        return _registers[name] = Allocate(family->second.bits);
    }

    Operand Constant(uint64_t value, int bits) {
        auto& known = _constants[{value, bits}];
        if (known.bits == 0) {
            known = Allocate(bits);
            _kernel.constants.push_back({known.place, bits, value});
        }

        return known;
    }

    static uint64_t Immediate(const std::string& text) {
        if (text == "true" || text == "false")
            return text == "true";
        bool isFloat = StartsWith(text, "0f") || StartsWith(text, "0F") || StartsWith(text, "0d") || StartsWith(text, "0D");
        const char* digits = text.c_str() + (isFloat ? 2 : 0);
        char* end;
        uint64_t value = text[0] == '-' ? static_cast<uint64_t>(std::strtoll(digits, &end, 0)) : std::strtoull(digits, &end, isFloat ? 16 : 0);
        if (*end != 0 && *end != 'U')
            Refuse(text + " is not known here");
        return value;
    }

    Operand Allocate(int bits) {
        Operand operand{_kernel.registerBytes, bits};
        _kernel.registerBytes += RoundUp(static_cast<uint32_t>(bits == 1 ? 4 : bits * Lanes / 8), 64);
        return operand;
    }

    Kernel _kernel;
    std::map<std::string, Family> _families;
    std::map<std::string, Operand> _registers;
    std::map<std::pair<uint64_t, int>, Operand> _constants;
    std::map<std::string, uint32_t> _shared;
    std::map<std::string, uint32_t> _labels;
    std::vector<std::pair<size_t, std::string>> _branches;
};

// Reads a module line by line.
class ModuleReader {
public:
    void Line(const std::string& line, int number) {
        if (StartsWith(line, ".version"))
            _module.version = std::atoi(line.c_str() + 9) * 10 + std::atoi(line.c_str() + line.find('.', 9) + 1);
        else if (StartsWith(line, ".target"))
            _module.target = std::atoi(line.c_str() + line.find("sm_") + 3);
        else if (StartsWith(line, ".address_size 64"))
            return;
        else if (size_t entry = line.find(".entry "); entry != std::string::npos)
            Begin(line.substr(entry + 7));
        else if (_inHead)
            Head(line);
        else if (_reader.empty())
            Refuse("this directive is not known here");
        else if (line == "}")
            End();
        else if (line.back() == ':')
            _reader.back().Label(line.substr(0, line.size() - 1));
        else if (line[0] == '.')
            _reader.back().Directive(line);
        else if (line.back() == ';')
            _reader.back().Statement(line, number);
        else if (line != "{")
            Refuse("a statement ends on its line, with a semicolon");
    }

    Module Finish() {
        if (!_reader.empty() || _module.kernels.empty())
            Refuse("the kernel has no end");
        return _module;
    }

private:
    void Begin(const std::string& rest) {
        size_t bracket = rest.find('(');
        _reader.emplace_back(Trim(rest.substr(0, bracket)));
        _inHead = rest.find(')') == std::string::npos;
    }

    void Head(const std::string& line) {
        if (StartsWith(line, ".param"))
            _reader.back().Parameter(line);
        else if (line != ")")
            Refuse("this declaration is not known here");
        _inHead = line.find(')') == std::string::npos;
    }

    void End() {
        _module.kernels.push_back(_reader.back().Finish());
        _reader.clear();
    }

    Module _module;
    std::vector<KernelReader> _reader; // of the kernel that is being read, if one is
    bool _inHead = false;
};

}

Module Parse(const std::string& text) {
    ModuleReader reader;
    std::istringstream lines(text);
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
        number++;
        std::string statement = Trim(line.substr(0, line.find("//")));
        try {
            if (!statement.empty())
                reader.Line(statement, number);
        } catch (const Fault& fault) {
            throw Fault{fault.error, "line " + std::to_string(number) + ", " + statement + ": " + fault.what};
        }
    }

    return reader.Finish();
}

}
