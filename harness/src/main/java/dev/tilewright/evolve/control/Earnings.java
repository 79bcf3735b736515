package dev.tilewright.evolve.control;

import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a move (an operator with what it was asked for) earned in a run. A gain is the fitness of a child less that of the parent it was
 * changed from: for kernels, the natural logarithm of a speed-up.
 *
 * @param move the move
 * @param tried how many children it made
 * @param succeeded how many of them were ok
 * @param failed how many were not
 * @param improved how many were fitter than their parent
 * @param best how many became the best of the run, confirmed
 * @param gained sum of the gains of those that were fitter than their parent
 * @param mean mean gain of all that were ok, losses included; 0 if there are none
 * @param prepared what flowed back to it from gains that were built on its children, as {@link Credit} settles it
 */
public record Earnings(
        Arm move,
        int tried,
        int succeeded,
        int failed,
        int improved,
        int best,
        double gained,
        double mean,
        double prepared) {

    /** Returns the earnings of every move that the steps of a run made, highest gain first, by what the evaluations are worth in the end. */
    public static List<Earnings> of(List<Step> steps) {
        Map<String, Evaluation> outcomes = new HashMap<>();
        Map<String, Lineage> lineages = new HashMap<>();
        Map<Arm, Account> accounts = new LinkedHashMap<>();
        Credit credit = new Credit();
        for (Step step : steps) {
            Lineage lineage = step.candidate().lineage();
            Evaluation outcome = step.standing();
            Optional<Evaluation> parent = lineage.parents().stream().findFirst().map(outcomes::get);
            lineage.decision().ifPresent(decision -> account(accounts, decision).add(step, Reward.gain(outcome, parent)));
            String hash = step.candidate().hash();
            credit.settle(hash, lineage, known -> Optional.ofNullable(lineages.get(known)), Reward.of(outcome, parent))
                    .forEach(share -> account(accounts, share.decision()).prepared += share.amount());
            outcomes.putIfAbsent(hash, outcome);
            lineages.putIfAbsent(hash, lineage);
        }
        List<Earnings> earnings = new ArrayList<>();
        accounts.forEach((move, account) -> earnings.add(account.close(move)));
        earnings.sort(Comparator.comparingDouble(Earnings::gained)
                .thenComparingDouble(Earnings::prepared)
                .reversed());
        return earnings;
    }

    private static Account account(Map<Arm, Account> accounts, Decision decision) {
        return accounts.computeIfAbsent(decision.move(), _ -> new Account());
    }

    /** The sums from which a move's earnings follow. */
    private static final class Account {
        private int tried;
        private int succeeded;
        private int improved;
        private int best;
        private int compared;
        private double gained;
        private double sum;
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
                compared++;
                sum += gain.getAsDouble();
                if (gain.getAsDouble() > 0) {
                    improved++;
                    gained += gain.getAsDouble();
                }
            }
        }

        Earnings close(Arm move) {
            double mean = compared == 0 ? 0 : sum / compared;
            return new Earnings(move, tried, succeeded, tried - succeeded, improved, best, gained, mean, prepared);
        }
    }
}
