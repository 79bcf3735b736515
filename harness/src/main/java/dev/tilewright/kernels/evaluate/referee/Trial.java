package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.device.BuiltKernel;
import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.DeviceException;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.Session;
import dev.tilewright.device.Timing;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.KernelProgram;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One program on the memory of one problem: it is run, and what it leaves behind is looked at. */
final class Trial implements AutoCloseable {

    private final Session session;
    private final BuiltKernel kernel;
    private final KernelProgram program;
    private final ProblemMemory memory;
    private final Map<String, DeviceBuffer> buffers;
    private final List<DeviceBuffer> scratch = new ArrayList<>();
    private long runNanos;
    private boolean kept;

    /**
     * Allocates the program's scratch buffers.
     *
     * @throws LaunchException if the device cannot hold them
     */
    Trial(Session session, BuiltKernel kernel, KernelProgram program, ProblemMemory memory) throws LaunchException {
        this.session = session;
        this.kernel = kernel;
        this.program = program;
        this.memory = memory;
        buffers = new HashMap<>(memory.arguments());
        try {
            for (Buffer buffer : program.buffers()) {
                if (buffer.role() == Buffer.Role.SCRATCH) {
                    DeviceBuffer allocated = memory.scratch(buffer);
                    scratch.add(allocated);
                    buffers.put(buffer.name(), allocated);
                }
            }
        } catch (DeviceException full) {
            close();
            throw new LaunchException(String.valueOf(full.getMessage()), full);
        }
    }

    /** Runs the program once, on whatever is in memory. */
    Timing run() throws LaunchException {
        long start = System.nanoTime();
        try {
            return session.run(kernel, program.launches(), buffers);
        } finally {
            runNanos += System.nanoTime() - start;
        }
    }

    /** Returns how long all runs took together, in ns of the host's clock. */
    long runNanos() {
        return runNanos;
    }

    int launches() {
        return program.launches().size();
    }

    /** Makes sure that a result can only come from the next run: outputs and scratch become NaN. */
    void reset() {
        memory.reset();
        scratch.forEach(memory::poison);
    }

    boolean mustResetBeforeEachRun() {
        return memory.hasInout();
    }

    /**
     * Holds the outputs against the reference.
     *
     * @return the largest relative error
     * @throws WrongResultException if an element is further off than it may be
     */
    double verifyResults(InputSet inputs) throws WrongResultException {
        double worst = 0;
        for (DeviceBuffer output : memory.outputs()) {
            Expected expected = expected(output.buffer(), inputs);
            worst = Math.max(worst, accept(output.look(result -> compare(output.buffer(), expected, result))));
        }
        return worst;
    }

    /**
     * Keeps the outputs for {@link #verifyRepeated}, and holds them against the reference as {@link #verifyResults} does.
     *
     * @return the largest relative error
     * @throws WrongResultException if an element is further off than it may be
     */
    double keepResults(InputSet inputs) throws WrongResultException {
        double worst = 0;
        for (DeviceBuffer output : memory.outputs()) {
            Expected expected = expected(output.buffer(), inputs);
            memory.keep(output);
            MemorySegment result = memory.kept(output.buffer().name());
            worst = Math.max(worst, accept(compare(output.buffer(), expected, result)));
        }
        kept = true;
        return worst;
    }

    private Expected expected(Buffer output, InputSet inputs) throws WrongResultException {
        Expected expected = inputs.expected().get(output.name());
        if (expected == null) {
            throw new IllegalStateException("the reference has no output " + output.name());
        }
        if (!expected.attainable()) {
            throw new WrongResultException(
                    "the reference of %s is not finite on %s, so nothing can be right"
                            .formatted(output.name(), memory.problem()),
                    Double.NaN);
        }
        return expected;
    }

    /**
     * How a result compares with its reference.
     *
     * @param error the largest relative error
     * @param fault what is wrong; empty if no element is further off than it may be
     */
    private record Compared(double error, Optional<String> fault) {}

    private Compared compare(Buffer buffer, Expected expected, MemorySegment result) {
        double error = expected.error(result, buffer.type());
        double deviation = expected.deviation(result, buffer.type());
        return new Compared(
                error, deviation <= 1 ? Optional.empty() : Optional.of(wrong(buffer, expected, result, deviation)));
    }

    private static double accept(Compared compared) throws WrongResultException {
        if (compared.fault().isPresent()) {
            throw new WrongResultException(compared.fault().get(), compared.error());
        }
        return compared.error();
    }

    private String wrong(Buffer buffer, Expected expected, MemorySegment result, double deviation) {
        int index = Math.max(0, expected.firstWrong(result, buffer.type()));
        return "%s%s is %s and should be %s, give or take %.2g, on %s%s"
                .formatted(
                        buffer.name(),
                        position(buffer, index),
                        expected.written(Elements.get(result, buffer.type(), index)),
                        expected.written(expected.values()[index]),
                        expected.allowance(index),
                        memory.problem(),
                        Double.isNaN(deviation)
                                ? ""
                                : "; the worst element is off by %.3g times what it may be".formatted(deviation));
    }

    /**
     * Compares the outputs, bit by bit, with those that were kept.
     *
     * @throws WrongResultException if they differ
     */
    void verifyRepeated() throws WrongResultException {
        if (!kept) {
            throw new IllegalStateException("no results were kept");
        }
        for (DeviceBuffer output : memory.outputs()) {
            MemorySegment earlier = memory.kept(output.buffer().name());
            if (!output.look(result -> Elements.identical(earlier, result))) {
                throw new WrongResultException(
                        output.look(result -> difference(output.buffer(), earlier, result)), Double.NaN);
            }
        }
    }

    private String difference(Buffer buffer, MemorySegment earlier, MemorySegment result) {
        long index = Elements.firstDifference(earlier, result, buffer.type()).orElse(0L);
        return "not deterministic: %s%s was %s, and %s when the same inputs were run again on %s"
                .formatted(
                        buffer.name(),
                        position(buffer, index),
                        Elements.get(earlier, buffer.type(), index),
                        Elements.get(result, buffer.type(), index),
                        memory.problem());
    }

    /**
     * Looks at what the program must not have touched.
     *
     * @throws WrongResultException if an input was changed, or something was written just outside of a buffer
     */
    void verifyUntouched() throws WrongResultException {
        for (DeviceBuffer buffer : buffers.values()) {
            if (!buffer.guardsIntact()) {
                throw WrongResultException.harmful("something was written just outside of %s on %s"
                        .formatted(buffer.buffer().name(), memory.problem()));
            }
        }
        Optional<String> changed = memory.changedInput();
        if (changed.isPresent()) {
            memory.forgetInputs();
            throw new WrongResultException(
                    "the input %s was changed on %s".formatted(changed.get(), memory.problem()), Double.NaN);
        }
    }

    boolean guardsIntact() {
        return buffers.values().stream().allMatch(DeviceBuffer::guardsIntact);
    }

    /** Returns the place of an element as it is written, {@code [3, 17]}. */
    static String position(Buffer buffer, long index) {
        List<Long> indices = new ArrayList<>();
        long rest = index;
        for (long dimension : buffer.shape().reversed()) {
            indices.addFirst(rest % dimension);
            rest /= dimension;
        }
        return indices.toString();
    }

    @Override
    public void close() {
        scratch.forEach(DeviceBuffer::close);
    }
}
