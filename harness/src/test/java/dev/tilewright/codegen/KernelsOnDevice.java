package dev.tilewright.codegen;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.tilewright.codegen.c.CudaEmitter;
import dev.tilewright.codegen.c.OpenClEmitter;
import dev.tilewright.codegen.emit.Emitter;
import dev.tilewright.codegen.java.JavaEmitter;
import dev.tilewright.codegen.java.TornadoEmitter;
import dev.tilewright.device.BuildException;
import dev.tilewright.device.BuiltKernel;
import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.Session;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.genome.KernelTarget;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.transform.Limits;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskCatalogue;
import dev.tilewright.tensor.Computation;
import dev.tilewright.tensor.ReferenceProgram;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Runs what the emitters write on a device, and holds the results against what the task says, to single precision. Every backend's
 * contract does.
 *
 * <p>{@code -Dtilewright.seed=N} draws the random schedules of another seed.
 */
public final class KernelsOnDevice {

    private static final long POINTS = 20_000;
    private static final double TOLERANCE = 2e-4;

    /** The same in every build: one schedule in some hundred ends PoCL 3.1 with an assertion, and with it the process of all tests. */
    private static final long SEED = 2;

    private final Session session;
    private final Emitter emitter;
    private final Limits limits;

    /** Takes a device's session, its language, and what it can hold. */
    public KernelsOnDevice(Session session, Language language, DeviceFacts facts) {
        this.session = session;
        emitter = switch (language) {
            case OPENCL -> new OpenClEmitter();
            case CUDA -> new CudaEmitter();
            case JAVA -> new JavaEmitter();
            case TORNADO -> new TornadoEmitter();
        };
        Task any = tasks().getFirst();
        limits = new KernelTarget(any, any.problems().getFirst(), language, facts).limits();
    }

    private static List<Task> tasks() {
        return new TaskCatalogue(Path.of("..", "tasks")).all();
    }

    /**
     * A kernel that was run.
     *
     * @param drawn what it computes, and the schedule
     * @param program the kernel with its launches
     * @param fault what was wrong, empty if nothing
     */
    public record Ran(String drawn, KernelProgram program, Optional<String> fault) {

        private void requireRight() {
            fault.ifPresent(said ->
                    fail("%s%n%s%n%s".formatted(drawn, said, program.kernel().source())));
        }
    }

    /** Runs the naive kernel of every task. */
    public void naiveKernels() throws Exception {
        for (int i = 0; i < tasks().size(); i++) {
            naiveKernel(i, program -> {}).requireRight();
        }
    }

    /** Returns how many tasks there are, each with a naive kernel. */
    public static int naiveCount() {
        return tasks().size();
    }

    /**
     * Runs the naive kernel of one task, on the first problem that it is verified on.
     *
     * @param before gets the program before it is built
     */
    public Ran naiveKernel(int index, Consumer<KernelProgram> before) throws Exception {
        Task task = tasks().get(index);
        Problem problem = task.verify().getFirst();
        Cases.Case computation = Cases.named(task.name());
        LoopNests nests = computation.nests(problem.sizes());
        LoopNests scheduled = Schedule.naive(nests, limits).apply(nests, limits);
        return run(prepared("%s %s naive".formatted(task.name(), problem), computation, scheduled), before);
    }

    /** Runs kernels of random schedules. */
    public void randomSchedules(int draws) throws Exception {
        long seed = Long.getLong("tilewright.seed", SEED);
        System.out.printf(
                "random schedules in %s: seed %d, %d draws%n",
                emitter.language().id(), seed, draws);
        for (int i = 0; i < draws; i++) {
            randomSchedule(seed, i, program -> {}).requireRight();
        }
    }

    /**
     * Runs the kernel of one random schedule, always the same for a seed and an index.
     *
     * @param before gets the program before it is built
     */
    public Ran randomSchedule(long seed, int index, Consumer<KernelProgram> before) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        List<Cases.Case> cases = Cases.all();
        int first = random.nextInt(cases.size());
        for (int skipped = 0; skipped < index; skipped++) {
            random.split();
        }
        SplittableRandom own = random.split();
        Cases.Case computation = cases.get((first + index) % cases.size());
        Map<String, Long> sizes = computation.draw(own, POINTS);
        Schedule schedule = RandomSchedule.draw(computation.nests(sizes), limits, own);
        String drawn = "%s %s %s".formatted(computation.name(), sizes, schedule.text());
        Prepared prepared = prepared(drawn, computation, schedule.apply(computation.nests(sizes), limits));
        return run(prepared, before);
    }

    /** Runs the kernel of one schedule of a task or of another computation that is drawn. */
    public void schedule(String name, Map<String, Long> sizes, String... steps) throws Exception {
        Cases.Case computation = Cases.named(name);
        Schedule schedule = Schedule.parse(List.of(steps));
        String drawn = "%s %s %s".formatted(name, sizes, schedule.text());
        run(prepared(drawn, computation, schedule.apply(computation.nests(sizes), limits)), program -> {})
                .requireRight();
    }

    private record Prepared(String drawn, Computation computation, Map<String, Long> sizes, KernelProgram program) {}

    private Prepared prepared(String drawn, Cases.Case computation, LoopNests nests)
            throws IllegalTransformationException {
        KernelProgram program = Programs.of(computation.name(), nests, computation.arguments(nests.sizes()), emitter);
        return new Prepared(drawn, computation.computation(), nests.sizes(), program);
    }

    private Ran run(Prepared prepared, Consumer<KernelProgram> before) {
        KernelProgram program = prepared.program();
        before.accept(program);
        Map<String, double[]> inputs = new HashMap<>();
        Map<String, DeviceBuffer> buffers = new HashMap<>();
        SplittableRandom numbers = new SplittableRandom(5);
        try (BuiltKernel kernel = session.build(program.kernel())) {
            for (Buffer buffer : program.buffers()) {
                boolean input = buffer.role() == Buffer.Role.INPUT;
                float[] values = new float[(int) buffer.elements()];
                double[] exact = new double[values.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = input ? (float) numbers.nextDouble(0.5, 1.5) : Float.NaN;
                    exact[i] = values[i];
                }
                DeviceBuffer memory = session.allocate(buffer);
                memory.write(MemorySegment.ofArray(values));
                buffers.put(buffer.name(), memory);
                if (input) {
                    inputs.put(buffer.name(), exact);
                }
            }
            session.run(kernel, program.launches(), buffers);
            ReferenceProgram.compile(prepared.computation(), prepared.sizes())
                    .run(inputs)
                    .forEach((output, right) -> compare(output, right, buffers.get(output)));
            buffers.forEach((name, memory) -> assertThat(memory.guardsIntact())
                    .as("guard zones of " + name)
                    .isTrue());
            return new Ran(prepared.drawn(), program, Optional.empty());
        } catch (BuildException | LaunchException | RuntimeException | AssertionError e) {
            return new Ran(
                    prepared.drawn(), program, Optional.of(e.getMessage() == null ? e.toString() : e.getMessage()));
        } finally {
            buffers.values().forEach(DeviceBuffer::close);
        }
    }

    private static void compare(String output, double[] right, DeviceBuffer memory) {
        float[] values = new float[right.length];
        MemorySegment copy = MemorySegment.ofArray(values);
        memory.read(copy);
        for (int i = 0; i < right.length; i++) {
            double actual = copy.getAtIndex(JAVA_FLOAT, i);
            if (!(Math.abs(actual - right[i]) <= TOLERANCE * Math.max(1, Math.abs(right[i])))) {
                throw new AssertionError(
                        "element %d of %s is %s, and should be %s".formatted(i, output, actual, right[i]));
            }
        }
    }
}
