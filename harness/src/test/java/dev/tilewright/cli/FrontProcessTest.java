package dev.tilewright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.device.OpenClPresent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process that a person starts leaves devices to its workers: it loads no driver, not even the classes that would. */
@OpenClPresent
class FrontProcessTest {

    @TempDir
    Path folder;

    @Test
    void devicesAreListedByAnotherProcess() throws Exception {
        assertThat(run("devices")).contains("opencl:0", "jvm:0");
    }

    @Tag("long")
    @Test
    void aSearchIsBegunResumedAndExportedWithoutADriver() throws Exception {
        String memory = folder.resolve("memory.db").toString();
        String output = folder.resolve("run").toString();

        run(
                "tune",
                "vector-add",
                "--device",
                "opencl:0",
                "--problem",
                "N=65536",
                "--evaluations",
                "3",
                "--memory",
                memory,
                "--output",
                output);
        run("tune", "--resume", "latest", "--evaluations", "4", "--memory", memory, "--output", output);
        run(
                "export",
                "vector-add",
                "--device",
                "opencl:0",
                "--problem",
                "N=65536",
                "--memory",
                memory,
                "--output",
                folder.resolve("exported").toString());

        assertThat(folder.resolve("exported/best.cl")).content().contains("__kernel");
        assertThat(folder.resolve("run/result.json")).content().contains("roofline_fraction");
    }

    /** Runs the program in a process of its own and returns what it printed. */
    private String run(String... arguments) throws IOException, InterruptedException {
        Path loaded = folder.resolve("loaded");
        Path printed = folder.resolve("printed");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xlog:class+load:file=" + loaded,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("it ends").isTrue();
        assertThat(process.exitValue()).as(Files.readString(printed)).isEqualTo(ExitCode.DONE);
        assertThat(Files.readString(loaded))
                .contains(Main.class.getName())
                .doesNotContain(
                        "org.jocl.", "jcuda.", "dev.tilewright.device.opencl.", "dev.tilewright.device.cuda.Cuda");
        return Files.readString(printed);
    }
}
