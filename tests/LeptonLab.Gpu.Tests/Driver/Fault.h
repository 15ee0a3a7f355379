#pragma once

#include <string>

// CUresult, as in cuda.h: the errors that this driver can give.
enum Result : int {
    Success = 0,
    InvalidValue = 1,
    OutOfMemory = 2,
    NoDevice = 100,
    NoBinaryForGpu = 209,
    InvalidPtx = 218,
    UnsupportedPtxVersion = 222,
    NotFound = 500,
    IllegalAddress = 700,
    LaunchOutOfResources = 701,
    LaunchTimeout = 702,
    MisalignedAddress = 716,
    LaunchFailed = 719,
    SystemDriverMismatch = 803,
};

// What NVIDIA's driver says of an error.
const char* TextOf(int error);

// Thrown wherever a kernel, or the program that launches it, does what a GPU does not allow.
struct Fault {
    Result error;
    std::string what;
    int lane = -1; // which thread of the warp, where one thread did it
};
