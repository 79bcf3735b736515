package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Settlement;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.control.Reward;
import dev.tilewright.evolve.loop.Evaluator.Compared;
import dev.tilewright.evolve.loop.Evaluator.Evaluated;
import dev.tilewright.evolve.loop.Evaluator.Result;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Run;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What is under way: candidates and comparisons in the order of submission, which is the order in which their outcomes are taken. An
 * outcome comes from the record of the run while the run is repeated; from memory, if it knows the candidate on this hardware; and
 * otherwise from the evaluator.
 */
final class Pipeline {

    private final Run run;
    private final Memory memory;
    private final Evaluator evaluator;
    private final List<Step> record;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private final Map<Long, Result> early = new HashMap<>();
    private final long recordedSettlements;
    private int submitted;
    private long settlements;

    /** A run's own rejections are recalled; another run may have rejected a candidate whose author is trusted now. */
    private final Set<String> rejected = new HashSet<>();

    private long tickets;

    Pipeline(Run run, Memory memory, Evaluator evaluator) {
        this.run = run;
        this.memory = memory;
        this.evaluator = evaluator;
        record = memory.steps(run.id()).stream().map(Pipeline::decided).toList();
        recordedSettlements =
                record.stream().filter(step -> step.settlement().isPresent()).count();
    }

    /** A comparison that decided nothing changed nothing, so there is nothing of it to repeat: it is made again. */
    private static Step decided(Step step) {
        return step.confirmation().filter(Confirmation::isUndecided).isPresent() ? step.asCommitted() : step;
    }

    /** What is under way. */
    private sealed interface Pending {

        /** Returns the turn in which the record says it was committed; empty if the record does not have it. */
        Optional<Integer> turn();
    }

    private record PendingStep(
            int ordinal, Candidate candidate, long ticket, Optional<Step> recorded, Optional<Evaluation> recalled)
            implements Pending {

        @Override
        public Optional<Integer> turn() {
            return recorded.map(Step::turn);
        }
    }

    private record PendingSettlement(Step contender, int asked, long ticket, Optional<Settlement> recorded)
            implements Pending {

        @Override
        public Optional<Integer> turn() {
            return recorded.map(Settlement::turn);
        }
    }

    /** What came of what was submitted. */
    sealed interface Outcome {}

    /**
     * What came of a candidate.
     *
     * @param recalled whether memory knew it
     * @param recorded its step, where the run is repeated
     */
    record Finished(int ordinal, Candidate candidate, Evaluation evaluation, boolean recalled, Optional<Step> recorded)
            implements Outcome {

        /**
         * Returns the step of the run, as it was recorded or as it is now.
         *
         * @param parent the step of the parent that the candidate was changed from; empty for a seed
         * @param turn the turn in which it is committed
         */
        Step step(Optional<Step> parent, int turn) {
            return recorded.orElseGet(() -> new Step(
                    ordinal,
                    candidate,
                    evaluation,
                    recalled,
                    Reward.of(evaluation, parent.map(Step::standing)),
                    turn,
                    Optional.empty(),
                    Instant.now()));
        }
    }

    /**
     * What came of a comparison.
     *
     * @param contender the step that was to be confirmed
     * @param asked how many outcomes had been committed when it was asked for
     * @param recorded what the record has of it, where the run is repeated
     */
    record Decided(Step contender, int asked, Confirmation confirmation, Optional<Settlement> recorded)
            implements Outcome {}

    /** Returns how many candidates were submitted. */
    int submitted() {
        return submitted;
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }

    boolean isFull() {
        return free() <= 0;
    }

    /** Returns how many more jobs the evaluator makes use of. */
    int free() {
        return evaluator.capacity() - pending.size();
    }

    /** Tells whether a comparison is under way. */
    boolean isComparing() {
        return pending.stream().anyMatch(PendingSettlement.class::isInstance);
    }

    /** Tells whether the next outcome is one that takes the evaluator a comparison. */
    boolean comparesNext() {
        return pending.peek() instanceof PendingSettlement;
    }

    /** Returns the turn in which the next outcome was committed, as the record has it; empty if nothing is under way or it does not have it. */
    Optional<Integer> turn() {
        return Optional.ofNullable(pending.peek()).flatMap(Pending::turn);
    }

    /**
     * Tells whether the record has another step that was submitted before the turn that would be taken next. Only a candidate that is tried
     * again when the search ends is: it takes no turn, and its outcome is committed in the last one.
     *
     * @param turn how many turns have been taken
     */
    boolean repeatsWithin(int turn) {
        return submitted < record.size() && record.get(submitted).turn() <= turn;
    }

    /** Tells whether everything that the record has was submitted again. */
    boolean isRepeated() {
        return submitted >= record.size() && settlements >= recordedSettlements;
    }

    /**
     * Submits a candidate. Tells whether it has to be evaluated.
     *
     * @param incumbent the fitness that it races against
     * @throws RepetitionException if the run has another candidate in its place
     */
    boolean submit(Candidate candidate, OptionalDouble incumbent) {
        int ordinal = submitted++;
        if (ordinal < record.size()) {
            Step step = record.get(ordinal).asCommitted();
            if (!step.candidate().hash().equals(candidate.hash())
                    || !step.candidate().lineage().equals(candidate.lineage())) {
                throw new RepetitionException(
                        "run %s cannot be repeated: step %d would be another one than it was. Its task, its kernel or Tilewright has changed since. What was evaluated is kept; start a new run to build on it"
                                .formatted(run.id(), ordinal));
            }
            pending.add(new PendingStep(ordinal, candidate, 0, Optional.of(step.of(candidate)), Optional.empty()));
            return !step.recalled();
        }
        Optional<Evaluation> recalled = memory.recall(run.workload(), run.hardware(), candidate.hash())
                .filter(evaluation -> evaluation.status() != Status.REJECTED || rejected.contains(candidate.hash()));
        long ticket = ++tickets;
        pending.add(new PendingStep(ordinal, candidate, ticket, Optional.empty(), recalled));
        if (recalled.isEmpty()) {
            evaluator.submit(new Evaluator.Evaluate(ticket, candidate, incumbent));
        }
        return recalled.isEmpty();
    }

    /** Finds the comparison that the record has of a contender, if it was asked for when so many outcomes had been committed. */
    Optional<Settlement> recorded(Step contender, int outcomes) {
        return contender.ordinal() < record.size()
                ? record.get(contender.ordinal()).settlement().filter(settlement -> settlement.asked() == outcomes)
                : Optional.empty();
    }

    /**
     * Submits a comparison of a contender with the best.
     *
     * @param fitness that of the best, as it is known by now
     * @param asked how many outcomes have been committed
     */
    void compare(Step contender, Step best, double fitness, int asked) {
        Optional<Settlement> recorded = recorded(contender, asked);
        long ticket = ++tickets;
        pending.add(new PendingSettlement(contender, asked, ticket, recorded));
        if (recorded.isPresent()) {
            settlements++;
        } else {
            evaluator.submit(new Evaluator.Compare(ticket, best.candidate(), fitness, contender.candidate()));
        }
    }

    /** Waits for the next outcome in the order of submission. */
    Outcome take() {
        return switch (pending.remove()) {
            case PendingStep step -> {
                Evaluation evaluation = step.recorded()
                        .map(Step::evaluation)
                        .or(step::recalled)
                        .orElseGet(() -> evaluation(step.ticket()));
                boolean known = step.recorded()
                        .map(Step::recalled)
                        .orElse(step.recalled().isPresent());
                if (evaluation.status() == Status.REJECTED) {
                    rejected.add(step.candidate().hash());
                }
                yield new Finished(step.ordinal(), step.candidate(), evaluation, known, step.recorded());
            }
            case PendingSettlement settlement -> {
                Confirmation confirmation = settlement
                        .recorded()
                        .map(Settlement::confirmation)
                        .orElseGet(() -> confirmation(settlement.ticket()));
                yield new Decided(settlement.contender(), settlement.asked(), confirmation, settlement.recorded());
            }
        };
    }

    private Evaluation evaluation(long ticket) {
        if (await(ticket) instanceof Evaluated(long _, Evaluation evaluation)) {
            return evaluation;
        }
        throw new IllegalStateException("the result of job %d is no evaluation".formatted(ticket));
    }

    private Confirmation confirmation(long ticket) {
        if (await(ticket) instanceof Compared(long _, Confirmation confirmation)) {
            return confirmation;
        }
        throw new IllegalStateException("the result of job %d is no comparison".formatted(ticket));
    }

    private Result await(long ticket) {
        try {
            while (!early.containsKey(ticket)) {
                Result result = evaluator.take();
                early.put(result.ticket(), result);
            }
            return Objects.requireNonNull(early.remove(ticket));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a candidate is evaluated", e);
        }
    }
}
