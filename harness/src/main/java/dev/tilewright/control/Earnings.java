package dev.tilewright.control;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.Confirmation;
import dev.tilewright.candidate.Directive;
import dev.tilewright.candidate.Evaluation;
import dev.tilewright.candidate.Status;
import dev.tilewright.memory.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a directive earned in a run, after all confirmations: a child that one refuted failed. Speed-ups are natural logarithms, child over the parent it was changed from.
 *
 * @param directive the directive
 * @param tried how many children it made
 * @param succeeded how many of them were ok
 * @param failed how many were not
 * @param improved how many were faster than their parent
 * @param best how many became the best of the run, confirmed
 * @param gained sum of the log speed-ups of those that were faster than their parent
 * @param mean mean log speed-up of all that were ok, slower ones included; 0 if there are none
 * @param prepared what flowed back to it from gains that were built on its children, as {@link Credit} settles it
 */
public record Earnings(
        Directive directive,
        int tried,
        int succeeded,
        int failed,
        int improved,
        int best,
        double gained,
        double mean,
        double prepared) {

    /** Returns the earnings of every directive that the steps of a run followed, highest gain first. */
    public static List<Earnings> of(List<Step> steps) {
        Map<String, Evaluation> outcomes = new HashMap<>();
        Map<String, Candidate.Lineage> lineages = new HashMap<>();
        Map<Directive, Account> accounts = new LinkedHashMap<>();
        Credit credit = new Credit();
        for (Step step : steps) {
            Candidate.Lineage lineage = step.candidate().lineage();
            Optional<Evaluation> parent = lineage.parents().stream().findFirst().map(outcomes::get);
            lineage.directive()
                    .ifPresent(directive -> accounts.computeIfAbsent(directive, name -> new Account())
                            .add(step, Reward.logSpeedUp(step.standing(), parent)));
            credit.settle(lineage, hash -> Optional.ofNullable(lineages.get(hash)), Reward.of(step.standing(), parent))
                    .forEach(share -> accounts.computeIfAbsent(share.directive(), name -> new Account()).prepared +=
                            share.amount());
            String hash = step.candidate().hash();
            outcomes.putIfAbsent(hash, step.standing());
            lineages.putIfAbsent(hash, lineage);
        }
        List<Earnings> earnings = new ArrayList<>();
        accounts.forEach((directive, account) -> earnings.add(account.close(directive)));
        earnings.sort(Comparator.comparingDouble(Earnings::gained)
                .thenComparingDouble(Earnings::prepared)
                .reversed());
        return earnings;
    }

    /** The sums from which a directive's earnings follow. */
    private static final class Account {
        private int tried;
        private int succeeded;
        private int improved;
        private int best;
        private int compared;
        private double gained;
        private double sum;
        private double prepared;

        void add(Step step, OptionalDouble speedUp) {
            tried++;
            if (step.standing().status() == Status.OK) {
                succeeded++;
            }
            if (step.confirmation()
                    .filter(confirmation -> confirmation.verdict() == Confirmation.Verdict.FASTER)
                    .isPresent()) {
                best++;
            }
            if (speedUp.isPresent()) {
                compared++;
                sum += speedUp.getAsDouble();
                if (speedUp.getAsDouble() > 0) {
                    improved++;
                    gained += speedUp.getAsDouble();
                }
            }
        }

        Earnings close(Directive directive) {
            double mean = compared == 0 ? 0 : sum / compared;
            return new Earnings(directive, tried, succeeded, tried - succeeded, improved, best, gained, mean, prepared);
        }
    }
}
