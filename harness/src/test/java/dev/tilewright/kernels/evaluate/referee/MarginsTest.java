package dev.tilewright.kernels.evaluate.referee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.codegen.DrawnKernel;
import dev.tilewright.device.Backends;
import dev.tilewright.device.BuiltKernel;
import dev.tilewright.device.Device;
import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.Session;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.Language;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs kernels of random schedules for all shipped tasks, in every shape of inputs that is fair, and holds them against the error model.
 * Prints the largest deviation of each task as a share of what passes: how near an honest kernel comes to being refused.
 *
 * <p>{@code -Dtilewright.margins=N} draws N schedules for each task and device; {@code -Dtilewright.seed=N} those of one seed.
 */
@Tag("endurance")
class MarginsTest {

    @ParameterizedTest
    @CsvSource({"opencl:0, OPENCL", "jvm:0, JAVA"})
    void noKernelOfARandomScheduleIsFurtherOffThanItMayBe(String name, Language language) throws Exception {
        int draws = Integer.getInteger("tilewright.margins", 10);
        long seed = Long.getLong("tilewright.seed", System.nanoTime());
        System.out.printf("margins on %s: seed %d, %d schedules a task%n", name, seed, draws);
        SplittableRandom random = new SplittableRandom(seed);
        Device device = Backends.load().device(name);
        List<String> refused = new ArrayList<>();
        try (Session session = device.open()) {
            for (Task task : ShippedTasks.all()) {
                double declared = 0;
                double adverse = 0;
                for (int draw = 0; draw < draws; draw++) {
                    Problem problem = task.verify().get(draw % task.verify().size());
                    DrawnKernel kernel = DrawnKernel.draw(task, problem, language, device.facts(), random.split());
                    for (Map.Entry<InputShape, Double> deviation :
                            deviations(session, task, problem, kernel, random).entrySet()) {
                        double value = deviation.getValue();
                        if (deviation.getKey() == InputShape.DECLARED) {
                            declared = Math.max(declared, value);
                        } else {
                            adverse = Math.max(adverse, value);
                        }
                        if (!(value <= 1)) {
                            refused.add("%s %s %s %.3g: %s"
                                    .formatted(task.name(), problem, deviation.getKey(), value, kernel.schedule()));
                        }
                    }
                }
                System.out.printf("| %s | %s | %.2f | %.2f |%n", task.name(), name, declared, adverse);
            }
        }
        assertThat(refused).isEmpty();
    }

    private static Map<InputShape, Double> deviations(
            Session session, Task task, Problem problem, DrawnKernel kernel, SplittableRandom random) throws Exception {
        TaskDefinition definition = ShippedTasks.definition(task);
        TensorReference reference =
                new TensorReference(definition, task.compute().orElseThrow());
        Map<InputShape, Double> deviations = new HashMap<>();
        Map<String, DeviceBuffer> buffers = new HashMap<>();
        try (BuiltKernel built = session.build(kernel.program().kernel())) {
            for (Buffer buffer : kernel.program().buffers()) {
                buffers.put(buffer.name(), session.allocate(buffer));
            }
            for (InputShape shape : new AdverseInputs(definition, task.computation()).shapes(problem)) {
                InputSet inputs = InputSet.draw(definition, reference, problem, random.nextLong(), shape);
                if (!inputs.judges()) {
                    continue;
                }
                inputs.inputs()
                        .contents()
                        .forEach((name, contents) -> buffers.get(name).write(contents));
                session.run(built, kernel.program().launches(), buffers);
                double worst = 0;
                for (Map.Entry<String, Expected> expected : inputs.expected().entrySet()) {
                    DeviceBuffer output = buffers.get(expected.getKey());
                    MemorySegment result = MemorySegment.ofArray(
                            new float[(int) output.buffer().elements()]);
                    output.read(result);
                    worst = Math.max(
                            worst,
                            expected.getValue()
                                    .deviation(result, output.buffer().type()));
                }
                deviations.put(shape, worst);
            }
        } finally {
            buffers.values().forEach(DeviceBuffer::close);
        }
        return deviations;
    }
}
