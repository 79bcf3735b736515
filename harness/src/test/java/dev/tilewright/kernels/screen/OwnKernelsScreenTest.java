package dev.tilewright.kernels.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.codegen.c.MatrixUnits;
import dev.tilewright.device.AllowedClasses;
import dev.tilewright.device.ClassScreen;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.device.JavaCompilation;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelTarget;
import dev.tilewright.kernels.sketch.Sketches;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskCatalogue;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

/** What this program writes itself would pass as a stranger's: a model that changes a line of it is not refused for the others. */
class OwnKernelsScreenTest {

    private static final DeviceFacts CPU = new DeviceFacts(2, 16, 4096, 1 << 20, 32 << 20, 1L << 34, 1L << 32, true);
    private static final DeviceFacts GPU = new DeviceFacts(132, 1, 1024, 48 << 10, 50 << 20, 1L << 36, 1L << 34, false);
    private static final DeviceFacts JVM = new DeviceFacts(2, 8, 1, 0, 32 << 20, 1L << 34, 1L << 31, true);
    private static final int SKETCHES = 24;

    private static final List<Task> TASKS = new TaskCatalogue(Path.of("..", "tasks")).all();

    private static Set<Kernel> drawn(Language language, DeviceFacts facts, int sketches) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(13);
        Set<Kernel> kernels = new LinkedHashSet<>();
        for (Task task : TASKS) {
            Problem problem =
                    new Problem(new LinkedHashMap<>(task.problems().getFirst().sizes()));
            GenomeFactory factory = new GenomeFactory(new KernelTarget(task, problem, language, facts), List.of());
            kernels.add(factory.naive().orElseThrow().program().kernel());
            for (int i = 0; i < sketches; i++) {
                Sketches.draw(factory, random)
                        .filter(sketch -> sketch.obstacle().isEmpty())
                        .ifPresent(sketch -> kernels.add(sketch.program().kernel()));
            }
        }
        assertThat(kernels).hasSizeGreaterThan(2 * TASKS.size());
        return kernels;
    }

    @Test
    void everyKernelInOpenClPasses() {
        for (Kernel kernel : drawn(Language.OPENCL, CPU, SKETCHES)) {
            assertThat(SourceScreen.refusal(kernel)).as(kernel.source()).isEmpty();
        }
    }

    @Test
    void everyKernelInCudaPasses() {
        for (Kernel kernel : drawn(Language.CUDA, GPU, SKETCHES)) {
            assertThat(SourceScreen.refusal(kernel)).as(kernel.source()).isEmpty();
        }
    }

    @Test
    void theInstructionsOfMatrixUnitsPassWordForWord() {
        String own = MatrixUnits.DEFINITIONS + "extern \"C\" __global__ void f(float *A) { A[0] = 1; }\n";
        assertThat(SourceScreen.refusal(new Kernel(Language.CUDA, own, List.of("f"), List.of())))
                .isEmpty();
        String changed = own.replace("cvt.rna.tf32.f32 %0, %1;", "cvt.rna.tf32.f32 %0, %1; trap;");
        assertThat(SourceScreen.refusal(new Kernel(Language.CUDA, changed, List.of("f"), List.of())))
                .contains("Line 3: inline assembly is no part of a kernel.");
        String called = own.replace("\"f\"(a)", "\"f\"(system(a))");
        assertThat(SourceScreen.refusal(new Kernel(Language.CUDA, called, List.of("f"), List.of())))
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("Line 3: system is called"));
    }

    @Test
    void everyKernelInJavaPasses() throws Exception {
        try (JavaCompilation compilation =
                new JavaCompilation(List.of(), List.of("--add-modules", "jdk.incubator.vector"))) {
            for (Kernel kernel : drawn(Language.JAVA, JVM, 2)) {
                ClassScreen.check(
                        compilation
                                .compile(kernel.source(), kernel.buildOptions())
                                .classes(),
                        AllowedClasses.JVM);
            }
        }
    }
}
