// A kernel file as it reaches the C++ compiler: with the prelude before it and its entry points listed behind it.
#pragma once

#include <string>
#include <vector>

namespace stand_in {

struct Kernel {
  std::string name;
  std::string bounds;  // the arguments of __launch_bounds__, or nothing
};

struct Source {
  // As it was, but for arrays of dynamic shared memory, which get the name that the linker knows, and inline assembly, which is calls.
  std::string text;
  std::vector<Kernel> kernels;

  static Source read(const std::string &text);

  // The whole file to compile; its lines have the numbers of the kernel's own.
  std::string with_entries(const std::string &name) const;
};

}  // namespace stand_in
