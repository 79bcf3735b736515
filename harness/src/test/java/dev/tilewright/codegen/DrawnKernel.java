package dev.tilewright.codegen;

import dev.tilewright.codegen.c.OpenClEmitter;
import dev.tilewright.codegen.emit.Emitter;
import dev.tilewright.codegen.java.JavaEmitter;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.genome.KernelTarget;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.transform.Limits;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import java.util.random.RandomGenerator;

/**
 * A kernel of a random schedule, for tests that look at its results.
 *
 * @param schedule the schedule as text
 * @param program the kernel with its launches
 */
public record DrawnKernel(String schedule, KernelProgram program) {

    /** Draws a kernel for a problem of a shipped task. */
    public static DrawnKernel draw(
            Task task, Problem problem, Language language, DeviceFacts facts, RandomGenerator random)
            throws IllegalTransformationException {
        Emitter emitter = language == Language.JAVA ? new JavaEmitter() : new OpenClEmitter();
        Limits limits = new KernelTarget(task, problem, language, facts).limits();
        Cases.Case computation = Cases.named(task.name());
        LoopNests nests = computation.nests(problem.sizes());
        Schedule schedule = RandomSchedule.draw(nests, limits, random);
        LoopNests scheduled = schedule.apply(nests, limits);
        return new DrawnKernel(
                String.join(", ", schedule.text()),
                Programs.of(computation.name(), scheduled, computation.arguments(scheduled.sizes()), emitter));
    }
}
