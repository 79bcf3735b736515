package dev.tilewright.codegen;

import dev.tilewright.codegen.c.CudaEmitter;
import dev.tilewright.codegen.c.OpenClEmitter;
import dev.tilewright.codegen.emit.Emitter;
import dev.tilewright.codegen.java.JavaEmitter;
import dev.tilewright.codegen.java.TornadoEmitter;
import dev.tilewright.device.Backends;
import dev.tilewright.device.BuildException;
import dev.tilewright.device.BuiltKernel;
import dev.tilewright.device.Device;
import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.Session;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.genome.KernelTarget;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.transform.Limits;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskCatalogue;
import dev.tilewright.tensor.NumberRangeException;
import dev.tilewright.tensor.ReferenceProgram;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Runs computations on whole and real numbers on a device, and holds the results against the reference: whole numbers exactly.
 *
 * <p>As a program of its own, it prints what was wrong on {@code device}, and how many computations were run: {@code device seed draws}.
 */
public final class MixedNumbersRun implements AutoCloseable {

    /** Statements of the kinds that once meant one thing in one language and something else in another. */
    static final List<Cases.Case> KINDS = List.of(
            MixedNumbers.of("Y[0] = floor(0.5 + 0.001 * sum(i, F[i] * F[i]) * 1000)", "Y[1]", ElementType.INT32),
            MixedNumbers.of("Y[i] = select(abs(X[i]) > Z[i], 1, 0)", "Y[N]", ElementType.INT32),
            MixedNumbers.of("Y[i] = floor(X[i] / 7)", "Y[N]", ElementType.INT32),
            MixedNumbers.of("Y[i] = X[i] / 7", "Y[N]", ElementType.INT32),
            MixedNumbers.of("Y[i] = X[i] / 7", "Y[N]", ElementType.FLOAT32),
            MixedNumbers.of("Y[i] = sqrt(X[i] * X[i])", "Y[N]", ElementType.FLOAT32),
            MixedNumbers.of("Y[i] = 70000000 * i", "Y[N]", ElementType.FLOAT32),
            MixedNumbers.of("Y[i] = select(70000000 * i > 2147483647 + i, 1, 0)", "Y[N]", ElementType.INT32),
            MixedNumbers.of("Y[i] = max(X[i], -2147483648) + min(2147483647, Z[i])", "Y[N]", ElementType.INT32),
            MixedNumbers.of("Y[i] = -abs(X[i]) / 2 + exp(Z[i] / 8)", "Y[N]", ElementType.FLOAT64),
            MixedNumbers.of("Y[i] = floor(sum(k, W[i, k]) / 4)", "Y[N]", ElementType.INT32),
            MixedNumbers.of("Y[i] = floor(min(255, sum(k, G[i, k] * W[i, k])))", "Y[N]", ElementType.INT32),
            MixedNumbers.of("T[i] = sum(k, W[i, k])\nY[i] = T[i] * F[i] + pow(X[i], 2)", "Y[N]", ElementType.FLOAT32));

    private static final Map<String, Long> SIZES = Map.of("N", 37L);
    private static final int STATEMENTS = 8;

    private final Session session;
    private final Emitter emitter;
    private final Limits limits;

    /** Opens a device by its name. */
    public MixedNumbersRun(String name) {
        Backends backends = Backends.load();
        Device device = backends.device(name);
        Language language = backends.languageOf(device);
        session = device.open();
        emitter = switch (language) {
            case OPENCL -> new OpenClEmitter();
            case CUDA -> new CudaEmitter();
            case JAVA -> new JavaEmitter();
            case TORNADO -> new TornadoEmitter();
        };
        Task any = new TaskCatalogue(Path.of("..", "tasks")).all().getFirst();
        limits = new KernelTarget(any, any.problems().getFirst(), language, device.facts()).limits();
    }

    @Override
    public void close() {
        session.close();
    }

    public static void main(String[] arguments) throws Exception {
        try (MixedNumbersRun run = new MixedNumbersRun(arguments[0])) {
            List<String> faults = new ArrayList<>(run.kinds());
            faults.addAll(run.random(Long.parseLong(arguments[1]), Integer.parseInt(arguments[2])));
            faults.forEach(System.out::println);
            System.out.println("right: " + (KINDS.size() + Integer.parseInt(arguments[2]) - faults.size()));
        }
    }

    /** Runs the statements of {@link #KINDS} and returns what is wrong. */
    List<String> kinds() throws IllegalTransformationException {
        List<String> faults = new ArrayList<>();
        for (Cases.Case computation : KINDS) {
            Map<String, double[]> inputs = inputs(new SplittableRandom(5));
            Map<String, double[]> right =
                    ReferenceProgram.compile(computation.computation(), SIZES).run(inputs);
            LoopNests nests = computation.nests(SIZES);
            faults.addAll(run(computation, Schedule.naive(nests, limits), inputs, right));
        }
        return faults;
    }

    /** Runs random computations, half of them by random schedules, and returns what is wrong. */
    List<String> random(long seed, int draws) throws IllegalTransformationException {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> faults = new ArrayList<>();
        for (int done = 0; done < draws; ) {
            SplittableRandom own = random.split();
            Cases.Case computation = MixedNumbers.draw(own, STATEMENTS);
            Map<String, double[]> inputs = inputs(own);
            Map<String, double[]> right;
            try {
                right = ReferenceProgram.compile(computation.computation(), SIZES)
                        .run(inputs);
            } catch (NumberRangeException outgrown) {
                continue;
            }
            if (right.values().stream().flatMapToDouble(Arrays::stream).allMatch(value -> Math.abs(value) < 1e6)) {
                LoopNests nests = computation.nests(SIZES);
                Schedule schedule =
                        done % 2 == 0 ? Schedule.naive(nests, limits) : RandomSchedule.draw(nests, limits, own);
                faults.addAll(run(computation, schedule, inputs, right));
                done++;
            }
        }
        return faults;
    }

    private static Map<String, double[]> inputs(RandomGenerator random) {
        int n = Math.toIntExact(SIZES.get("N"));
        Map<String, double[]> inputs = new HashMap<>();
        inputs.put("X", random.ints(n, -40, 41).asDoubleStream().toArray());
        inputs.put("Z", random.ints(n, -40, 41).asDoubleStream().toArray());
        inputs.put("W", random.ints(4L * n, -9, 10).asDoubleStream().toArray());
        inputs.put("F", random.ints(n, -32, 33).mapToDouble(i -> i / 8.0).toArray());
        inputs.put("G", random.ints(4L * n, -32, 33).mapToDouble(i -> i / 8.0).toArray());
        return inputs;
    }

    private List<String> run(
            Cases.Case computation, Schedule schedule, Map<String, double[]> inputs, Map<String, double[]> right)
            throws IllegalTransformationException {
        LoopNests scheduled = schedule.apply(computation.nests(SIZES), limits);
        KernelProgram program = Programs.of("mixed", scheduled, computation.arguments(SIZES), emitter);
        Map<String, DeviceBuffer> buffers = new HashMap<>();
        List<String> faults = new ArrayList<>();
        try (BuiltKernel kernel = session.build(program.kernel())) {
            for (Buffer buffer : program.buffers()) {
                DeviceBuffer memory = session.allocate(buffer);
                double[] content = inputs.get(buffer.name());
                memory.write(elements(content == null ? new double[(int) buffer.elements()] : content, buffer.type()));
                buffers.put(buffer.name(), memory);
            }
            session.run(kernel, program.launches(), buffers);
            right.forEach((output, values) -> {
                DeviceBuffer memory = buffers.get(output);
                MemorySegment read =
                        elements(new double[values.length], memory.buffer().type());
                memory.read(read);
                compare(output, memory.buffer().type(), read, values, faults);
            });
        } catch (BuildException | LaunchException | RuntimeException failed) {
            faults.add(String.valueOf(failed.getMessage()));
        } finally {
            buffers.values().forEach(DeviceBuffer::close);
        }
        return faults.stream()
                .map(fault -> "%s%n%s%n%s%n%s"
                        .formatted(
                                fault,
                                computation.text(),
                                schedule.text(),
                                program.kernel().source()))
                .toList();
    }

    private static MemorySegment elements(double[] values, ElementType type) {
        return switch (type) {
            case FLOAT64 -> MemorySegment.ofArray(values);
            case INT32 ->
                MemorySegment.ofArray(
                        Arrays.stream(values).mapToInt(value -> (int) value).toArray());
            case FLOAT32 -> {
                float[] singles = new float[values.length];
                for (int i = 0; i < singles.length; i++) {
                    singles[i] = (float) values[i];
                }
                yield MemorySegment.ofArray(singles);
            }
        };
    }

    private static void compare(
            String output, ElementType type, MemorySegment read, double[] right, List<String> faults) {
        double tolerance = switch (type) {
            case INT32 -> 0;
            case FLOAT32 -> 1e-3;
            case FLOAT64 -> 1e-6;
        };
        for (int i = 0; i < right.length; i++) {
            double actual = switch (type) {
                case INT32 -> read.getAtIndex(ValueLayout.JAVA_INT, i);
                case FLOAT32 -> read.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                case FLOAT64 -> read.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
            };
            if (!(Math.abs(actual - right[i]) <= tolerance * Math.max(1, Math.abs(right[i])))) {
                faults.add("element %d of %s is %s, and should be %s".formatted(i, output, actual, right[i]));
                return;
            }
        }
    }
}
