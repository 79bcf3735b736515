package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Evaluation;
import java.util.OptionalDouble;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Evaluates one candidate at a time, in the order of submission, on a thread of its own: for one device, where two timed runs at once
 * would disturb each other. The next decision is taken while the candidate before it is built, and its job waits.
 */
public final class SerialEvaluator implements Evaluator {

    private static final int CAPACITY = 2;

    private final Judge judge;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("evaluator").factory());
    private final CompletionService<Result> jobs = new ExecutorCompletionService<>(thread);
    private final AtomicInteger underWay = new AtomicInteger();

    /** Judges candidates one by one. */
    public interface Judge extends AutoCloseable {

        /** Does what {@link Evaluate} asks for. */
        Evaluation evaluate(Candidate candidate, OptionalDouble incumbent);

        /**
         * Told of a candidate that is to be evaluated later, while another one is judged: what does not disturb that may be done for it
         * already. Called by the thread that submits.
         */
        default void announce(Candidate candidate) {}

        /** Does what {@link Compare} asks for. */
        Confirmation compare(Candidate incumbent, double fitness, Candidate challenger);

        @Override
        void close();
    }

    /** Makes an evaluator that closes {@code judge} when it is closed. */
    public SerialEvaluator(Judge judge) {
        this.judge = judge;
    }

    @Override
    public int capacity() {
        return CAPACITY;
    }

    @Override
    public void submit(Job job) {
        boolean waits = underWay.getAndIncrement() > 0;
        jobs.submit(() -> judge(job));
        if (waits && job instanceof Evaluate(long _, Candidate candidate, OptionalDouble _)) {
            judge.announce(candidate);
        }
    }

    private Result judge(Job job) {
        return switch (job) {
            case Evaluate(long ticket, Candidate candidate, OptionalDouble incumbent) ->
                new Evaluated(ticket, judge.evaluate(candidate, incumbent));
            case Compare(long ticket, Candidate incumbent, double fitness, Candidate challenger) ->
                new Compared(ticket, judge.compare(incumbent, fitness, challenger));
        };
    }

    @Override
    public Result take() throws InterruptedException {
        if (underWay.get() == 0) {
            throw new IllegalStateException("no job is under way");
        }
        Future<Result> done = jobs.take();
        underWay.decrementAndGet();
        try {
            return done.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("a candidate could not be judged", failed.getCause());
        }
    }

    /** Ends the job that is under way, and drops those that wait. */
    @Override
    public void close() {
        underWay.addAndGet(-thread.shutdownNow().size());
        judge.close();
    }
}
