// libnvrtc.so.13: compiles CUDA C as C++. What it calls a cubin is a shared library for this machine, with the sections in which a
// cubin tells of its entry points.
#include <dlfcn.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <regex>
#include <sstream>

#include "program.h"
#include "source.h"

#define API extern "C" __attribute__((visibility("default")))

namespace stand_in {
namespace {

enum Result { SUCCESS = 0, INVALID_INPUT = 3, INVALID_PROGRAM = 4, INVALID_OPTION = 5, COMPILATION = 6 };

// The driver's device is of one of them.
constexpr int ARCHITECTURES[] = {75, 80};

// No register is allocated here; see driver.h, which says the same.
constexpr int REGISTERS = 32;

// Optimised little, since most kernels run once. A vector at an address that is no multiple of its size faults on a GPU, too; an
// index outside of an array in shared memory or registers does not, and reads or writes another one.
const std::vector<std::string> COMPILE = {"g++", "-x", "c++", "-O1", "-S", "-w", "-fPIC", "-fvisibility=hidden", "-ffunction-sections",
                                          "-fno-exceptions", "-fno-rtti", "-fno-threadsafe-statics", "-fno-asynchronous-unwind-tables",
                                          "-fno-strict-aliasing", "-ffp-contract=off", "-fdiagnostics-color=never",
                                          "-fsanitize=alignment,bounds", "-fno-sanitize-recover=all"};
// Symbolic, for a kernel may have the name of a function of the process: read, copy.
const std::vector<std::string> LINK = {"g++", "-shared", "-nostdlib", "-Wl,-Bsymbolic", "-Wl,--build-id=none"};

struct Program {
  std::string source, name, log, cubin;
};

std::mutex lock;
std::map<Program *, std::unique_ptr<Program>> programs;

std::string own_folder() {
  Dl_info info;
  dladdr(reinterpret_cast<void *>(&own_folder), &info);
  const std::string path = info.dli_fname;
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash);
}

// Options that shape machine code only. Fast arithmetic is exact here.
bool ignored(const std::string &option) {
  static const std::regex known(
      "--?(use_fast_math|lineinfo|generate-line-info|extra-device-vectorization|ptxas-options=.*|maxrregcount=.*|restrict|"
      "fmad=.*|ftz=.*|prec-sqrt=.*|prec-div=.*|default-device|disable-warnings|w|opt-info=.*|rdc=.*|relocatable-device-code=.*)");
  return std::regex_match(option, known);
}

// Adds those options that are the C++ compiler's, too. Returns one that is nobody's, or nothing.
std::string add_options(const std::vector<std::string> &options, std::vector<std::string> &command) {
  static const std::regex passed("-(D|U|I).+"), standard("--?std=(c\\+\\+(17|20))"), define("--define-macro=(.*)"),
      architecture("--?(arch|gpu-architecture)=(sm|compute)_(75|80)");
  std::string language = "c++17";
  std::smatch parts;
  std::string virtual_architecture = std::to_string(ARCHITECTURES[0]);
  for (const std::string &option : options) {
    if (std::regex_match(option, passed)) {
      command.push_back(option);
    } else if (std::regex_match(option, parts, define)) {
      command.push_back("-D" + parts[1].str());
    } else if (std::regex_match(option, parts, standard)) {
      language = parts[1];
    } else if (std::regex_match(option, parts, architecture)) {
      virtual_architecture = parts[3];
    } else if (!ignored(option)) {
      return option;
    }
  }
  command.push_back("-D__CUDA_ARCH__=" + virtual_architecture + "0");
  command.push_back("-std=" + language);
  return "";
}

// Writes places as NVIDIA's compilers do: kernel.cu(3): error: …
std::string as_nvrtc(const std::string &log) {
  static const std::regex place("(^|\n)([^\n:]+):(\\d+):\\d+: (fatal )?(error|warning): ");
  return std::regex_replace(log, place, "$1$2($3): $5: ");
}

// Finds the symbol of a kernel: its name, or what C++ makes of it and its parameters.
std::string symbol_of(const std::string &name, const std::string &assembly) {
  const std::regex symbol("\n\t\\.globl\t(" + name + "|_Z" + std::to_string(name.size()) + name + "[^\\s]*)\n");
  std::smatch found;
  return std::regex_search(assembly, found, symbol) ? found[1].str() : name;
}

// Adds up the __shared__ variables of a function, which are its local static ones.
int shared_bytes_of(const std::string &symbol, const std::string &assembly) {
  const std::string encoded = symbol.rfind("_Z", 0) == 0 ? symbol.substr(2) : std::to_string(symbol.size()) + symbol;
  const std::string prefix = "_ZZ" + encoded + "E";
  std::istringstream lines(assembly);
  int bytes = 0;
  bool shared = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("\t.section", 0) == 0) shared = line.find("stand_in_shared") != std::string::npos;
    if (shared && line.rfind("\t.size\t" + prefix, 0) == 0) bytes += std::stoi(line.substr(line.rfind(',') + 1));
  }
  return bytes;
}

std::string ptxas_says(const std::string &symbol, int shared_bytes) {
  std::ostringstream log;
  log << "ptxas info    : Compiling entry function '" << symbol << "'\n"
      << "ptxas info    : Function properties for " << symbol << "\n"
      << "    0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads\n"
      << "ptxas info    : Used " << REGISTERS << " registers";
  if (shared_bytes > 0) log << ", " << shared_bytes << " bytes smem";
  log << "\n";
  return log.str();
}

void replace(std::string &text, const std::string &old, const std::string &with) {
  for (size_t at = text.find(old); at != std::string::npos; at = text.find(old, at + with.size())) text.replace(at, old.size(), with);
}

// Compiles to assembly, in which the compiler tells symbols and sizes, and assembles that.
int compile(Program &program, const std::vector<std::string> &options) {
  const Source source = Source::read(program.source);
  const Folder folder;
  std::vector<std::string> command = COMPILE;
  const std::string unknown = add_options(options, command);
  if (!unknown.empty()) {
    program.log = "nvrtc: error: the stand-in does not know the option " + unknown + "\n";
    return INVALID_OPTION;
  }
  write_file(folder / "kernel.cpp", source.with_entries(program.name));
  command.insert(command.end(), {"-I" + own_folder(), "-o", folder / "kernel.s", folder / "kernel.cpp"});
  const Outcome compiled = run_program(command);
  program.log = as_nvrtc(compiled.log);
  if (!compiled.done) return COMPILATION;

  std::string assembly = read_file(folder / "kernel.s");
  command = LINK;
  for (const Kernel &kernel : source.kernels) {
    const std::string symbol = symbol_of(kernel.name, assembly);
    const int shared_bytes = shared_bytes_of(symbol, assembly);
    replace(assembly, ".nv.info." + kernel.name + ",", ".nv.info." + symbol + ",");
    const std::string told = "stand_in_shared_bytes_" + kernel.name;
    assembly += "\t.section .rodata\n\t.align 4\n\t.globl " + told + "\n\t.hidden " + told + "\n" + told + ":\n\t.long " +
                std::to_string(shared_bytes) + "\n";
    program.log += ptxas_says(symbol, shared_bytes);
    // The linker would merge the sections of functions into one.
    command.push_back("-Wl,--unique=.text." + symbol);
  }
  write_file(folder / "linked.s", assembly);
  command.insert(command.end(), {"-o", folder / "kernel.so", folder / "linked.s", "-L" + own_folder(), "-l:libcuda.so.1", "-lm", "-lc"});
  const Outcome linked = run_program(command);
  if (!linked.done) {
    program.log += linked.log;
    return COMPILATION;
  }
  program.cubin = read_file(folder / "kernel.so");
  return SUCCESS;
}

bool known(Program *program) {
  const std::lock_guard<std::mutex> held(lock);
  return programs.count(program) != 0;
}

int give_size(Program *program, std::string Program::*what, size_t more, size_t *bytes) {
  if (!known(program)) return INVALID_PROGRAM;
  if (bytes == nullptr) return INVALID_INPUT;
  *bytes = (program->*what).size() + more;
  return SUCCESS;
}

int give(Program *program, std::string Program::*what, size_t more, char *target) {
  if (!known(program)) return INVALID_PROGRAM;
  if (target == nullptr) return INVALID_INPUT;
  const std::string &text = program->*what;
  std::copy(text.c_str(), text.c_str() + text.size() + more, target);
  return SUCCESS;
}

}  // namespace

API const char *nvrtcGetErrorString(int result) {
  switch (result) {
    case SUCCESS: return "NVRTC_SUCCESS";
    case INVALID_INPUT: return "NVRTC_ERROR_INVALID_INPUT";
    case INVALID_PROGRAM: return "NVRTC_ERROR_INVALID_PROGRAM";
    case INVALID_OPTION: return "NVRTC_ERROR_INVALID_OPTION";
    case COMPILATION: return "NVRTC_ERROR_COMPILATION";
    default: return "NVRTC_ERROR unknown";
  }
}

API int nvrtcVersion(int *major, int *minor) {
  if (major == nullptr || minor == nullptr) return INVALID_INPUT;
  *major = 13;
  *minor = 0;
  return SUCCESS;
}

API int nvrtcGetNumSupportedArchs(int *count) {
  if (count == nullptr) return INVALID_INPUT;
  *count = std::size(ARCHITECTURES);
  return SUCCESS;
}

API int nvrtcGetSupportedArchs(int *architectures) {
  if (architectures == nullptr) return INVALID_INPUT;
  std::copy(std::begin(ARCHITECTURES), std::end(ARCHITECTURES), architectures);
  return SUCCESS;
}

API int nvrtcCreateProgram(Program **program, const char *source, const char *name, int headers, const char *const *,
                           const char *const *) {
  if (program == nullptr || source == nullptr || headers != 0) return INVALID_INPUT;
  auto made = std::make_unique<Program>();
  made->source = source;
  made->name = name == nullptr ? "default_program" : name;
  *program = made.get();
  const std::lock_guard<std::mutex> held(lock);
  programs[*program] = std::move(made);
  return SUCCESS;
}

API int nvrtcCompileProgram(Program *program, int count, const char *const *options) {
  if (!known(program)) return INVALID_PROGRAM;
  if (count < 0 || (count > 0 && options == nullptr)) return INVALID_INPUT;
  return compile(*program, std::vector<std::string>(options, options + count));
}

API int nvrtcGetProgramLogSize(Program *program, size_t *bytes) { return give_size(program, &Program::log, 1, bytes); }

API int nvrtcGetProgramLog(Program *program, char *log) { return give(program, &Program::log, 1, log); }

API int nvrtcGetCUBINSize(Program *program, size_t *bytes) { return give_size(program, &Program::cubin, 0, bytes); }

API int nvrtcGetCUBIN(Program *program, char *cubin) { return give(program, &Program::cubin, 0, cubin); }

API int nvrtcDestroyProgram(Program **program) {
  if (program == nullptr) return INVALID_PROGRAM;
  const std::lock_guard<std::mutex> held(lock);
  if (programs.erase(*program) == 0) return INVALID_PROGRAM;
  *program = nullptr;
  return SUCCESS;
}

}  // namespace stand_in
