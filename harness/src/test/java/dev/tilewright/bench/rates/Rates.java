package dev.tilewright.bench.rates;

import dev.tilewright.bench.Bench;
import dev.tilewright.bench.CaseResult;
import dev.tilewright.bench.Criterion;
import dev.tilewright.bench.Effort;
import dev.tilewright.bench.RoundTimer;
import dev.tilewright.bench.Subject;
import dev.tilewright.bench.Verdict;
import dev.tilewright.bench.Yardstick;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * How often a run of a suite is right.
 *
 * @param runs how many there were
 * @param falseAlarms runs in which a case was called slower that was not
 * @param found runs in which the case that was slowed was called slower
 * @param inconclusive cases of all runs that were not decided
 * @param processes how many processes all runs took
 */
record Rates(int runs, int falseAlarms, int found, int inconclusive, long processes) {

    static final Rates NONE = new Rates(0, 0, 0, 0, 0);

    /**
     * Runs a suite again and again.
     *
     * @param timers makes what times the cases of a run
     * @param slowdown by how much one case is slowed, another in each run: 0.05 is 5 %, 0 slows none
     */
    static Rates of(
            int runs,
            double slowdown,
            List<Subject> subjects,
            Criterion criterion,
            Effort effort,
            IntFunction<RoundTimer> timers) {
        Rates rates = NONE;
        for (int run = 0; run < runs; run++) {
            rates = rates.plus(run, slowdown, subjects, criterion, effort, timers.apply(run));
        }
        return rates;
    }

    /** Runs a suite once more, with the case slowed that it is the turn of. */
    Rates plus(int run, double slowdown, List<Subject> subjects, Criterion criterion, Effort effort, RoundTimer timer) {
        String slowed = slowdown == 0
                ? ""
                : subjects.get(run % subjects.size()).benchCase().name();
        Bench bench = new Bench(
                effort,
                criterion,
                Yardstick.KERNEL,
                new SlowedRounds(timer, slowed, 1 + slowdown),
                InstantSource.system(),
                (subject, progress) -> {});
        return with(bench.measure(subjects), slowed);
    }

    private Rates with(List<CaseResult> results, String slowed) {
        boolean alarm = false;
        boolean hit = false;
        int undecided = 0;
        long count = 0;
        for (CaseResult result : results) {
            String name = result.first().measurement().subject().benchCase().name();
            boolean slower = result.verdict() == Verdict.REGRESSED;
            alarm |= slower && !name.equals(slowed);
            hit |= slower && name.equals(slowed);
            undecided += result.verdict() == Verdict.INCONCLUSIVE ? 1 : 0;
            count += result.first().measurement().rounds().size()
                    + result.again()
                            .map(set -> set.measurement().rounds().size())
                            .orElse(0);
        }
        return new Rates(
                runs + 1,
                falseAlarms + (alarm ? 1 : 0),
                found + (hit ? 1 : 0),
                inconclusive + undecided,
                processes + count);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d runs: %d false alarms (%.2f per 100), slowed case found in %d (%.1f per 100), %.2f cases not decided per run, %.1f processes per run",
                runs,
                falseAlarms,
                100.0 * falseAlarms / runs,
                found,
                100.0 * found / runs,
                (double) inconclusive / runs,
                (double) processes / runs);
    }
}
