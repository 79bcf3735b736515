package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.archive.Archive;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.control.Controller;
import dev.tilewright.evolve.control.Credit;
import dev.tilewright.evolve.control.Ledger;
import dev.tilewright.evolve.control.Policies;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.evolve.memory.Workload;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A search among bit strings, ready to be begun or repeated any number of times.
 *
 * @param domain bit strings, perhaps in a form of a test's own
 * @param seed where all randomness comes from
 * @param islands how many islands there are
 * @param budget when it ends
 * @param controller the policy that chooses
 * @param sources sources beside the operators
 */
record BitSearch(Domain domain, long seed, int islands, Budget budget, Controller controller, List<Source> sources) {

    static final Workload WORKLOAD = new Workload("traps", "bits=40");
    static final Hardware HARDWARE = new Hardware("java", "v", "m", "a", "d");
    static final int PATIENCE = 4;
    static final int PLANNED = 300;

    /** Returns a search on one island. */
    static BitSearch of(long seed, int evaluations) {
        return new BitSearch(
                new BitStrings(), seed, 1, Budget.of(evaluations, Optional.empty()), thompson(), List.of());
    }

    static Controller thompson() {
        return Policies.create("thompson", Optional.empty());
    }

    /** Returns the repetition of this search from its record. */
    BitSearch repeated() {
        return until(Budget.record());
    }

    BitSearch in(Domain other) {
        return new BitSearch(other, seed, islands, budget, thompson(), sources);
    }

    BitSearch on(int more) {
        return new BitSearch(domain, seed, more, budget, thompson(), sources);
    }

    BitSearch learning(Controller other) {
        return new BitSearch(domain, seed, islands, budget, other, sources);
    }

    BitSearch until(Budget other) {
        return new BitSearch(domain, seed, islands, other, thompson(), sources);
    }

    BitSearch with(Source source) {
        return new BitSearch(domain, seed, islands, budget, controller, List.of(source));
    }

    static Run run(String id) {
        return new Run(id, WORKLOAD, HARDWARE, "java:0", "{}", "test", Instant.EPOCH);
    }

    /** Prepares the search under a name. */
    Evolution evolution(String run, Evaluator evaluator, Memory memory) {
        return new Evolution(
                run(run),
                new Evolution.Parts(
                        domain,
                        evaluator,
                        new Archive(islands),
                        new Ranking(0.01, PATIENCE),
                        new Ledger(controller, new Credit()),
                        sources,
                        budget,
                        1,
                        PLANNED,
                        seed),
                memory);
    }

    EvolutionOutcome run(String run, Evaluator evaluator, Memory memory) {
        return evolution(run, evaluator, memory).run(progress -> {});
    }

    /** Runs the search with an evaluator for one device. */
    EvolutionOutcome run(String run, BitJudge judge, Memory memory) {
        try (Evaluator evaluator = new SerialEvaluator(judge)) {
            return run(run, evaluator, memory);
        }
    }

    /** Returns a step without the time of day. */
    static Step undated(Step step) {
        return new Step(
                step.ordinal(),
                step.candidate(),
                step.evaluation(),
                step.recalled(),
                step.reward(),
                step.turn(),
                step.settlement(),
                Instant.EPOCH);
    }
}
