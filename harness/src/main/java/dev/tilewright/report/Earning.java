package dev.tilewright.report;

import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.control.Earnings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What one operator or one transformation earned in a run: the {@link Earnings} of its directives together.
 *
 * @param name the operator's or the transformation's
 * @param tried how many children it made
 * @param succeeded how many of them were ok
 * @param improved how many of them were faster than their parent
 * @param best how many became the best
 * @param gained sum of the log speed-ups of those that were faster than their parent
 * @param prepared what flowed back to it from gains that were built on its children
 */
public record Earning(String name, int tried, int succeeded, int improved, int best, double gained, double prepared) {

    /** Returns what each operator earned, highest gain first. */
    public static List<Earning> byOperator(Findings findings) {
        return by(findings, Directive::operator);
    }

    /** Returns what each transformation earned, highest gain first; directives that name none are left out. */
    public static List<Earning> byTransformation(Findings findings) {
        return by(findings, directive -> directive.transformation().orElse(""));
    }

    /** Returns what was earned with each value of a choice that directives of language models have: model, form, style. */
    public static List<Earning> byChoice(Findings findings, String choice) {
        return by(findings, directive -> directive.choices().getOrDefault(choice, ""));
    }

    private static List<Earning> by(Findings findings, Function<Directive, String> group) {
        Map<String, Earning> sums = new LinkedHashMap<>();
        for (Earnings earnings : Earnings.of(findings.steps())) {
            String name = group.apply(earnings.directive());
            if (!name.isEmpty()) {
                sums.merge(name, of(name, earnings), Earning::plus);
            }
        }
        List<Earning> sorted = new ArrayList<>(sums.values());
        sorted.sort(Comparator.comparingDouble(Earning::gained)
                .thenComparingDouble(Earning::prepared)
                .reversed());
        return sorted;
    }

    private static Earning of(String name, Earnings earnings) {
        return new Earning(
                name,
                earnings.tried(),
                earnings.succeeded(),
                earnings.improved(),
                earnings.best(),
                earnings.gained(),
                earnings.prepared());
    }

    private Earning plus(Earning other) {
        return new Earning(
                name,
                tried + other.tried,
                succeeded + other.succeeded,
                improved + other.improved,
                best + other.best,
                gained + other.gained,
                prepared + other.prepared);
    }
}
