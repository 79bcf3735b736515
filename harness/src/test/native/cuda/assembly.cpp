#include "assembly.h"

#include <algorithm>
#include <vector>

namespace stand_in {
namespace {

// Splits where a separator stands outside of strings and parentheses.
std::vector<std::string> split(const std::string &text, char separator) {
  std::vector<std::string> parts(1);
  int depth = 0;
  bool quoted = false;
  for (char c : text) {
    if (c == '"') quoted = !quoted;
    if (!quoted) depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (c == separator && depth == 0 && !quoted) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

// Joins the contents of strings that stand one after another.
std::string contents(const std::string &strings) {
  std::string joined;
  bool quoted = false;
  for (char c : strings) {
    if (c == '"') {
      quoted = !quoted;
    } else if (quoted) {
      joined += c;
    }
  }
  return joined;
}

}  // namespace

std::string as_call(const std::string &assembly) {
  const std::vector<std::string> sections = split(assembly, ':');
  const std::string instruction = contents(sections[0]);
  if (std::count(instruction.begin(), instruction.end(), ';') != 1) return "";
  std::vector<std::string> operands;
  for (size_t i = 1; i < sections.size() && i < 3; i++) {
    for (const std::string &operand : split(sections[i], ',')) {
      const size_t open = operand.find('(', operand.rfind('"'));
      if (open != std::string::npos) operands.push_back(operand.substr(open));
    }
  }
  std::string name = instruction.substr(0, instruction.find(' '));
  std::replace(name.begin(), name.end(), '.', '_');
  // In the order in which the instruction has them, whatever that of the statement is.
  std::string arguments;
  for (size_t at = instruction.find('%'); at != std::string::npos; at = instruction.find('%', at + 1)) {
    const size_t number = std::strtoul(instruction.c_str() + at + 1, nullptr, 10);
    if (number >= operands.size()) return "";
    arguments += (arguments.empty() ? "" : ", ") + operands[number];
  }
  return "stand_in_" + name + "(" + arguments + ")" + std::string(std::count(assembly.begin(), assembly.end(), '\n'), '\n');
}

}  // namespace stand_in
