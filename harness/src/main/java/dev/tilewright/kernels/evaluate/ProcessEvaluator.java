package dev.tilewright.kernels.evaluate;

import dev.tilewright.device.DeviceException;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.loop.SerialEvaluator;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernels.evaluate.referee.Message;
import dev.tilewright.kernels.evaluate.referee.Phase;
import dev.tilewright.kernels.evaluate.referee.Solution;
import dev.tilewright.kernels.evaluate.referee.TaskDefinition;
import dev.tilewright.kernels.evaluate.referee.TemporaryFolder;
import dev.tilewright.kernels.evaluate.referee.WorkerDeath;
import dev.tilewright.kernels.evaluate.referee.WorkerProcess;
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
import org.jspecify.annotations.Nullable;

/**
 * Judges candidates in a process of its own, which a candidate may hang, crash or fill: it is killed and replaced, and the candidate
 * gets its status.
 *
 * <p>One warm worker serves many candidates. Its replacement is started in the background as soon as it is lost. Confirmations run
 * in a further process each. Where the device is not the processor that compiles, the worker compiles the next candidate while it
 * times one. Not for use by several threads at once, but for {@link #announce}.
 */
public final class ProcessEvaluator implements SerialEvaluator.Judge {

    /** Two sets of inputs are enough for the first verification and the timed runs to use different ones. */
    private static final int INPUT_SETS = 2;

    private static final long LEAST_HEAP_BYTES = 1L << 30;
    private static final long HEAP_BYTES_PER_ARGUMENT_BYTE = 12;

    private final TaskDefinition task;
    private final Optional<Path> reference;
    private final Problem problem;
    private final String device;
    private final EvaluationSettings settings;
    private final List<Problem> verify;
    private final List<Problem> heldOut;

    /** The problems that an evaluation looks at; held-out ones wait for a confirmation. */
    private final List<Problem> evaluated;

    private final long heapBytes;
    private final TemporaryFolder compilerCache = TemporaryFolder.create("tilewright-pocl-");
    private volatile CompletableFuture<WorkerProcess> worker;
    private int confirmations;
    private boolean closed;

    /**
     * Starts a worker in the background.
     *
     * @param task what candidates compute
     * @param problem what they are timed on
     * @param device the device's id, {@code opencl:0}
     * @param settings how they are judged
     * @throws TaskException if the task's reference cannot compute one of the task's problems; every other method throws one
     *     if it fails when it is asked
     */
    public ProcessEvaluator(Task task, Problem problem, String device, EvaluationSettings settings) {
        this.task = TaskDefinition.of(
                task,
                Stream.of(List.of(problem), task.verify(), task.heldOut())
                        .flatMap(List::stream)
                        .toList());
        reference = task.reference().map(Reference::path);
        this.problem = problem;
        this.device = device;
        this.settings = settings;
        verify = task.verify();
        heldOut = task.heldOut();
        evaluated = Stream.concat(Stream.of(problem), verify.stream()).toList();
        heapBytes = heapBytes(task, problem);
        worker = hire();
    }

    /** Arguments, inputs, results and double-precision references all fit, or a quarter of the machine's memory is used. */
    private static long heapBytes(Task task, Problem problem) {
        long arguments = task.buffers(problem).stream().mapToLong(Buffer::bytes).sum();
        long wanted = LEAST_HEAP_BYTES + HEAP_BYTES_PER_ARGUMENT_BYTE * arguments;
        return Math.max(LEAST_HEAP_BYTES, Math.min(wanted, EvaluationSettings.machineMemoryBytes() / 4));
    }

    /** Waits until the first worker is ready, so that what follows is not charged for its start. */
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
        WorkerProcess current = ready();
        long start = System.nanoTime();
        Message.Evaluate request =
                new Message.Evaluate(Solution.of(candidate).on(evaluated), incumbentNanos, settings.sampling());
        try {
            Message.Answer answer = current.ask(
                    request,
                    limits(incumbentNanos, Duration.ofNanos(settings.sampling().timeNanos())));
            return switch (answer) {
                case Message.Evaluated(
                        Status status,
                        KernelMeasurement measured,
                        String diagnostics,
                        boolean spent) -> {
                    if (spent) {
                        replace(current);
                    }
                    yield measured.evaluation(status, cleaned(diagnostics, candidate), since(start));
                }
                case Message.Failed(String reason) -> {
                    replace(current);
                    yield Evaluation.failed(Status.CRASH, "the worker failed: " + reason, since(start));
                }
                case Message.ReferenceFailed(String reason) -> throw atFault(current, reason);
                case Message.Answer other ->
                    throw new IllegalStateException("not an answer to an evaluation: " + other);
            };
        } catch (WorkerDeath death) {
            if (referencesFault(death)) {
                throw atFault(current, "fails: " + message(death));
            }
            replace(current);
            if (death.cause() != WorkerDeath.Cause.HUNG && current.wasCompilingAhead()) {
                return evaluate(candidate, incumbent);
            }
            return Evaluation.failed(status(death), message(death), since(start));
        } catch (InterruptedException interrupted) {
            replace(current);
            throw interrupted(interrupted);
        }
    }

    /**
     * Makes the programs of {@code candidate}, and lets the worker compile it while it evaluates another, where that disturbs nobody. A
     * worker that dies meanwhile may have died of either, so the other is evaluated once more, alone.
     */
    @Override
    public void announce(Candidate candidate) {
        KernelGenome genome = KernelGenome.of(candidate);
        CompletableFuture<WorkerProcess> current = worker;
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

    /** Tells whether a worker died of a reference that the user wrote; the expression of a task cannot be at fault. */
    private boolean referencesFault(WorkerDeath death) {
        return reference.isPresent() && death.phase() == Phase.REFERENCE;
    }

    /** Returns the error to throw for a reference that does not give what it should; the worker that ran it is not used again. */
    private TaskException atFault(WorkerProcess worker, String reason) {
        worker.close();
        return atFault(reason);
    }

    private TaskException atFault(String reason) {
        return new TaskException(
                "the reference %s %s".formatted(reference.map(Path::toString).orElse("of the task"), reason));
    }

    private static Status status(WorkerDeath death) {
        return switch (death.cause()) {
            case HUNG -> Status.TIMEOUT;
            case MEMORY, ENDED -> Status.CRASH;
        };
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
        Message.Confirm request = new Message.Confirm(
                Solution.of(incumbent),
                (long) KernelMeasurement.nanos(fitness),
                solution,
                claimed,
                settings.comparison(),
                report);
        Duration comparing = Duration.ofNanos(settings.comparison().timeNanos());
        try (WorkerProcess fresh = open(0)) {
            Message.Answer answer = fresh.ask(request, limits(OptionalDouble.empty(), comparing));
            return switch (answer) {
                case Message.Confirmed(Verdict verdict, KernelComparison measured, String reason) ->
                    measured.confirmation(verdict, cleaned(reason, challenger));
                case Message.Failed(String reason) -> untimed(Verdict.REFUTED, "the comparison failed: " + reason);
                case Message.ReferenceFailed(String reason) -> throw atFault(fresh, reason);
                case Message.Answer other ->
                    throw new IllegalStateException("not an answer to a confirmation: " + other);
            };
        } catch (WorkerDeath death) {
            if (referencesFault(death)) {
                throw atFault("fails: " + message(death));
            }
            if (death.phase().incumbents()) {
                return untimed(
                        Verdict.NOT_FITTER,
                        "the incumbent fails in a fresh process, so nothing is decided: " + message(death));
            }
            return death.phase().nobodys()
                    ? untimed(Verdict.NOT_FITTER, "nothing is decided, since in a fresh process " + message(death))
                    : untimed(Verdict.REFUTED, "in a fresh process " + message(death));
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
    }

    private static Confirmation untimed(Verdict verdict, String reason) {
        return new Confirmation(verdict, OptionalDouble.empty(), reason, Optional.empty());
    }

    private Function<Phase, Duration> limits(OptionalDouble incumbentNanos, Duration sampling) {
        return phase -> settings.limits().of(phase, incumbentNanos, sampling);
    }

    private CompletableFuture<WorkerProcess> hire() {
        CompletableFuture<WorkerProcess> hired = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("worker-start").start(() -> {
            try {
                hired.complete(open(INPUT_SETS));
            } catch (RuntimeException | InterruptedException failed) {
                hired.completeExceptionally(failed);
            }
        });
        return hired;
    }

    /** Opens a worker, and another where the first ends by itself: drivers crash now and then, which should not end a run. */
    private WorkerProcess open(int inputSets) throws InterruptedException {
        try {
            try {
                return openOnce(inputSets);
            } catch (IOException neverStarted) {
                return openOnce(inputSets);
            } catch (WorkerDeath death) {
                if (death.cause() != WorkerDeath.Cause.ENDED) {
                    throw death;
                }
                return openOnce(inputSets);
            }
        } catch (IOException | WorkerDeath failed) {
            if (failed instanceof WorkerDeath death && referencesFault(death)) {
                throw atFault("fails: " + message(death));
            }
            throw new DeviceException("%s cannot be opened: %s".formatted(device, message(failed)), failed);
        }
    }

    private WorkerProcess openOnce(int inputSets) throws IOException, WorkerDeath, InterruptedException {
        @Nullable WorkerProcess started = null;
        try {
            started = WorkerProcess.start(heapBytes, compilerCache.path());
            Message.Answer answer = started.ask(
                    new Message.Open(device, task, problem, verify, inputSets, settings.cache(), settings.peaks()),
                    limits(OptionalDouble.empty(), Duration.ZERO));
            if (answer instanceof Message.ReferenceFailed(String reason)) {
                throw atFault(started, reason);
            }
            if (!(answer instanceof Message.Opened(boolean compilesBesideRuns))) {
                throw new DeviceException("%s cannot be opened: %s".formatted(device, reason(answer)));
            }
            if (compilesBesideRuns) {
                started.compileAhead();
            }
            started.limitMemory(settings.memoryBytes());
            WorkerProcess ready = started;
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

    private WorkerProcess ready() {
        if (closed) {
            throw new IllegalStateException("the evaluator is closed");
        }
        try {
            return worker.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof TaskException fault) {
                throw new TaskException(String.valueOf(fault.getMessage()), fault);
            }
            if (failed.getCause() instanceof DeviceException unopened) {
                throw new DeviceException(String.valueOf(unopened.getMessage()), unopened);
            }
            throw new DeviceException("a worker cannot be started: " + failed.getCause(), failed);
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
    }

    private void replace(WorkerProcess lost) {
        lost.close();
        worker = hire();
    }

    private static DeviceException interrupted(InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return new DeviceException("interrupted while waiting for a worker", interrupted);
    }

    private static String message(Exception failed) {
        return String.valueOf(failed.getMessage());
    }

    /** Ends the worker. One that is just being started is waited for, or it would leave its folder behind. */
    @Override
    public void close() {
        closed = true;
        try {
            worker.join().close();
        } catch (CompletionException neverStarted) {
            // Nothing is left of it.
        }
        compilerCache.close();
    }
}
