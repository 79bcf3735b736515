package dev.tilewright.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.codegen.c.CudaEmitter;
import dev.tilewright.codegen.emit.Emitter;
import dev.tilewright.device.BuildException;
import dev.tilewright.device.cuda.Cubin;
import dev.tilewright.device.cuda.CudaCompiler;
import dev.tilewright.device.cuda.CudaCompilerPresent;
import dev.tilewright.device.cuda.CudaCompilers;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.transform.Capability;
import dev.tilewright.loops.transform.Limits;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.task.Argument;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskCatalogue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What the emitter for CUDA C writes compiles to machine code, without a warning.
 *
 * <p>{@code -Dtilewright.cuda-schedules=400} draws so many schedules, {@code -Dtilewright.seed=N} those of one seed.
 */
@CudaCompilerPresent
class CudaKernelsTest {

    private static final Emitter EMITTER = new CudaEmitter();
    private static final Limits LIMITS = EMITTER.restrict(
            new Limits(1024, 48 << 10, 16, Limits.UNROLLED_OPERATIONS, EnumSet.allOf(Capability.class)));
    private static final long POINTS = 1 << 20;

    @Test
    void theNaiveKernelOfEveryTaskCompiles() throws Exception {
        List<Kernel> kernels = new ArrayList<>();
        for (Task task : new TaskCatalogue(Path.of("..", "tasks")).all()) {
            Map<String, ElementType> types = new TreeMap<>();
            for (Argument argument : task.arguments()) {
                types.put(argument.name(), argument.type());
            }
            Problem problem = task.problems().getFirst();
            LoopNests nests = LoopNests.of(task.computation().orElseThrow(), types, problem.sizes());
            LoopNests scheduled = Schedule.naive(nests, LIMITS).apply(nests, LIMITS);
            kernels.add(Programs.of(task.name(), scheduled, task.buffers(problem), EMITTER)
                    .kernel());
        }
        assertThat(kernels).hasSizeGreaterThanOrEqualTo(12);
        compile(kernels);
    }

    @Test
    void everyKernelOfARandomScheduleCompiles() throws Exception {
        long seed = Long.getLong("tilewright.seed", 1);
        int draws = Integer.getInteger("tilewright.cuda-schedules", 20);
        System.out.printf("random schedules in CUDA C: seed %d, %d draws%n", seed, draws);
        SplittableRandom random = new SplittableRandom(seed);
        List<Cases.Case> cases = Cases.all();
        int first = random.nextInt(cases.size());
        List<Kernel> kernels = new ArrayList<>();
        for (int i = 0; kernels.size() < draws; i++) {
            Cases.Case computation = cases.get((first + i) % cases.size());
            if (random.nextInt(4) == 0) {
                computation = computation.with(ElementType.FLOAT64);
            }
            SplittableRandom own = random.split();
            Map<String, Long> sizes = computation.draw(own, POINTS);
            LoopNests nests = computation.nests(sizes);
            Schedule schedule = RandomSchedule.draw(nests, LIMITS, own);
            try {
                kernels.add(Programs.of(
                                computation.name(),
                                schedule.apply(nests, LIMITS),
                                computation.arguments(sizes),
                                EMITTER)
                        .kernel());
            } catch (IllegalTransformationException e) {
                assertThat(e).hasMessageContaining("the largest in CUDA C has 16");
            }
        }
        compile(kernels);
    }

    /** Compiles kernels for the architectures of A100 and H100. */
    static void compile(List<Kernel> kernels) throws BuildException {
        JoinedKernels joined = JoinedKernels.of(kernels);
        for (String architecture : List.of("sm_80", "sm_90")) {
            CudaCompiler compiler = CudaCompilers.findFor(architecture);
            long start = System.nanoTime();
            Cubin cubin = compiler.compile(joined.kernel(), architecture);
            assertThat(cubin.warnings()).isEmpty();
            assertThat(new String(cubin.code(), StandardCharsets.ISO_8859_1)).startsWith("\177ELF");
            assertThat(cubin.resources())
                    .hasSameSizeAs(joined.kernel().entries())
                    .allSatisfy(resources -> assertThat(resources.registers()).isBetween(1, 255));
            System.out.printf(
                    "%s compiled %d kernels for %s in %d ms%n",
                    compiler.version(), kernels.size(), architecture, (System.nanoTime() - start) / 1_000_000);
        }
    }
}
