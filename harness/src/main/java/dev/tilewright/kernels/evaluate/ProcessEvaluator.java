package dev.tilewright.kernels.evaluate;

import dev.tilewright.device.DeviceException;
import dev.tilewright.device.runner.Room;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.loop.SerialEvaluator;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernels.evaluate.referee.Message;
import dev.tilewright.kernels.evaluate.referee.Phase;
import dev.tilewright.kernels.evaluate.referee.RefereeDeath;
import dev.tilewright.kernels.evaluate.referee.RefereeProcess;
import dev.tilewright.kernels.evaluate.referee.Solution;
import dev.tilewright.kernels.evaluate.referee.TaskDefinition;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.kernels.screen.CompilerOutput;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Reference;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Judges candidates by a referee, a process of its own; it runs them in further processes, which they may hang, crash or fill.
 *
 * <p>One referee serves a whole search. A failure of its own is nobody's: it is replaced, and the outcome is undecided. Where the
 * device is not the processor that compiles, the next candidate is compiled while one is timed. Not for use by several threads at once, but for {@link #announce}.
 */
public final class ProcessEvaluator implements SerialEvaluator.Judge {

    private static final long LEAST_HEAP_BYTES = 1L << 30;

    /** Inputs and references in double precision, of several sets at once. */
    private static final long HEAP_BYTES_PER_ARGUMENT_BYTE = 12;

    /** A referee polices its runners itself; it has this much longer until it counts as hanging. */
    private static final int REFEREES_PATIENCE = 3;

    private static final Duration REFEREES_GRACE = Duration.ofSeconds(60);

    private final TaskDefinition task;
    private final Optional<Path> reference;
    private final Problem problem;
    private final String device;
    private final EvaluationSettings settings;
    private final List<Problem> verify;
    private final List<Problem> heldOut;

    /** The problems that an evaluation looks at; held-out ones wait for a confirmation. */
    private final List<Problem> evaluated;

    /** All problems that the task names, and the one that is timed. */
    private final List<Problem> named;

    private final UnnamedProblems unnamed;
    private final long heapBytes;
    private volatile CompletableFuture<RefereeProcess> referee;
    private int confirmations;
    private boolean closed;

    /**
     * Starts a referee in the background.
     *
     * @param task what candidates compute
     * @param problem what they are timed on
     * @param device the device's id, {@code opencl:0}
     * @param settings how they are judged
     * @throws TaskException if the task's reference cannot compute one of the task's problems; every other method throws one
     *     if it fails when it is asked
     */
    public ProcessEvaluator(Task task, Problem problem, String device, EvaluationSettings settings) {
        List<Problem> all = Stream.of(List.of(problem), task.verify(), task.heldOut())
                .flatMap(List::stream)
                .toList();
        this.task = TaskDefinition.of(task, all);
        reference = task.reference().map(Reference::path);
        this.problem = problem;
        this.device = device;
        this.settings = settings;
        verify = task.verify();
        heldOut = task.heldOut();
        evaluated = Stream.concat(Stream.of(problem), verify.stream()).toList();
        named = all;
        unnamed = new UnnamedProblems(task, problem);
        heapBytes = heapBytes(task, all);
        referee = hire();
    }

    /** Inputs, results and double-precision references of the largest problem fit, or half of the machine's memory is used. */
    private static long heapBytes(Task task, List<Problem> problems) {
        long arguments = problems.stream()
                .mapToLong(each ->
                        task.buffers(each).stream().mapToLong(Buffer::bytes).sum())
                .max()
                .orElseThrow();
        long wanted = LEAST_HEAP_BYTES + HEAP_BYTES_PER_ARGUMENT_BYTE * arguments;
        return Math.min(wanted, mostHeapBytes());
    }

    private static long mostHeapBytes() {
        return Math.max(LEAST_HEAP_BYTES, EvaluationSettings.machineMemoryBytes() / 2);
    }

    /** Says why this machine cannot hold what a problem's results are compared with, in bytes; empty if it may. */
    public static Optional<String> lackOfMemory(Task task, Problem problem) {
        long references = task.buffers(problem).stream()
                .filter(buffer -> buffer.role() == Buffer.Role.OUTPUT)
                .mapToLong(buffer -> 2 * Double.BYTES * buffer.elements())
                .sum();
        return references <= mostHeapBytes()
                ? Optional.empty()
                : Optional.of(
                        "its references in double precision take %d bytes, and at most %d of this machine's memory are used for them"
                                .formatted(references, mostHeapBytes()));
    }

    /** Waits until the referee is ready, so that what follows is not charged for its start. */
    public void awaitReady() {
        ready();
    }

    @Override
    public Evaluation evaluate(Candidate candidate, OptionalDouble incumbent) {
        Problem own = KernelGenome.of(candidate).problem();
        if (!own.equals(problem)) {
            throw new IllegalArgumentException(
                    "the candidate is for %s, and this evaluator for %s".formatted(own, problem));
        }
        OptionalDouble incumbentNanos =
                incumbent.isPresent() ? OptionalDouble.of(KernelMeasurement.nanos(incumbent.getAsDouble())) : incumbent;
        RefereeProcess current = ready();
        long start = System.nanoTime();
        Message.Evaluate request = new Message.Evaluate(
                Solution.of(candidate).on(evaluated).and(unnamed.forEvaluation(KernelGenome.of(candidate))),
                incumbentNanos,
                settings.sampling());
        try {
            Message.Answer answer = current.ask(
                    request,
                    limits(incumbentNanos, Duration.ofNanos(settings.sampling().timeNanos())));
            return switch (answer) {
                case Message.Evaluated(Status status, KernelMeasurement measured, String diagnostics) ->
                    measured.verifiedAmong(named).evaluation(status, cleaned(diagnostics, candidate), since(start));
                case Message.Failed(String reason) -> Evaluation.undecided(reason, since(start));
                case Message.ReferenceFailed(String reason) -> throw atFault(current, reason);
                case Message.Answer other ->
                    throw new IllegalStateException("not an answer to an evaluation: " + other);
            };
        } catch (RefereeDeath death) {
            if (referencesFault(death)) {
                throw atFault(current, "fails: " + message(death));
            }
            replace(current);
            return Evaluation.undecided(message(death), since(start));
        } catch (InterruptedException interrupted) {
            replace(current);
            throw interrupted(interrupted);
        }
    }

    /** Makes the programs of {@code candidate}, and lets it be compiled while another is evaluated, where that disturbs nobody. */
    @Override
    public void announce(Candidate candidate) {
        KernelGenome genome = KernelGenome.of(candidate);
        CompletableFuture<RefereeProcess> current = referee;
        if (current.isDone() && !current.isCompletedExceptionally()) {
            current.join().announce(genome.program());
        }
        genome.programs();
    }

    /** What is kept of a compiler's words, and may be shown to a model, says nothing of this machine. */
    private static String cleaned(String diagnostics, Candidate candidate) {
        return CompilerOutput.cleaned(
                diagnostics, KernelGenome.of(candidate).program().kernel());
    }

    /** Tells whether a referee died of a reference that the user wrote; the expression of a task cannot be at fault. */
    private boolean referencesFault(RefereeDeath death) {
        return reference.isPresent() && death.phase() == Phase.REFERENCE;
    }

    /** Returns the error to throw for a reference that does not give what it should; the referee that ran it is not used again. */
    private TaskException atFault(RefereeProcess referee, String reason) {
        referee.close();
        return atFault(reason);
    }

    private TaskException atFault(String reason) {
        return new TaskException(
                "the reference %s %s".formatted(reference.map(Path::toString).orElse("of the task"), reason));
    }

    private static long since(long start) {
        return System.nanoTime() - start;
    }

    @Override
    public Confirmation compare(Candidate incumbent, double fitness, Candidate challenger) {
        String report = settings.jmhFolder()
                .map(folder -> folder.resolve("confirm-%d.json".formatted(++confirmations))
                        .toAbsolutePath()
                        .toString())
                .orElse("");
        Solution solution = Solution.of(challenger);
        List<Problem> claimed = new ArrayList<>(List.of(problem));
        for (List<Problem> others : List.of(verify, heldOut)) {
            others.stream()
                    .filter(other -> solution.program(other).isPresent() && !claimed.contains(other))
                    .forEach(claimed::add);
        }
        List<Solution.Entry> drawn = unnamed.forConfirmation(KernelGenome.of(challenger));
        drawn.forEach(entry -> claimed.add(entry.problem()));
        List<Solution.Entry> large = unnamed.large(KernelGenome.of(challenger));
        Message.Confirm request = new Message.Confirm(
                Solution.of(incumbent),
                (long) KernelMeasurement.nanos(fitness),
                solution.and(drawn).and(large),
                claimed,
                large.stream().map(Solution.Entry::problem).toList(),
                KernelGenome.of(challenger).rightByConstruction(),
                settings.comparison(),
                report);
        Duration comparing = Duration.ofNanos(settings.comparison().timeNanos());
        RefereeProcess current = ready();
        try {
            Message.Answer answer = current.ask(request, limits(OptionalDouble.empty(), comparing));
            return switch (answer) {
                case Message.Confirmed(Verdict verdict, KernelComparison measured, String reason) ->
                    measured.verifiedAmong(named).confirmation(verdict, cleaned(reason, challenger));
                case Message.Failed(String reason) -> Confirmation.undecided(reason);
                case Message.ReferenceFailed(String reason) -> throw atFault(current, reason);
                case Message.Answer other ->
                    throw new IllegalStateException("not an answer to a confirmation: " + other);
            };
        } catch (RefereeDeath death) {
            if (referencesFault(death)) {
                throw atFault(current, "fails: " + message(death));
            }
            replace(current);
            return Confirmation.undecided(message(death));
        } catch (InterruptedException interrupted) {
            replace(current);
            throw interrupted(interrupted);
        }
    }

    private Function<Phase, Duration> limits(OptionalDouble incumbentNanos, Duration sampling) {
        return phase -> {
            Duration limit = settings.limits().of(phase, incumbentNanos, sampling);
            return phase == Phase.REFERENCE
                    ? limit
                    : limit.multipliedBy(REFEREES_PATIENCE).plus(REFEREES_GRACE);
        };
    }

    private CompletableFuture<RefereeProcess> hire() {
        CompletableFuture<RefereeProcess> hired = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("referee-start").start(() -> {
            try {
                hired.complete(open());
            } catch (RuntimeException | InterruptedException failed) {
                hired.completeExceptionally(failed);
            }
        });
        return hired;
    }

    /** Opens a referee, and another where the first ends by itself, which should not end a run. */
    private RefereeProcess open() throws InterruptedException {
        try {
            try {
                return openOnce();
            } catch (IOException neverStarted) {
                return openOnce();
            } catch (RefereeDeath death) {
                if (death.cause() != RefereeDeath.Cause.ENDED) {
                    throw death;
                }
                return openOnce();
            }
        } catch (IOException | RefereeDeath failed) {
            if (failed instanceof RefereeDeath death && referencesFault(death)) {
                throw atFault("fails: " + message(death));
            }
            throw new DeviceException("%s cannot be opened: %s".formatted(device, message(failed)), failed);
        }
    }

    private RefereeProcess openOnce() throws IOException, RefereeDeath, InterruptedException {
        RefereeProcess started = null;
        try {
            started = RefereeProcess.start(heapBytes, EvaluationSettings.machineMemoryBytes());
            Room room = new Room(EvaluationSettings.machineMemoryBytes() / 4, EvaluationSettings.machineMemoryBytes());
            Message.Answer answer = started.ask(
                    new Message.Open(
                            device,
                            task,
                            problem,
                            verify,
                            settings.cache(),
                            settings.peaks(),
                            settings.limits(),
                            settings.memoryBytes(),
                            room),
                    limits(OptionalDouble.empty(), Duration.ZERO));
            if (answer instanceof Message.ReferenceFailed(String reason)) {
                throw atFault(started, reason);
            }
            if (!(answer instanceof Message.Opened)) {
                throw new DeviceException("%s cannot be opened: %s".formatted(device, reason(answer)));
            }
            RefereeProcess ready = started;
            started = null;
            return ready;
        } finally {
            if (started != null) {
                started.close();
            }
        }
    }

    private static String reason(Message.Answer answer) {
        return answer instanceof Message.Failed(String reason) ? reason : answer.toString();
    }

    private RefereeProcess ready() {
        if (closed) {
            throw new IllegalStateException("the evaluator is closed");
        }
        try {
            return referee.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof TaskException fault) {
                throw new TaskException(String.valueOf(fault.getMessage()), fault);
            }
            if (failed.getCause() instanceof DeviceException unopened) {
                throw new DeviceException(String.valueOf(unopened.getMessage()), unopened);
            }
            throw new DeviceException("a referee cannot be started: " + failed.getCause(), failed);
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
    }

    private void replace(RefereeProcess lost) {
        lost.close();
        referee = hire();
    }

    private static DeviceException interrupted(InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return new DeviceException("interrupted while waiting for a referee", interrupted);
    }

    private static String message(Exception failed) {
        return String.valueOf(failed.getMessage());
    }

    /** Ends the referee. One that is just being started is waited for, or it would leave its folder behind. */
    @Override
    public void close() {
        closed = true;
        try {
            referee.join().close();
        } catch (CompletionException neverStarted) {
            // Nothing is left of it.
        }
    }
}
