package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.device.DeviceException;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.Timing;
import dev.tilewright.device.runner.RemoteBuffer;
import dev.tilewright.device.runner.RemoteKernel;
import dev.tilewright.device.runner.RemoteSession;
import dev.tilewright.device.runner.RunnerDeath;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.KernelProgram;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** One program on the memory of one problem: it is run, and what it leaves behind is looked at. */
final class Trial implements AutoCloseable {

    private final Rig rig;
    private final RemoteKernel kernel;
    private final KernelProgram program;
    private final ProblemMemory memory;
    private final Ruler ruler;
    private final List<Place> places = new ArrayList<>();
    private final boolean usesLocalMemory;
    private long runNanos;

    /**
     * Binds the program to one set of buffers.
     *
     * @param ruler what its results are held against
     * @throws LaunchException if the device cannot hold the program's scratch buffers
     */
    Trial(Rig rig, RemoteKernel kernel, KernelProgram program, ProblemMemory memory, Ruler ruler)
            throws LaunchException {
        this.rig = rig;
        this.kernel = kernel;
        this.program = program;
        this.memory = memory;
        this.ruler = ruler;
        usesLocalMemory = Scrubber.concerns(program);
        places.add(place(memory.set(0)));
    }

    private Place place(ArgumentSet set) throws LaunchException {
        Map<String, RemoteBuffer> buffers = new HashMap<>(set.arguments());
        List<RemoteBuffer> scratch = new ArrayList<>();
        try {
            for (Buffer buffer : program.buffers()) {
                if (buffer.role() == Buffer.Role.SCRATCH) {
                    RemoteBuffer allocated = session().allocate(buffer);
                    scratch.add(allocated);
                    buffers.put(buffer.name(), allocated);
                }
            }
            return new Place(set, scratch, session().bind(kernel, program.launches(), buffers));
        } catch (DeviceException full) {
            scratch.forEach(RemoteBuffer::close);
            throw new LaunchException(String.valueOf(full.getMessage()), full);
        }
    }

    private RemoteSession session() {
        return rig.session();
    }

    /** Binds the program to so many sets of buffers, or to as many as there is room for, and returns how many there are. */
    int provide(int wanted) throws LaunchException {
        int there = memory.provide(wanted);
        while (places.size() < there) {
            try {
                places.add(place(memory.set(places.size())));
            } catch (LaunchException full) {
                break;
            }
        }
        return Math.min(wanted, places.size());
    }

    /** Returns one of the places that {@link #provide} has made; the first is always there. */
    Place place(int index) {
        return places.get(index);
    }

    /** Runs the program once. */
    Timing run(Place place) throws LaunchException {
        return run(List.of(place));
    }

    /**
     * Runs the program once at each place, one after the other.
     *
     * @return the time of one: the median of what the device says, and what the referee has waited for, each its share, less what asking
     *     takes
     */
    Timing run(List<Place> batch) throws LaunchException {
        long start = System.nanoTime();
        try {
            RemoteSession.Batch timed =
                    session().run(batch.stream().map(Place::run).toList());
            List<Long> device = timed.deviceNanos().stream().sorted().toList();
            long waited = Math.max(1, (timed.hostNanos() - rig.emptyNanos()) / device.size());
            return new Timing(Math.clamp(device.get(device.size() / 2), 1, waited), waited);
        } finally {
            runNanos += System.nanoTime() - start;
        }
    }

    /** Returns how long all runs took together, in ns of the referee's clock. */
    long runNanos() {
        return runNanos;
    }

    int launches() {
        return program.launches().size();
    }

    /** Makes local memory as new, if the program has any: to be called before a run, outside of any clock. */
    void scrub() {
        if (usesLocalMemory) {
            rig.scrub();
        }
    }

    /** Waits until what was begun at every place is done. */
    void settle() {
        session().settle();
    }

    /**
     * Holds all outputs against the reference.
     *
     * @return the largest error, as a share of what passes
     * @throws WrongResultException if it does not pass
     */
    double verifyResults(Place place, InputSet inputs) throws WrongResultException {
        double worst = 0;
        for (RemoteBuffer output : place.outputs()) {
            Ruler.Measured measured =
                    output.look(result -> ruler.measure(output.buffer(), inputs, result, memory.problem()));
            worst = Math.max(worst, measured.accept());
        }
        return worst;
    }

    /**
     * Copies what the last run at a place has left, so that it can be looked at while the place is made ready for the next.
     *
     * @param which which of several copies; the next with this number takes its memory
     */
    Result take(Place place, int which) {
        Map<String, MemorySegment> outputs = new LinkedHashMap<>();
        for (RemoteBuffer output : place.outputs()) {
            MemorySegment copy = memory.roomForCopy(output.buffer(), which);
            output.read(copy);
            outputs.put(output.buffer().name(), copy);
        }
        return new Result(place.contents(), place.word(), outputs);
    }

    /**
     * Holds what was taken against the reference, as {@link #verifyResults} does.
     *
     * @return the largest error, as a share of what passes
     * @throws WrongResultException if it does not pass
     */
    double verify(Result taken, InputSet inputs) throws WrongResultException {
        double worst = 0;
        for (Buffer output : outputs(taken)) {
            MemorySegment result = Objects.requireNonNull(taken.outputs().get(output.name()), output.name());
            worst = Math.max(
                    worst,
                    ruler.measure(output, inputs, result, memory.problem()).accept());
        }
        return worst;
    }

    private List<Buffer> outputs(Result taken) {
        return memory.task().buffers(memory.problem()).stream()
                .filter(buffer -> taken.outputs().containsKey(buffer.name()))
                .toList();
    }

    /**
     * Holds some elements of what was taken, drawn at random, against the reference, and looks at all for what was not written.
     *
     * @throws WrongResultException if one is wrong
     */
    void verifySome(Result taken) throws WrongResultException {
        Optional<String> wrong = ruler.spot(memory.task(), memory.problem(), taken);
        if (wrong.isPresent()) {
            throw new WrongResultException(wrong.get(), Double.NaN);
        }
    }

    /**
     * Compares the outputs, bit by bit, with those of an earlier run.
     *
     * @throws WrongResultException if they differ
     */
    void verifyRepeated(Place place, Result taken) throws WrongResultException {
        for (RemoteBuffer output : place.outputs()) {
            MemorySegment earlier = Objects.requireNonNull(
                    taken.outputs().get(output.buffer().name()), output.buffer().name());
            Optional<String> difference = output.look(result -> Elements.identical(earlier, result)
                    ? Optional.empty()
                    : Optional.of(difference(output.buffer(), earlier, result)));
            if (difference.isPresent()) {
                throw new WrongResultException(difference.get(), Double.NaN);
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
    void verifyUntouched(Place place) throws WrongResultException {
        Buffer trespassed = place.trespassed();
        if (trespassed != null) {
            throw WrongResultException.harmful(
                    "something was written just outside of %s on %s".formatted(trespassed.name(), memory.problem()));
        }
        Optional<String> changed = place.set().changedInput();
        if (changed.isPresent()) {
            throw new WrongResultException(
                    "the input %s was changed on %s".formatted(changed.get(), memory.problem()), Double.NaN);
        }
    }

    /** Tells whether nothing was written outside of a buffer at any place; also where a device does not answer any more. */
    boolean guardsIntact() {
        try {
            return places.stream().allMatch(Place::guardsIntact);
        } catch (DeviceException | RunnerDeath lost) {
            return true;
        }
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
        try {
            places.forEach(Place::close);
            session().settle();
        } catch (DeviceException | RunnerDeath lost) {
            // Whoever uses the rig next finds out.
        }
    }
}
