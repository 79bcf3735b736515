#include "source.h"

#include <algorithm>
#include <cctype>

#include "assembly.h"

namespace stand_in {
namespace {

const std::string DYNAMIC_NAME = "stand_in_dynamic";

// Blanks out comments and literals, so that what is found is code. Every character keeps its place.
std::string code_of(const std::string &text) {
  std::string code = text;
  for (size_t at = 0; at < text.size();) {
    size_t end = at + 1;
    if (text.compare(at, 2, "//") == 0) {
      end = std::min(text.find('\n', at), text.size());
    } else if (text.compare(at, 2, "/*") == 0) {
      end = std::min(text.find("*/", at + 2), text.size() - 2) + 2;
    } else if (text[at] == '"') {
      while (end < text.size() && text[end] != '"' && text[end] != '\n') end += text[end] == '\\' ? 2 : 1;
      end = std::min(end + 1, text.size());
    } else {
      at = end;
      continue;
    }
    for (; at < end; at++) {
      if (code[at] != '\n') code[at] = ' ';
    }
  }
  return code;
}

bool in_word(char c) { return isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// Reads code token by token: words, and single characters.
class Tokens {
 public:
  Tokens(const std::string &code, size_t at) : code_(code), at_(at) {}

  std::string next() {
    while (at_ < code_.size() && isspace(static_cast<unsigned char>(code_[at_]))) at_++;
    begin_ = at_;
    while (at_ < code_.size() && in_word(code_[at_])) at_++;
    if (at_ == begin_ && at_ < code_.size()) at_++;
    return code_.substr(begin_, at_ - begin_);
  }

  // What stands between the parenthesis that comes next and the one that closes it; begin() is the latter afterwards.
  std::string parenthesized() {
    while (at_ < code_.size() && next() != "(") {
    }
    const size_t begin = at_;
    for (int depth = 1; depth > 0;) {
      const std::string token = next();
      if (token.empty()) break;
      depth += token == "(" ? 1 : token == ")" ? -1 : 0;
    }
    return code_.substr(begin, begin_ - begin);
  }

  size_t begin() const { return begin_; }

  size_t end() const { return at_; }

 private:
  const std::string &code_;
  size_t at_, begin_ = 0;
};

struct Edit {
  size_t begin, end;
  std::string with;
};

// Reads what stands behind __global__: attributes, a type, and the name before the parameters.
Kernel kernel_at(Tokens tokens) {
  Kernel kernel;
  for (std::string token = tokens.next(); !token.empty() && token != ";" && token != "{"; token = tokens.next()) {
    if (token == "__launch_bounds__") {
      kernel.bounds = tokens.parenthesized();
    } else if (token == "__attribute__") {
      tokens.parenthesized();
    } else if (token == "(") {
      return kernel;
    } else {
      kernel.name = token;
    }
  }
  return {};
}

}  // namespace

Source Source::read(const std::string &text) {
  const std::string code = code_of(text);
  Source source = {text, {}};
  std::vector<Edit> edits;
  std::string before;
  Tokens tokens(code, 0);
  for (std::string token = tokens.next(); !token.empty(); before = token, token = tokens.next()) {
    if (token == "__global__") {
      const Kernel kernel = kernel_at(tokens);
      const bool known = std::any_of(source.kernels.begin(), source.kernels.end(),
                                     [&](const Kernel &other) { return other.name == kernel.name; });
      if (!kernel.name.empty() && !known) source.kernels.push_back(kernel);
    } else if (token == "__shared__" && before == "extern") {
      edits.push_back({tokens.begin(), tokens.end(), ""});
      const size_t end = code.find(';', tokens.end());
      if (end != std::string::npos) edits.push_back({end, end, " __asm__(\"" + DYNAMIC_NAME + "\")"});
    } else if (token == "asm") {
      const size_t begin = tokens.begin();
      const size_t bytes = tokens.parenthesized().size();
      const std::string call = as_call(text.substr(tokens.begin() - bytes, bytes));
      if (!call.empty()) edits.push_back({begin, tokens.end(), call});
    }
  }
  // From the last to the first, so that places stay what they are.
  for (auto edit = edits.rbegin(); edit != edits.rend(); edit++) source.text.replace(edit->begin, edit->end - edit->begin, edit->with);
  return source;
}

std::string Source::with_entries(const std::string &name) const {
  std::string whole = "#include \"device.h\"\n#line 1 \"" + name + "\"\n" + text + "\n#line 1 \"entries of " + name + "\"\n#include \"entries.h\"\n";
  std::string entries;
  for (const Kernel &kernel : kernels) {
    whole += "STAND_IN_KERNEL(" + kernel.name + ")\n";
    entries += (entries.empty() ? "" : ", ") + ("STAND_IN_ENTRY(" + kernel.name + ", (stand_in::first(" +
                                                (kernel.bounds.empty() ? "0" : kernel.bounds) + ")))");
  }
  return whole + (kernels.empty() ? "" : "STAND_IN_IMAGE(" + entries + ")\n");
}

}  // namespace stand_in
