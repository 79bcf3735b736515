package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.kernel.KernelArgument.BufferArgument;
import dev.tilewright.kernel.KernelArgument.ScalarArgument;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.kernels.evaluate.measure.SamplingBudget;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.task.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Writes and reads messages such as those of an evaluation until the code that does so is compiled: interpreted, it takes longer than
 * all the looking at results. Both ends do it while a worker opens its device.
 */
final class Rehearsal {

    private static final int TIMES = 1000;

    private Rehearsal() {}

    /** Rehearses in the background what comes after {@code order}. */
    static void begin(Message.Open order) {
        Thread.ofPlatform().daemon().name("rehearsal").start(() -> {
            List<Message> messages = List.of(evaluate(order), evaluated(order));
            for (int i = 0; i < TIMES; i++) {
                messages.forEach(message -> Channel.decode(Channel.encode(message)));
            }
        });
    }

    private static Message evaluate(Message.Open order) {
        List<Solution.Entry> programs = Stream.concat(Stream.of(order.problem()), order.verify().stream())
                .map(problem -> new Solution.Entry(problem, program(order.task(), problem)))
                .toList();
        return new Message.Evaluate(new Solution(programs), OptionalDouble.of(1), SamplingBudget.DEFAULT);
    }

    private static KernelProgram program(TaskDefinition task, Problem problem) {
        List<KernelArgument> arguments = new ArrayList<>();
        task.arguments().forEach(argument -> arguments.add(new BufferArgument(argument.name())));
        problem.sizes().forEach((name, value) -> arguments.add(new ScalarArgument(name, ElementType.INT32, value)));
        Kernel kernel = new Kernel(Language.OPENCL, "\n \"kernel\" \t".repeat(100), List.of("kernel"), List.of("-D"));
        return new KernelProgram(
                kernel, task.buffers(problem), List.of(new Launch("kernel", List.of(1L), List.of(1L), arguments)));
    }

    private static Message evaluated(Message.Open order) {
        Optional<TimeEstimate> time = Optional.of(new TimeEstimate(2.5, 1.5, 3.5, 3));
        return new Message.Evaluated(
                Status.OK,
                new KernelMeasurement(time, time, OptionalDouble.of(1e-7), order.verify(), 1, 2),
                "said\nby a compiler");
    }
}
