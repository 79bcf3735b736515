package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.device.Backends;
import dev.tilewright.device.Device;
import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.Session;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.evaluate.measure.CacheFlush;
import dev.tilewright.kernels.evaluate.measure.FloorCheck;
import dev.tilewright.kernels.evaluate.measure.Peaks;
import dev.tilewright.kernels.evaluate.measure.Roofline;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.task.Problem;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * All that candidates of one search share in a worker: the open device, the task's arguments on it, secret inputs and their
 * references.
 *
 * <p>The problem that is timed is too large to compute a reference for each candidate, so a few sets of inputs are drawn when the
 * worker starts, from a seed that nobody else knows. Smaller problems are drawn afresh every time.
 */
final class Workbench implements AutoCloseable {

    /** Enough passes over a result for the comparison to have been compiled before the first candidate waits for it. */
    private static final int REHEARSALS = 8;

    private static final int REHEARSALS_OF_SMALLER = 100;

    private final Message.Open order;
    private final Device device;
    private final Language language;
    private final Session session;
    private final TaskReference reference;
    private final Consumer<Phase> progress;
    private final SecureRandom seeds = new SecureRandom();
    private final List<InputSet> inputs = new ArrayList<>();
    private final Map<Problem, ProblemMemory> memories = new LinkedHashMap<>();
    private final Optional<CacheFlush> flush;
    private final Optional<FloorCheck> floor;
    private int current;

    Workbench(Message.Open order, Backends backends, Consumer<Phase> progress) {
        this.order = order;
        this.progress = progress;
        device = backends.device(order.device());
        language = backends.languageOf(device);
        session = device.open();
        reference = reference();
        for (int i = 0; i < order.inputSets(); i++) {
            inputs.add(draw(order.problem()));
        }
        long bytes = order.task().buffers(order.problem()).stream()
                .mapToLong(buffer -> buffer.bytes())
                .sum();
        boolean flushes =
                order.cache().flushes(bytes, device.facts().cacheBytes(), reference.operations(order.problem()));
        flush = flushes ? Optional.of(new CacheFlush(session, device.facts())) : Optional.empty();
        // Peaks of Java are reached once the last compiler has run, which a busy machine may put off for longer than
        // they are measured.
        floor = order.peaks().filter(measured -> language != Language.JAVA).map(this::floor);
        progress.accept(Phase.OPENING);
        if (!inputs.isEmpty()) {
            memory(order.problem()).load(inputs.getFirst().inputs());
            rehearse(order.problem(), inputs.getFirst(), REHEARSALS);
            for (Problem smaller : order.verify()) {
                rehearse(smaller, draw(smaller), REHEARSALS_OF_SMALLER);
            }
        }
    }

    private FloorCheck floor(Roofline peaks) {
        return new FloorCheck(
                reference.leastWork(order.problem()),
                device.facts(),
                peaks,
                () -> {
                    progress.accept(Phase.PEAKS);
                    return Peaks.measure(device, language);
                },
                InstantSource.system());
    }

    /** Begins to compile the program of a candidate that is evaluated next, unless it is refused before it is built. Called by another thread. */
    void compileAhead(KernelProgram program) {
        if (screen().refusal(program, task().buffers(order.problem())).isEmpty()) {
            session.compileAhead(program.kernel());
        }
    }

    /** Finds a time of the timed problem that cannot be, and says why. */
    Optional<String> belowFloor(TimeEstimate time) {
        return floor.flatMap(check -> check.contradiction(time));
    }

    private TaskReference reference() {
        return switch (task().reference()) {
            case ReferenceDefinition.Expression(String compute) -> new TensorReference(task(), compute);
            case ReferenceDefinition.JavaClass(String file, String source) -> new JavaReference(task(), file, source);
            case ReferenceDefinition.TrustedKernel(String file, Solution programs) ->
                new KernelReference(task(), programs, session, screen(), this::memory);
        };
    }

    /** Looks at references as if they were results until the code that does so is compiled. */
    private void rehearse(Problem problem, InputSet inputs, int times) {
        ProblemMemory memory = memory(problem);
        for (DeviceBuffer output : memory.outputs()) {
            String name = output.buffer().name();
            ElementType type = output.buffer().type();
            Expected expected = Objects.requireNonNull(inputs.expected().get(name), name);
            MemorySegment rounded = Arena.ofAuto().allocate(output.buffer().bytes(), 64);
            for (int e = 0; e < expected.values().length; e++) {
                Elements.set(rounded, type, e, expected.values()[e]);
            }
            for (int i = 0; i < times; i++) {
                memory.load(inputs.inputs());
                memory.poison(output);
                output.write(rounded);
                memory.keep(output);
                output.look(result -> Elements.identical(memory.kept(name), result));
                output.look(result -> expected.error(result, type));
                output.guardsIntact();
                memory.changedInput();
            }
            // No candidate is to find the answer where its own should be.
            memory.poison(output);
        }
    }

    TaskDefinition task() {
        return order.task();
    }

    Problem problem() {
        return order.problem();
    }

    List<Problem> verifyProblems() {
        return order.verify();
    }

    Session session() {
        return session;
    }

    Language language() {
        return language;
    }

    Screen screen() {
        return new Screen(language, device.facts());
    }

    /** Returns the memory of {@code problem}, allocated when it is first asked for. */
    ProblemMemory memory(Problem problem) {
        return memories.computeIfAbsent(problem, p -> new ProblemMemory(session, task(), p));
    }

    /** Makes the next candidate's inputs be copied to the device afresh. */
    void forgetInputs() {
        memories.values().forEach(ProblemMemory::forgetInputs);
    }

    /** Draws fresh inputs with their reference. */
    InputSet draw(Problem problem) {
        progress.accept(Phase.REFERENCE);
        return drawSilently(problem);
    }

    private InputSet drawSilently(Problem problem) {
        return InputSet.draw(task(), reference, problem, seeds.nextLong());
    }

    /**
     * Begins to draw fresh inputs for smaller problems. Compilers use one core, so that this costs nothing while a kernel is built. A
     * reference that runs on the device comes first.
     *
     * @return the inputs of each of {@code problems}
     */
    CompletableFuture<Map<Problem, InputSet>> drawAhead(List<Problem> problems) {
        return reference.usesDevice()
                ? CompletableFuture.completedFuture(draw(problems, this::draw))
                : CompletableFuture.supplyAsync(() -> draw(problems, this::drawSilently));
    }

    private static Map<Problem, InputSet> draw(List<Problem> problems, Function<Problem, InputSet> draw) {
        Map<Problem, InputSet> drawn = new LinkedHashMap<>();
        problems.forEach(problem -> drawn.put(problem, draw.apply(problem)));
        return drawn;
    }

    /**
     * Waits for what was drawn ahead.
     *
     * @throws ReferenceException if a reference of the user's own failed
     */
    Map<Problem, InputSet> await(CompletableFuture<Map<Problem, InputSet>> drawing) {
        if (!drawing.isDone()) {
            progress.accept(Phase.REFERENCE);
        }
        try {
            return drawing.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof ReferenceException reference ? reference : failed;
        }
    }

    /** Draws fresh inputs without a reference. */
    Inputs drawInputs(Problem problem) {
        return Inputs.draw(task(), problem, seeds.nextLong());
    }

    /** Returns the set of secret inputs for the timed problem that was used last, which is most likely on the device. */
    InputSet currentInputs() {
        return inputs.get(current);
    }

    /** Goes on to a set of secret inputs other than the last, drawn at random among the others. */
    InputSet otherInputs() {
        if (inputs.size() > 1) {
            current = (current + 1 + seeds.nextInt(inputs.size() - 1)) % inputs.size();
        }
        return inputs.get(current);
    }

    /** Empties the last-level cache, if the problem is timed with an empty one. */
    void flushCache() {
        flush.ifPresent(CacheFlush::flush);
    }

    @Override
    public void close() {
        flush.ifPresent(CacheFlush::close);
        memories.values().forEach(ProblemMemory::close);
        session.close();
    }
}
