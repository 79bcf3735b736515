package dev.tilewright.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A bundle whose programs are shell scripts that answer as the real ones do, or fail as a test wants it. */
final class FakeBundle {

    private static final String DEVICES = """
            [{"backend": "opencl", "devices": [{"id": "opencl:0", "key": "opencl-fake", "model": "Fake", "architecture": "none",
              "driver": "1", "cpu": true, "compute_units": 2, "global_memory_bytes": 1073741824}]},
             {"backend": "cuda", "devices": [], "reason": "no driver", "remedy": "install one"}]
            """;

    private static final String RESULT = """
            {"baseline": {"median_ns": 4e6}, "best": {"median_ns": 1e6, "gflop_per_s": 20, "gbyte_per_s": 3, "roofline_fraction": 0.5,
             "verified": ["M=1"]}, "counts": {"ok": 3, "timeout": 1, "wrong-result": 0}}
            """;

    private static final String COMPARISON = """
            {"comparisons": [{"task": "matmul", "contestants": [{"name": "tilewright"},
             {"name": "cublas", "right": true, "tilewright_over_it": 0.9, "tilewright_over_it_device": 0.95}]}]}
            """;

    private final Path home;

    private FakeBundle(Path home) {
        this.home = home;
    }

    static FakeBundle in(Path home) throws IOException {
        FakeBundle bundle = new FakeBundle(home);
        for (String folder : List.of("bin", "lib", "contract", "runtime/bin", "scripts", "answers")) {
            Files.createDirectories(home.resolve(folder));
        }
        Files.writeString(home.resolve("answers/devices.json"), DEVICES);
        Files.writeString(home.resolve("answers/result.json"), RESULT);
        Files.writeString(home.resolve("answers/comparison.json"), COMPARISON);
        bundle.program("bin/tilewright", """
                echo "$*" >> "$home/asked"
                case "$1" in
                devices) cat "$home/answers/devices.json" ;;
                peaks) echo '{"flop_per_s": 2e12, "byte_per_s": 3e11, "read_byte_per_s": 4e11}' ;;
                tune)
                  while [ "$1" != --memory ]; do shift; done; echo "$2" > "$2"
                  while [ "$1" != --output ]; do shift; done; mkdir -p "$2"; cp "$home/answers/result.json" "$2" ;;
                collect)
                  while [ "$1" != --output ]; do shift; done; echo '{}' > "$2/wisdom.json"; echo x > "$2/traces.jsonl.gz" ;;
                esac
                """);
        bundle.program("runtime/bin/java", """
                while [ "${1#dev.tilewright}" = "$1" ]; do shift; done
                echo "$1" >> "$home/asked"
                case "$1" in
                *ContractRun) echo '{"test": "adds", "status": "passed"}' >> "$3" ;;
                *EmittedKernelsRun) echo '{"kernel": 0, "right": true}' >> "$5"; echo '{"kernel": 1, "right": true}' >> "$5"; echo '{"kernel": 2, "right": true}' >> "$5" ;;
                esac
                """);
        Files.writeString(home.resolve("scripts/compare-peers"), """
                import shutil, sys
                home = sys.argv[0].rsplit("/", 2)[0]
                open(home + "/asked", "a").write("compare-peers\\n")
                shutil.copy(home + "/answers/comparison.json", sys.argv[sys.argv.index("--output") + 1])
                """);
        return bundle;
    }

    /** Replaces a program by a script, which finds the bundle's folder in {@code $home}. */
    void program(String name, String script) throws IOException {
        Path file = home.resolve(name);
        Files.writeString(file, "#!/bin/sh\nhome=%s\n%s".formatted(home, script));
        if (!file.toFile().setExecutable(true)) {
            throw new IOException(file + " cannot be made executable");
        }
    }

    /** Puts a script in front of what the launcher does for one command. */
    void before(String command, String script) throws IOException {
        String launcher = Files.readString(home.resolve("bin/tilewright"));
        program("bin/tilewright", "if [ \"$1\" = %s ]; then\n%s\nfi\n%s".formatted(command, script, launcher));
    }

    void answer(String name, String text) throws IOException {
        Files.writeString(home.resolve("answers").resolve(name), text, StandardOpenOption.TRUNCATE_EXISTING);
    }

    /** Returns what was asked of the programs so far, and forgets it. */
    List<String> asked() throws IOException {
        List<String> asked = Files.readAllLines(home.resolve("asked"));
        Files.delete(home.resolve("asked"));
        return asked;
    }

    Path home() {
        return home;
    }
}
