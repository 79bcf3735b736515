package dev.tilewright.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelTarget;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.task.TaskCatalogue;
import dev.tilewright.task.TaskException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteReaderTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final TaskCatalogue TASKS = new TaskCatalogue(ROOT.resolve("tasks"));

    @TempDir
    Path folder;

    private Suite read(String text) throws IOException {
        return SuiteReader.read(Files.writeString(folder.resolve("suite.yaml"), text), TASKS, ROOT);
    }

    private void refused(String text, String... words) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(TaskException.class).hasMessageContainingAll(words);
    }

    @Test
    void casesAreReadInTheirOrderWithWhatTheyLeaveOut() throws IOException {
        Suite suite = read("""
                device: jvm:0
                cases:
                  usual: {task: matvec}
                  mine:
                    task: matmul
                    problem: {M: 64, N: 64, K: 64}
                    device: opencl:0
                    kernel: kernels/matmul/tiled.cl
                    configuration: {TILE: 16}
                """);

        assertThat(suite.cases()).extracting(BenchCase::name).containsExactly("usual", "mine");
        BenchCase usual = suite.cases().getFirst();
        assertThat(usual.problem()).isEqualTo(TASKS.find("matvec").problems().getFirst());
        assertThat(usual.device()).contains("jvm:0");
        assertThat(usual.kernel()).isEqualTo(new KernelChoice.Best());
        BenchCase mine = suite.cases().getLast();
        assertThat(mine.problem()).hasToString("M=64,N=64,K=64");
        assertThat(mine.device()).contains("opencl:0");
        assertThat(((KernelChoice.Own) mine.kernel())
                        .configuration()
                        .orElseThrow()
                        .values())
                .isEqualTo(Map.of("TILE", "16"));
    }

    @Test
    void theSuiteThatShipsHasKernelsForGpusProcessorsAndTheJvm() throws Exception {
        Suite suite = SuiteReader.read(ROOT.resolve("tasks/suites/small.yaml"), TASKS, ROOT);

        assertThat(suite.cases()).hasSizeGreaterThan(2);
        requireKernels(suite, Language.CUDA, new DeviceFacts(4, 1, 1024, 1 << 16, 4 << 20, 1L << 31, 1L << 31, false));
        requireKernels(
                suite, Language.OPENCL, new DeviceFacts(2, 8, 4096, 1 << 20, 32 << 20, 1L << 34, 1L << 32, true));
        requireKernels(suite, Language.JAVA, new DeviceFacts(2, 8, 1, 0, 32 << 20, 1L << 34, 1L << 31, true));
    }

    private static void requireKernels(Suite suite, Language language, DeviceFacts facts) throws Exception {
        for (BenchCase each : suite.cases()) {
            GenomeFactory factory =
                    new GenomeFactory(new KernelTarget(each.task(), each.problem(), language, facts), List.of());
            if (each.kernel() instanceof KernelChoice.Scheduled(List<String> steps)) {
                assertThat(factory.scheduled(Schedule.parse(steps)).obstacle())
                        .as("%s in %s", each.name(), language)
                        .isEmpty();
            } else {
                assertThat(factory.naive())
                        .as("%s in %s", each.name(), language)
                        .isPresent();
            }
        }
    }

    @Test
    void anUnknownKeyIsRefusedWithItsLineAndTheNearestName() {
        refused("cases:\n  a: {task: matvec}\nthreshhold: 3\n", "suite.yaml:3", "'threshhold' means nothing here");
        refused(
                "cases:\n  a:\n    task: matvec\n    kernal: naive\n",
                "suite.yaml:4",
                "cases.a",
                "did you mean kernel?");
    }

    @Test
    void mistakesAreRefusedWithTheirLine() {
        refused("cases:\n  a: {task: matmull}\n", "suite.yaml:2", "did you mean matmul?");
        refused("cases:\n  a: {kernel: naive}\n", "suite.yaml:2", "task", "missing");
        refused("cases:\n  a: {task: matvec, problem: {M: 3}}\n", "suite.yaml:2", "K is missing");
        refused("cases:\n  a: {task: matvec, problem: {M: 3.5, K: 1}}\n", "suite.yaml:2", "whole number");
        refused("cases:\n  a: {task: matvec, kernel: nave}\n", "suite.yaml:2", "expected best, naive");
        refused("cases:\n  a: {task: matvec, kernel: none.cl}\n", "suite.yaml:2", "no file none.cl");
        refused("cases:\n  a: {task: matvec, configuration: {T: 1}}\n", "suite.yaml:2", "only a kernel file has one");
        refused(
                "cases:\n  a: {task: matmul, kernel: kernels/matmul/tiled.cl, configuration: {TILES: 16}}\n",
                "suite.yaml:2",
                "did you mean TILE?");
        refused(
                "cases:\n  a: {task: matmul, kernel: kernels/matmul/tiled.cl, configuration: {TILE: 17}}\n",
                "suite.yaml:2",
                "does not allow TILE=17");
        refused("cases:\n  a: {task: matvec, kernel: naive, schedule: [x]}\n", "suite.yaml:2", "not both");
        refused("cases:\n  a: {task: matvec}\n  a: {task: matmul}\n", "suite.yaml:3", "uplicate");
        refused("cases: {}\n", "no case");
        refused("cases: [a]\n", "suite.yaml:1", "mapping");
        refused("just text", "a suite is a mapping");
        refused("cases: {\n", "not YAML");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> SuiteReader.read(folder.resolve("none.yaml"), TASKS, ROOT))
                .hasMessageContainingAll("none.yaml", "no such file");
    }
}
