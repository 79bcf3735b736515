// Inline assembly of GPUs, which a C++ compiler does not know.
#pragma once

#include <string>

namespace stand_in {

// Returns what stands between the parentheses of an asm statement as a call of the function that stands for its instruction; nothing if
// it is more than one instruction. Lines are kept.
std::string as_call(const std::string &assembly);

}  // namespace stand_in
