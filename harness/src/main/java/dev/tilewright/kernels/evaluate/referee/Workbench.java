package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.device.DeviceDescription;
import dev.tilewright.device.DeviceException;
import dev.tilewright.device.runner.RemoteDevice;
import dev.tilewright.kernel.Buffer;
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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * All that a referee keeps from one candidate to the next: references, secret inputs, and a rig that is ready for the next candidate.
 *
 * <p>The problem that is timed is too large to compute a reference for each run. So a few sets of its inputs have one, drawn when
 * the referee starts, from seeds that nobody else knows; in all other runs single elements are computed after the fact. Smaller
 * problems are drawn afresh every time.
 */
final class Workbench implements AutoCloseable {

    /** One for the first verification, the others for runs among the timed ones. */
    private static final int INPUT_SETS = 2;

    /** Of each smaller problem, for each candidate; a confirmation goes through all. */
    private static final int ADVERSE_SHAPES = 2;

    /** Enough passes over a result for the comparison to have been compiled before the first candidate waits for it. */
    private static final int REHEARSALS = 8;

    private static final int REHEARSALS_OF_SMALLER = 100;

    private final Message.Open order;
    private final Consumer<Phase> board;
    private final SecureRandom secret = new SecureRandom();
    private final InputShape shape;
    private final InputPool pool;
    private final DeviceDescription device;
    private final TaskReference reference;
    private final List<InputSet> inputs = new ArrayList<>();
    private final long referenceNanos;
    private final boolean flushes;
    private final Optional<CacheFlush> hostFlush;
    private final Optional<FloorCheck> floor;
    private volatile CompletableFuture<Rig> rig;
    private int current;

    /**
     * Opens the device and computes references meanwhile.
     *
     * @param board is told what the referee is doing
     * @throws DeviceException if the device cannot be opened
     * @throws ReferenceException if a reference of the user's own fails
     */
    Workbench(Message.Open order, Consumer<Phase> board) throws InterruptedException {
        this.order = order;
        this.board = board;
        shape = shapeOfTimedInputs();
        board.accept(Phase.OPENING);
        pool = freshPool();
        rig = hire();
        device = opened().device();
        reference = reference();
        long start = System.nanoTime();
        for (int i = 0; i < INPUT_SETS; i++) {
            inputs.add(drawTimed());
        }
        referenceNanos = Math.max(1, (System.nanoTime() - start) / INPUT_SETS);
        board.accept(Phase.OPENING);
        long bytes = task().buffers(problem()).stream().mapToLong(Buffer::bytes).sum();
        flushes = order.cache().flushes(bytes, device.facts().cacheBytes(), reference.operations(problem()));
        hostFlush = flushes && device.facts().cpu() ? Optional.of(CacheFlush.ofHost(device.facts())) : Optional.empty();
        // Peaks of Java are reached once the last compiler has run, which a busy machine may put off for longer than
        // they are measured.
        floor = order.peaks()
                .filter(measured -> device.language() != Language.JAVA)
                .map(this::floor);
        rehearse(inputs.getFirst(), REHEARSALS);
        for (Problem smaller : order.verify()) {
            rehearse(draw(smaller), REHEARSALS_OF_SMALLER);
        }
    }

    private FloorCheck floor(Roofline peaks) {
        return new FloorCheck(
                reference.leastWork(problem()),
                device.facts(),
                peaks,
                () -> {
                    board.accept(Phase.PEAKS);
                    return Peaks.measure(
                            new RemoteDevice(
                                    device, order.room(), order.limits().open()),
                            device.language());
                },
                InstantSource.system());
    }

    /** What is as declared can be told from a sample, and its sum is known: so timed inputs are not, where an honest kernel stands others. */
    private InputShape shapeOfTimedInputs() {
        if (!(task().reference() instanceof ReferenceDefinition.Expression(String compute))) {
            return InputShape.DECLARED;
        }
        TensorReference plain = new TensorReference(task(), compute);
        return Stream.of(InputShape.SKEWED, InputShape.UNEVEN)
                .filter(unknown -> plain.allows(problem(), unknown))
                .findFirst()
                .orElse(InputShape.DECLARED);
    }

    private CompletableFuture<Rig> hire() {
        CompletableFuture<Rig> hired = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("rig").start(() -> {
            try {
                hired.complete(Rig.open(order, pool));
            } catch (RuntimeException | InterruptedException | OutOfMemoryError failed) {
                hired.completeExceptionally(failed);
            }
        });
        return hired;
    }

    /**
     * Waits for the rig on which candidates are evaluated. Where it cannot be opened another is begun, for whoever asks next: what was wrong
     * may be over by then.
     *
     * @throws DeviceException if the device cannot be opened
     */
    Rig rig() throws InterruptedException {
        try {
            return opened();
        } catch (DeviceException failed) {
            rig = hire();
            throw failed;
        }
    }

    private Rig opened() throws InterruptedException {
        try {
            return rig.get();
        } catch (ExecutionException failed) {
            throw new DeviceException(
                    failed.getCause() instanceof DeviceException unopened
                            ? String.valueOf(unopened.getMessage())
                            : String.valueOf(failed.getMessage()),
                    failed);
        }
    }

    /** Ends the rig, and begins to open another. */
    void replaceRig() {
        Rig lost = rig.getNow(null);
        if (lost != null) {
            lost.close();
        }
        rig = hire();
    }

    /** Begins to open a rig of its own, with inputs that no process has seen. */
    Rig freshRig(InputPool fresh) throws InterruptedException {
        return Rig.open(order, fresh);
    }

    /** Draws a pool of inputs for the timed problem. */
    InputPool freshPool() {
        return InputPool.draw(task(), problem(), shape, secret);
    }

    InputPool pool() {
        return pool;
    }

    /** Begins to compile the program of a candidate that is evaluated next, unless it is refused before it is built. Called by another thread. */
    void compileAhead(KernelProgram program) {
        CompletableFuture<Rig> there = rig;
        if (there.isDone()
                && !there.isCompletedExceptionally()
                && screen().refusal(program, task().buffers(problem())).isEmpty()) {
            there.join().compileAhead(program.kernel());
        }
    }

    /** Finds a time of the timed problem that cannot be, and says why. */
    Optional<String> belowFloor(TimeEstimate time) {
        return floor.flatMap(check -> check.contradiction(time));
    }

    /** Finds a time of the timed problem that is too good to make anybody the best, and says why. */
    Optional<String> doubtful(TimeEstimate time) {
        return floor.flatMap(check -> check.doubt(time));
    }

    private TaskReference reference() {
        return switch (task().reference()) {
            case ReferenceDefinition.Expression(String compute) -> new TensorReference(task(), compute);
            case ReferenceDefinition.JavaClass(String file, String source) -> new JavaReference(task(), file, source);
            case ReferenceDefinition.TrustedKernel(String file, Solution programs) ->
                new KernelReference(
                        task(),
                        programs,
                        new RemoteDevice(device, order.room(), order.limits().reference()),
                        screen());
        };
    }

    /** Looks at references as if they were results until the code that does so is compiled. */
    private void rehearse(InputSet set, int times) {
        set.expected().forEach((name, expected) -> {
            Buffer output = task().buffers(problem()).stream()
                    .filter(buffer -> buffer.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            MemorySegment rounded = Arena.ofAuto()
                    .allocate((long) expected.values().length * output.type().bytes(), 64);
            for (int e = 0; e < expected.values().length; e++) {
                Elements.set(rounded, output.type(), e, expected.values()[e]);
            }
            for (int i = 0; i < times; i++) {
                Elements.identical(rounded, rounded);
                expected.error(rounded, output.type());
            }
        });
    }

    TaskDefinition task() {
        return order.task();
    }

    Problem problem() {
        return order.problem();
    }

    Message.Open order() {
        return order;
    }

    Language language() {
        return device.language();
    }

    Screen screen() {
        return new Screen(device.language(), device.facts());
    }

    Ruler ruler() {
        return new Ruler(reference, secret);
    }

    SecureRandom secret() {
        return secret;
    }

    /** Draws fresh inputs with their reference. */
    InputSet draw(Problem problem) {
        board.accept(Phase.REFERENCE);
        return drawSilently(problem);
    }

    private InputSet drawSilently(Problem problem) {
        return drawSilently(problem, InputShape.DECLARED);
    }

    private InputSet drawSilently(Problem problem, InputShape shape) {
        return InputSet.draw(task(), reference, problem, secret.nextLong(), shape);
    }

    /** Returns about how long a reference of the timed problem takes. */
    long referenceNanos() {
        return referenceNanos;
    }

    /** Computes the reference of what a run was given: so late that the run could not know that anybody would look. */
    InputSet judged(Result result) {
        board.accept(Phase.REFERENCE);
        Contents given = result.given();
        Inputs contents = given.inputs();
        Map<String, Expected> expected = reference.expected(task(), problem(), contents, given.shape());
        board.accept(Phase.VERIFYING);
        return new InputSet(contents, given.shape(), expected, Optional.empty());
    }

    private InputSet drawTimed() {
        return drawFrom(pool);
    }

    /** Draws inputs of the timed problem from a pool, with their reference. */
    InputSet drawFrom(InputPool source) {
        board.accept(Phase.REFERENCE);
        return InputSet.take(task(), reference, problem(), source, source.draw(secret));
    }

    /**
     * Begins to draw fresh inputs for smaller problems. Compilers use one core, so that this costs nothing while a kernel is built. A
     * reference that runs on the device comes first.
     *
     * @return inputs of each of {@code problems} as the task declares them, and in some adverse shapes
     */
    CompletableFuture<Map<Problem, List<InputSet>>> drawAhead(List<Problem> problems) {
        if (reference.usesDevice()) {
            board.accept(Phase.REFERENCE);
            return CompletableFuture.completedFuture(drawSome(problems));
        }
        return CompletableFuture.supplyAsync(() -> drawSome(problems));
    }

    private Map<Problem, List<InputSet>> drawSome(List<Problem> problems) {
        Map<Problem, List<InputSet>> drawn = new LinkedHashMap<>();
        for (Problem problem : problems) {
            List<InputSet> sets = new ArrayList<>(List.of(drawSilently(problem)));
            sets.addAll(drawAdverse(problem, ADVERSE_SHAPES));
            drawn.put(problem, sets);
        }
        return drawn;
    }

    /** Draws adverse shapes for inputs of a problem, none twice; there may be fewer than {@code count}. */
    List<InputShape> shapes(Problem problem, int count) {
        return reference.shapes(problem, count, secret);
    }

    /** Draws inputs without a reference, for results of which single elements are looked at. */
    Inputs drawUnjudged(Problem problem, InputShape shape) {
        return Inputs.draw(task(), problem, secret.nextLong(), shape);
    }

    /** Draws inputs in as many adverse shapes, none twice, as far as results on them can be judged. */
    List<InputSet> drawAdverse(Problem problem, int count) {
        List<InputSet> sets = new ArrayList<>();
        for (InputShape shape : shapes(problem, count)) {
            try {
                InputSet drawn = drawSilently(problem, shape);
                if (drawn.judges()) {
                    sets.add(drawn);
                }
            } catch (ReferenceException beyondRange) {
                // The task's own inputs have a result; in this shape nothing is to be learned.
            }
        }
        return sets;
    }

    /**
     * Waits for what was drawn ahead.
     *
     * @throws ReferenceException if a reference of the user's own failed
     */
    Map<Problem, List<InputSet>> await(CompletableFuture<Map<Problem, List<InputSet>>> drawing) {
        if (!drawing.isDone()) {
            board.accept(Phase.REFERENCE);
        }
        try {
            return drawing.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof ReferenceException fault ? fault : failed;
        }
    }

    /** Returns a set of secret inputs for the timed problem other than the last, drawn at random among the others. */
    InputSet otherInputs() {
        current = (current + 1 + secret.nextInt(inputs.size() - 1)) % inputs.size();
        return inputs.get(current);
    }

    /** Returns all sets of secret inputs for the timed problem that have a reference, that of the last {@link #otherInputs} at the end. */
    List<InputSet> inputs() {
        List<InputSet> others = new ArrayList<>(inputs);
        others.add(others.remove(current));
        return others;
    }

    /** Empties the last-level cache of the device of {@code rig}, if the problem is timed with an empty one. */
    void flushCache(Rig rig) {
        if (flushes) {
            hostFlush.orElseGet(rig::flush).flush();
        }
    }

    /** Ends the rig. One that is just being opened is waited for, or it would leave its folder behind. */
    @Override
    public void close() {
        try {
            rig.join().close();
        } catch (CompletionException neverOpened) {
            // Nothing is left of it.
        }
        reference.close();
    }
}
