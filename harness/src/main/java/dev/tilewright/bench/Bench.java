package dev.tilewright.bench;

import dev.tilewright.bench.Criterion.Judgement;
import dev.tilewright.bench.Criterion.Samples;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures cases in rounds until it is known what became of them.
 *
 * <p>Every round measures each open case in a fresh process, and every second round goes in the opposite order, so that a drift of the
 * machine falls on all alike. After some rounds the cases are looked at. Those that are certainly no slower are done, those that seem
 * slower are suspected, and the others are measured on, until there are as many rounds as are allowed. Then the suspected ones are
 * measured again from nothing, in a second set of processes, and only what is slower there too is a regression.
 */
public final class Bench {

    private final Effort effort;
    private final Criterion criterion;
    private final Yardstick yardstick;
    private final RoundTimer timer;
    private final InstantSource clock;
    private final Listener listener;
    private final List<Integer> looks;
    private volatile boolean stopped;

    /** Is told what is being done. */
    @FunctionalInterface
    public interface Listener {

        /** A case is about to be measured. */
        void onCase(Subject subject, Progress progress);
    }

    /**
     * How far it is.
     *
     * @param again whether this is the second set of processes
     * @param round from 1
     * @param rounds after how many rounds cases are looked at next
     * @param done how many measurements are done since they were looked at last, of all cases together
     * @param all how many there will be until then
     */
    public record Progress(boolean again, int round, int rounds, int done, int all) {}

    /**
     * @param effort how much is measured
     * @param criterion when a difference counts
     * @param yardstick what of the baseline counts
     * @param timer measures
     */
    public Bench(
            Effort effort,
            Criterion criterion,
            Yardstick yardstick,
            RoundTimer timer,
            InstantSource clock,
            Listener listener) {
        this.effort = effort;
        this.criterion = criterion;
        this.yardstick = yardstick;
        this.timer = timer;
        this.clock = clock;
        this.listener = listener;
        looks = effort.looks();
    }

    /** Lets {@link #measure} return once the case that is being measured is done. May be called by another thread. */
    public void stop() {
        stopped = true;
    }

    /** Measures the cases, until all is decided, or time is over, or it is stopped; what comes back is in their order. */
    public List<CaseResult> measure(List<Subject> subjects) {
        Instant start = clock.instant();
        List<Tally> first = tallies(subjects);
        List<Tally> suspected = new ArrayList<>();
        measure(first, false, start, () -> screen(first, suspected));
        Map<Subject, Tally> again = new LinkedHashMap<>();
        suspected.forEach(tally -> again.put(tally.subject(), new Tally(tally.subject(), yardstick)));
        List<Tally> second = List.copyOf(again.values());
        measure(second, true, start, () -> test(second));
        return first.stream()
                .map(tally -> new CaseResult(
                        tally.set(),
                        Optional.ofNullable(again.get(tally.subject())).map(Tally::set)))
                .toList();
    }

    private List<Tally> tallies(List<Subject> subjects) {
        return subjects.stream().map(subject -> new Tally(subject, yardstick)).toList();
    }

    private void measure(List<Tally> tallies, boolean again, Instant start, Runnable look) {
        int round = 0;
        for (int next : looks) {
            int begun = round;
            List<Tally> open = tallies.stream().filter(Tally::open).toList();
            int done = 0;
            while (round < next && !stopped && mayBegin(round, again, start)) {
                for (Tally tally : round % 2 == 0 ? open : open.reversed()) {
                    if (!stopped && tally.open()) {
                        listener.onCase(
                                tally.subject(),
                                new Progress(again, round + 1, next, done, (next - begun) * open.size()));
                        tally.add(timer, round);
                    }
                    done++;
                }
                round++;
            }
            if (round > begun && !open.isEmpty()) {
                look.run();
            }
            if (round < next) {
                break;
            }
        }
    }

    private boolean mayBegin(int round, boolean again, Instant start) {
        return (round == 0 && !again)
                || effort.time()
                        .map(limit -> Duration.between(start, clock.instant()).compareTo(limit) < 0)
                        .orElse(true);
    }

    /** Looks at the first set: decides what is no regression, and suspects what seems one. */
    private void screen(List<Tally> tallies, List<Tally> suspected) {
        List<Tally> compared = comparable(tallies);
        List<Judgement> judgements = judge(compared);
        for (int i = 0; i < compared.size(); i++) {
            Tally tally = compared.get(i);
            if (tally.decided()) {
                continue;
            }
            boolean suspect = criterion.suspects(tally.measurement().samples());
            if (suspect) {
                suspected.add(tally);
            }
            tally.judged(judgements.get(i), suspect || judgements.get(i).verdict() != Verdict.INCONCLUSIVE);
        }
    }

    /** Looks at the second set, whose test counts. */
    private void test(List<Tally> tallies) {
        List<Tally> compared = comparable(tallies);
        List<Judgement> judgements = judge(compared);
        for (int i = 0; i < compared.size(); i++) {
            if (!compared.get(i).decided()) {
                compared.get(i).judged(judgements.get(i), judgements.get(i).verdict() != Verdict.INCONCLUSIVE);
            }
        }
    }

    /** Returns the cases that can be judged, and has done with the others. */
    private static List<Tally> comparable(List<Tally> tallies) {
        List<Tally> comparable = new ArrayList<>();
        for (Tally tally : tallies) {
            if (tally.measurement().comparable()) {
                comparable.add(tally);
            } else {
                tally.close();
            }
        }
        return comparable;
    }

    private List<Judgement> judge(List<Tally> tallies) {
        List<Samples> samples =
                tallies.stream().map(tally -> tally.measurement().samples()).toList();
        return criterion.judge(samples, looks.size());
    }
}
