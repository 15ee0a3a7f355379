#include "Fault.h"

const char* TextOf(int error) {
    switch (error) {
        case Success: return "no error";
        case InvalidValue: return "invalid argument";
        case OutOfMemory: return "out of memory";
        case NoDevice: return "no CUDA-capable device is detected";
        case NoBinaryForGpu: return "no kernel image is available for execution on the device";
        case InvalidPtx: return "a PTX JIT compilation failed";
        case UnsupportedPtxVersion: return "the provided PTX was compiled with an unsupported toolchain.";
        case NotFound: return "named symbol not found";
        case IllegalAddress: return "an illegal memory access was encountered";
        case LaunchOutOfResources: return "too many resources requested for launch";
        case LaunchTimeout: return "the launch timed out and was terminated";
        case MisalignedAddress: return "misaligned address";
        case LaunchFailed: return "unspecified launch failure";
        case SystemDriverMismatch: return "system has unsupported display driver / cuda driver combination";
        default: return "unknown error";
    }
}
