package dev.tilewright.evolve.control;

import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.candidate.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.function.Function;

/**
 * What something that was decided earned in a run: an operator, a transformation, a model, an island. A gain is the fitness of a child less that of the
 * parent it was changed from: for kernels, the natural logarithm of a speed-up. Outcomes count by what they are worth in the end, so a
 * candidate that was refuted gained nothing.
 *
 * @param name what was decided
 * @param tried how many children it made
 * @param succeeded how many of them were ok
 * @param failed how many were not
 * @param improved how many were fitter than their parent
 * @param best how many became the best of the run, confirmed
 * @param gained sum of the gains of those that were fitter than their parent
 * @param mean mean gain of all that were ok, losses included; 0 if there are none
 * @param interval where the mean gain lies; empty if none was ok
 * @param prepared what flowed back to it from gains that were built on its children, as {@link Credit} settles it
 */
public record Earnings(
        String name,
        int tried,
        int succeeded,
        int failed,
        int improved,
        int best,
        double gained,
        double mean,
        Optional<Interval> interval,
        double prepared) {

    private static final String OPERATOR = "operator";
    private static final String TRANSFORMATION = "transformation";
    private static final String ISLAND = "island";

    /**
     * Returns what every value of every kind of choice earned, highest gain first: operators, transformations, islands where there are
     * several, and then the further choices of decisions by their names, such as {@code model}, {@code number} or {@code parents}. A kind of
     * which nothing was chosen is left out.
     */
    public static SequencedMap<String, List<Earnings>> byKind(List<Step> steps) {
        List<Decision> decisions = steps.stream()
                .flatMap(step -> step.candidate().lineage().decision().stream())
                .toList();
        SequencedMap<String, List<Earnings>> kinds = new LinkedHashMap<>();
        kinds.put(OPERATOR, byOperator(steps));
        kinds.put(TRANSFORMATION, byTransformation(steps));
        if (decisions.stream().map(Decision::island).distinct().count() > 1) {
            kinds.put(ISLAND, byIsland(steps));
        }
        decisions.stream()
                .flatMap(decision -> decision.choices().keySet().stream())
                .distinct()
                .sorted()
                .forEach(choice -> kinds.put(choice, byChoice(steps, choice)));
        kinds.values().removeIf(List::isEmpty);
        return kinds;
    }

    /** Returns what every move (an operator with what it was asked for) earned, highest gain first. */
    public static List<Earnings> byMove(List<Step> steps) {
        return by(steps, decision -> Optional.of(decision.move().toString()));
    }

    /** Returns what every operator earned, highest gain first. */
    public static List<Earnings> byOperator(List<Step> steps) {
        return by(steps, decision -> Optional.of(decision.operator()));
    }

    /** Returns what every transformation earned, whoever was asked for it, highest gain first. */
    public static List<Earnings> byTransformation(List<Step> steps) {
        return by(steps, Decision::transformation);
    }

    /** Returns what every island earned, highest gain first. */
    public static List<Earnings> byIsland(List<Step> steps) {
        return by(steps, decision -> Optional.of(Integer.toString(decision.island())));
    }

    /** Returns what every value of a further choice earned, {@code model} or {@code style}, highest gain first. */
    public static List<Earnings> byChoice(List<Step> steps, String choice) {
        return by(steps, decision -> Optional.ofNullable(decision.choices().get(choice)));
    }

    private static List<Earnings> by(List<Step> steps, Function<Decision, Optional<String>> group) {
        Map<String, Evaluation> outcomes = new HashMap<>();
        Map<String, Lineage> lineages = new HashMap<>();
        Map<String, Account> accounts = new LinkedHashMap<>();
        Credit credit = new Credit();
        for (Step step : steps) {
            if (step.evaluation().isUndecided()) {
                continue;
            }
            Lineage lineage = step.candidate().lineage();
            Evaluation outcome = step.standing();
            Optional<Evaluation> parent = lineage.parents().stream().findFirst().map(outcomes::get);
            lineage.decision()
                    .flatMap(group)
                    .ifPresent(name -> account(accounts, name).add(step, Reward.gain(outcome, parent)));
            String hash = step.candidate().hash();
            credit.settle(hash, lineage, known -> Optional.ofNullable(lineages.get(known)), Reward.of(outcome, parent))
                    .forEach(share -> group.apply(share.decision())
                            .ifPresent(name -> account(accounts, name).prepared += share.amount()));
            outcomes.putIfAbsent(hash, outcome);
            lineages.putIfAbsent(hash, lineage);
        }
        List<Earnings> earnings = new ArrayList<>();
        accounts.forEach((name, account) -> earnings.add(account.close(name)));
        earnings.sort(Comparator.comparingDouble(Earnings::gained)
                .thenComparingDouble(Earnings::prepared)
                .reversed());
        return earnings;
    }

    private static Account account(Map<String, Account> accounts, String name) {
        return accounts.computeIfAbsent(name, _ -> new Account());
    }

    /** The sums from which earnings follow. */
    private static final class Account {
        private int tried;
        private int succeeded;
        private int improved;
        private int best;
        private Evidence gains = Evidence.NONE;
        private double gained;
        private double prepared;

        void add(Step step, OptionalDouble gain) {
            tried++;
            if (step.standing().ok()) {
                succeeded++;
            }
            if (step.is(Confirmation.Verdict.FITTER)) {
                best++;
            }
            if (gain.isPresent()) {
                gains = gains.plus(Evidence.of(gain.getAsDouble()));
                if (gain.getAsDouble() > 0) {
                    improved++;
                    gained += gain.getAsDouble();
                }
            }
        }

        Earnings close(String name) {
            boolean compared = gains.weight() > 0;
            return new Earnings(
                    name,
                    tried,
                    succeeded,
                    tried - succeeded,
                    improved,
                    best,
                    gained,
                    compared ? gains.sum() / gains.weight() : 0,
                    compared ? Optional.of(Interval.ofMean(gains)) : Optional.empty(),
                    prepared);
        }
    }
}
