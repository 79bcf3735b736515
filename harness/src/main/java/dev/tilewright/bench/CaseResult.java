package dev.tilewright.bench;

import dev.tilewright.bench.Criterion.Judgement;
import java.util.Optional;

/**
 * A case with its verdict.
 *
 * @param first what the first set of processes gave
 * @param again what the second set gave; present where the first raised a suspicion
 */
public record CaseResult(Set first, Optional<Set> again) {

    /**
     * What a set of processes told.
     *
     * @param measurement what was measured
     * @param judgement how it compares; empty where it failed or there is nothing to compare with
     */
    public record Set(Measurement measurement, Optional<Judgement> judgement) {}

    /** Returns the set whose figures count: the second where there is one, because the first was picked for its figures. */
    private Set deciding() {
        return again.filter(set -> set.judgement().isPresent()).orElse(first);
    }

    /** Returns the measurement whose figures count. */
    public Measurement measurement() {
        return deciding().measurement();
    }

    /** Returns how it compares; empty where it failed or there is nothing to compare with. */
    public Optional<Judgement> judgement() {
        return failed() ? Optional.empty() : deciding().judgement();
    }

    private boolean failed() {
        return first.measurement().failure().isPresent()
                || again.flatMap(set -> set.measurement().failure()).isPresent();
    }

    /** Returns what became of the case. */
    public Verdict verdict() {
        if (failed()) {
            return Verdict.FAILED;
        }
        if (again.isPresent()) {
            return again.get().judgement().map(Judgement::verdict).orElse(Verdict.INCONCLUSIVE);
        }
        Measurement measured = first.measurement();
        if (measured.rounds().isEmpty()) {
            return Verdict.INCONCLUSIVE;
        }
        return first.judgement()
                .map(Judgement::verdict)
                .orElse(measured.sameKernel() ? Verdict.SAME_KERNEL : Verdict.MEASURED);
    }
}
