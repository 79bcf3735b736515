package dev.tilewright.evolve.memory;

import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.candidate.Settlement;
import dev.tilewright.evolve.candidate.Step;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the marks of rows are made of: everything that somebody believes who reads them. */
final class RowMarks {

    private final Marks marks;

    RowMarks(Marks marks) {
        this.marks = marks;
    }

    byte[] run(Run run, String domain) {
        Workload workload = run.workload();
        return marks.of(
                "run",
                run.id(),
                domain,
                workload.task(),
                workload.problem(),
                workload.content(),
                run.hardware().key(),
                run.device(),
                run.plan(),
                run.version(),
                run.started());
    }

    /**
     * Returns the mark of an outcome.
     *
     * @param known whether it is one that may be recalled
     * @param refuted why a confirmation overruled it; empty if none did
     */
    byte[] evaluation(Place place, String hash, Rows.Outcome outcome, boolean known, Optional<String> refuted) {
        return marks.of(
                "evaluation",
                place.workload().task(),
                place.workload().key(),
                place.workload().content(),
                place.hardware(),
                hash,
                outcome.status(),
                outcome.fitness(),
                outcome.measured(),
                outcome.diagnostics(),
                outcome.nanos(),
                known,
                refuted.orElse(null));
    }

    /**
     * Returns the mark of a step.
     *
     * @param content the digest of all that is kept of its candidate
     * @param confirmation what was measured in its confirmation, as it is kept
     */
    byte[] step(String run, Step step, String content, @Nullable String confirmation) {
        Lineage lineage = step.candidate().lineage();
        Optional<Settlement> settlement = step.settlement();
        return marks.of(
                "step",
                run,
                step.ordinal(),
                step.candidate().hash(),
                content,
                step.evaluation().status().id(),
                Rows.number(step.evaluation().fitness()),
                Rows.strings(lineage.parents()),
                lineage.decision().map(Decision::toString).orElse(null),
                lineage.decision().map(Decision::turn).orElse(0),
                lineage.change(),
                step.recalled(),
                step.reward(),
                step.turn(),
                settlement.map(made -> made.confirmation().verdict().id()).orElse(null),
                settlement
                        .map(made -> Rows.number(made.confirmation().fitness()))
                        .orElse(null),
                settlement.map(made -> made.confirmation().reason()).orElse(null),
                confirmation,
                settlement.map(Settlement::after).orElse(null),
                settlement.map(Settlement::asked).orElse(null),
                settlement.map(Settlement::turn).orElse(null));
    }

    /** Returns the mark of something that was measured once per hardware. */
    static byte[] fact(Marks marks, String hardware, String name, @Nullable String value) {
        return marks.of("fact", hardware, name, value);
    }

    /**
     * Where outcomes are outcomes of.
     *
     * @param hardware the key of the hardware
     */
    record Place(Workload workload, String hardware) {}
}
