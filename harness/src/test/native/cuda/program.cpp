#include "program.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

extern char **environ;

namespace stand_in {

std::string read_file(const std::string &path) {
  std::ostringstream contents;
  contents << std::ifstream(path, std::ios::binary).rdbuf();
  return contents.str();
}

void write_file(const std::string &path, const std::string &contents) {
  std::ofstream(path, std::ios::binary).write(contents.data(), static_cast<std::streamsize>(contents.size()));
}

Folder::Folder() {
  const char *temporary = getenv("TMPDIR");
  path_ = std::string(temporary == nullptr || *temporary == 0 ? "/tmp" : temporary) + "/cuda-stand-in-XXXXXX";
  if (mkdtemp(path_.data()) == nullptr) path_.clear();
}

Folder::~Folder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

Outcome run_program(const std::vector<std::string> &command) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return {false, strerror(errno)};
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&files, ends[1], STDERR_FILENO);
  std::vector<char *> words;
  for (const std::string &word : command) words.push_back(const_cast<char *>(word.c_str()));
  words.push_back(nullptr);
  pid_t process = 0;
  const int refused = posix_spawnp(&process, words[0], &files, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  close(ends[1]);
  std::string log;
  char part[4096];
  for (ssize_t bytes; refused == 0 && (bytes = read(ends[0], part, sizeof part)) != 0;) {
    if (bytes > 0) log.append(part, bytes);
    if (bytes < 0 && errno != EINTR) break;
  }
  close(ends[0]);
  if (refused != 0) return {false, command[0] + ": " + strerror(refused)};
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  return {WIFEXITED(status) && WEXITSTATUS(status) == 0, log};
}

}  // namespace stand_in
