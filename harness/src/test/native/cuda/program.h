// Runs the C++ compiler.
#pragma once

#include <string>
#include <vector>

namespace stand_in {

struct Outcome {
  bool done;
  std::string log;
};

// Runs a program with its output in the log, and waits.
Outcome run_program(const std::vector<std::string> &command);

std::string read_file(const std::string &path);

void write_file(const std::string &path, const std::string &contents);

// A folder of the temporary folder that goes with the object.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder &) = delete;
  std::string operator/(const std::string &name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace stand_in
