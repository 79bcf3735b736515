package dev.tilewright.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tilewright.device.OpenClPresent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every command of {@code docs/tutorial.md} in order, in one shell, in a copy of what a clone has, with the files that the tutorial
 * tells its reader to save. Its launcher starts the classes of this build and is otherwise the real thing.
 *
 * <p>The searches are cut short, so that the build stays so; {@code -Dtilewright.tutorial=whole} runs them as they are written. A C
 * compiler and OpenCL's headers are needed; without them the test is skipped, or fails where OpenCL is required.
 */
@Tag("long")
@OpenClPresent
class TutorialTest {

    private static final Pattern BLOCK = Pattern.compile(
            "(?:Save this as `(?<file>[^`]+)`:\n\n)?^```(?<language>\\w+)\n(?<content>.*?)^```$",
            Pattern.MULTILINE | Pattern.DOTALL);
    private static final boolean WHOLE = "whole".equals(System.getProperty("tilewright.tutorial"));

    @TempDir
    Path scratch;

    /** Returns the tutorial as a shell script: its commands and the files to save, in order. */
    private static String script() {
        StringBuilder script = new StringBuilder("set -eu\n");
        Matcher block = BLOCK.matcher(Documents.read(Documents.ROOT.resolve("docs/tutorial.md")));
        while (block.find()) {
            if (block.group("file") != null) {
                script.append("cat > %s <<'END OF FILE'\n%sEND OF FILE\n"
                        .formatted(block.group("file"), block.group("content")));
            } else if (block.group("language").equals("sh")) {
                script.append(block.group("content"));
            } else {
                assertThat(block.group("language"))
                        .as("a block that is not run")
                        .isEqualTo("text");
            }
        }
        return WHOLE ? script.toString() : shortened(script.toString());
    }

    /** Returns the script with smaller problems, and with as few evaluations, cases and rounds as still find the regression. */
    private static String shortened(String script) {
        return script.replaceAll("--evaluations \\d+", "--evaluations 4")
                .replaceAll("(?m)^(tilewright bench \\S+)", "$1 --rounds 9 --significance 0.05")
                .replaceAll("(?m)^  tuned: .*\n", "")
                .replace("M=512,N=512,K=512", "M=128,N=128,K=128")
                .replace("SIZE = 512", "SIZE = 128")
                .replace("N: 4000000", "N: 400000");
    }

    private Path freshClone() throws IOException {
        Path clone = Files.createDirectories(scratch.resolve("tilewright"));
        for (String folder : List.of("tasks", "kernels", "docs/tutorial")) {
            copy(Documents.ROOT.resolve(folder), clone.resolve(folder));
        }
        Path launcher = Files.createDirectory(clone.resolve("scripts")).resolve("tilewright");
        Files.writeString(
                launcher, """
                #!/bin/sh
                exec '%s/bin/java' -Dtilewright.home='%s' --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -cp '%s' dev.tilewright.cli.Main "$@"
                """.formatted(System.getProperty("java.home"), clone, System.getProperty("java.class.path")));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        return clone;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static void needACompiler() throws Exception {
        Process compiler = new ProcessBuilder("cc", "-E", "-include", "CL/cl.h", "-x", "c", "/dev/null")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        boolean there = compiler.waitFor() == 0;
        boolean required =
                Boolean.parseBoolean(System.getProperty(OpenClPresent.REQUIRE, System.getenv(OpenClPresent.REQUIRE)));
        if (!there && !required) {
            System.out.println("TUTORIAL NOT RUN: there is no C compiler with OpenCL's headers");
            assumeTrue(false);
        }
        assertThat(there).as("a C compiler with OpenCL's headers").isTrue();
    }

    @Test
    void everyCommandRunsInOrderAndTheExportedKernelIsRightInAnotherProgram() throws Exception {
        needACompiler();
        Path clone = freshClone();
        Path transcript = scratch.resolve("transcript");
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script())
                .directory(clone.toFile())
                .redirectErrorStream(true)
                .redirectOutput(transcript.toFile());
        // As after a fresh installation; and PoCL's cache is not shared with what else runs.
        builder.environment()
                .put(
                        "POCL_CACHE_DIR",
                        Files.createDirectory(scratch.resolve("pocl")).toString());
        Process shell = builder.start();
        boolean ended = shell.waitFor(WHOLE ? 30 : 10, TimeUnit.MINUTES);
        if (!ended) {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly();
        }
        String said = Files.readString(transcript);
        assertThat(ended).as(said).isTrue();
        assertThat(shell.exitValue()).as(said).isZero();
        assertThat(said)
                .contains("opencl:0", "found by evaluation", "is correct: the largest error is")
                .containsPattern("(?m)^rows .* regressed$")
                .contains("exit code 5");
        Path work = scratch.resolve("first-kernel");
        assertThat(work.resolve("tuned/report.html")).isNotEmptyFile();
        assertThat(work.resolve("best/wisdom.json")).isNotEmptyFile();
        assertThat(work.resolve("rows/launch.json")).content().contains("ROWS");
        assertThat(work.resolve("smooth/launch.json")).content().contains("\"smooth\"");
        assertThat(clone.resolve("results/memory.db")).isNotEmptyFile();
    }
}
