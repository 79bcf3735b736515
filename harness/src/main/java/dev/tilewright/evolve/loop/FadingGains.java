package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.loop.EvolutionOutcome.Ending;
import dev.tilewright.evolve.loop.EvolutionOutcome.Reason;
import java.util.Locale;
import java.util.Optional;

/**
 * Ends a search when another gain has become unlikely.
 *
 * <p>Gains come at a rate per evaluation that changes as a search goes on. It is filtered with a Gamma prior whose evidence is discounted
 * at each evaluation, as in Smith, "A generalization of the Bayesian steady forecasting model" (1979), and West and Harrison, "Bayesian
 * Forecasting and Dynamic Models" (1997): with a discount d, the shape becomes d · shape, and one more at a gain; the scale of time
 * becomes d · time + 1. The prior is one gain in as much time as the discount remembers. The longer a
 * search has gone on, the longer it remembers: gains become rarer on their own scale, and a pause is long beside the search that had it. If the search goes on at the mean of the rate,
 * the chance of a gain in the evaluations that are left is 1 − exp(−rate · left). By Jensen's inequality that is no less than the chance
 * under the whole posterior, so the rule errs towards going on.
 *
 * <p>Nothing is decided before all seeds and some evaluations are over, nor where hardly anything is left to be saved.
 *
 * @param evaluations how many candidates may be evaluated in all
 */
record FadingGains(int evaluations) implements Budget {

    /** So many evaluations are made in any case. */
    private static final int LEAST = 60;

    /** From this share of the evaluations on the search goes on to its end. */
    private static final double ALMOST_ALL = 0.9;

    /** After so many evaluations a gain counts half, or after this share of all that were made, whichever is more. */
    private static final double LEAST_HALF_LIFE = 30;

    private static final double HALF_LIFE_SHARE = 1.0 / 16;

    /** A gain with less than this chance is unlikely. */
    private static final double UNLIKELY = 0.02;

    @Override
    public Optional<Ending> spent(Spending spending) {
        Course course = spending.course();
        if (!spending.repeated()
                || !spending.seeded()
                || course.evaluations() < LEAST
                || course.evaluations() > ALMOST_ALL * evaluations) {
            return Optional.empty();
        }
        int left = evaluations - course.evaluations();
        double chance = chance(course, left);
        return chance < UNLIKELY
                ? Optional.of(new Ending(
                        Reason.UNLIKELY,
                        String.format(
                                Locale.ROOT,
                                "the search ended because %d evaluations in a row found nothing better, and the %d left would do so with a chance of %.1f %% by the rate of gains before",
                                course.sinceGain(),
                                left,
                                100 * chance)))
                : Optional.empty();
    }

    /** Returns the chance of a gain in so many more evaluations. */
    static double chance(Course course, int left) {
        int now = course.evaluations();
        double discount = Math.pow(0.5, 1 / Math.max(LEAST_HALF_LIFE, HALF_LIFE_SHARE * now));
        double shape = Math.pow(discount, now)
                + course.gains().stream()
                        .mapToDouble(at -> Math.pow(discount, now - at))
                        .sum();
        // The scale of time of the prior is the one that the discount leaves as it is.
        double rate = shape * (1 - discount);
        return -Math.expm1(-rate * left);
    }
}
