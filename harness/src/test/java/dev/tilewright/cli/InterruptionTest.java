package dev.tilewright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.app.Home;
import dev.tilewright.app.OpenMemory;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ctrl-C, the end of a terminal and the end of a session, in a real process. */
@Tag("long")
@EnabledOnOs({OS.LINUX, OS.MAC})
class InterruptionTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    @Timeout(300)
    void aSearchThatIsInterruptedKeepsWhatItHasAndSaysHowToGoOn(String signal, int exitCode)
            throws IOException, InterruptedException {
        String memory = folder.resolve("memory.db").toString();
        Process tune = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dtilewright.home=" + Home.find().folder().toAbsolutePath(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "tune",
                        "matmul",
                        "--device",
                        "jvm:0",
                        "--problem",
                        "M=16,N=16,K=16",
                        "--evaluations",
                        "100000",
                        "--memory",
                        memory,
                        "--output",
                        folder.resolve("run").toString())
                .redirectErrorStream(true)
                .start();
        List<String> said = new ArrayList<>();
        try (BufferedReader lines = tune.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
                if (line.endsWith("  naive")) {
                    interrupt(tune, signal);
                }
            }
        }

        assertThat(tune.waitFor()).as(String.join("\n", said)).isEqualTo(exitCode);
        assertThat(said)
                .contains("stopping after the evaluation in progress …")
                .anyMatch(
                        line -> line.startsWith(
                                "Everything evaluated so far is kept. Continue with: scripts/tilewright tune --resume matmul-"));
        assertThat(folder.resolve("run/result.json")).isRegularFile();
        try (OpenMemory store = OpenMemory.openExisting(memory)) {
            assertThat(store.memory().steps(store.memory().runs().getFirst().id()))
                    .isNotEmpty();
        }
    }

    private static void interrupt(Process process, String signal) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("sh", "-c", "kill -%s %d".formatted(signal, process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}
