package dev.tilewright.evolve.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.loop.Budget.Spending;
import dev.tilewright.evolve.loop.EvolutionOutcome.Ending;
import dev.tilewright.evolve.loop.EvolutionOutcome.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Made-up searches, of which only is known at which evaluations they gained something. */
class FadingGainsTest {

    private static void evaluate(Course course, int ordinal, boolean gains) {
        Evaluation evaluation = new Evaluation(Status.OK, OptionalDouble.of(ordinal), "", Optional.empty(), 0);
        Step step = new Step(
                ordinal, BitStrings.seed(ordinal), evaluation, false, 0, ordinal, Optional.empty(), Instant.EPOCH);
        course.committed(step, gains, gains);
    }

    private static Spending spending(Course course, boolean repeated, boolean seeded) {
        return new Spending(course.evaluations(), Duration.ZERO, repeated, seeded, course, new Ranking(0, 0));
    }

    /** Returns after how many evaluations a search ends; empty if only its budget ends it. */
    private static OptionalInt end(int evaluations, IntPredicate gains) {
        Budget rule = Budget.unlikely(evaluations);
        Course course = new Course();
        return IntStream.rangeClosed(1, evaluations)
                .filter(n -> {
                    evaluate(course, n, n == 1 || gains.test(n));
                    return rule.spent(spending(course, true, true)).isPresent();
                })
                .findFirst();
    }

    @ParameterizedTest
    @CsvSource({"200, 30", "1000, 30", "1000, 60", "5000, 100"})
    void aSearchThatGainsNowAndThenGoesOn(int evaluations, int every) {
        assertThat(end(evaluations, n -> n % every == 0)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"400, 60, 200, 300", "1000, 300, 350, 450", "5000, 300, 1000, 1250"})
    void aSearchEndsAfterALongTimeWithoutAGain(int evaluations, int last, int least, int most) {
        int end = end(evaluations, n -> n % 30 == 0 && n <= last).orElseThrow();

        assertThat(end - last).isBetween(least, most);
    }

    @Test
    void whereLittleIsLeftTheSearchGoesOnToItsEnd() {
        assertThat(end(200, n -> n % 30 == 0 && n <= 60)).isEmpty();
    }

    @Test
    void nothingIsDecidedBeforeSomeEvaluationsAreOver() {
        assertThat(end(70, n -> n == 2)).as("with hardly anything left").isEmpty();
        assertThat(end(400, _ -> false).orElseThrow()).isGreaterThan(100);
    }

    /** Gains at a rate that halves every 60 evaluations: what the searches that were ended would still have gained. */
    @Test
    void hardlyASearchIsEndedThatWouldHaveGainedMore() {
        int missed = 0;
        int ended = 0;
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            boolean[] gains = new boolean[1001];
            for (int n = 0; n < gains.length; n++) {
                gains[n] = random.nextDouble() < 0.2 * Math.pow(0.5, n / 60.0);
            }
            OptionalInt end = end(1000, n -> gains[n]);
            ended += end.isPresent() ? 1 : 0;
            missed += IntStream.rangeClosed(end.orElse(1000) + 1, 1000).anyMatch(n -> gains[n]) ? 1 : 0;
        }
        assertThat(ended).isGreaterThan(200);
        assertThat(missed / (double) ended).isLessThan(0.05);
    }

    @Test
    void theChanceIsThatOfAGainAtTheRateSoFar() {
        Course course = new Course();
        for (int n = 1; n <= 600; n++) {
            evaluate(course, n, n % 20 == 0);
        }
        assertThat(FadingGains.chance(course, 0)).isZero();
        assertThat(FadingGains.chance(course, 10)).isEqualTo(-Math.expm1(-10 / 20.0), within(0.1));
    }

    @Test
    void aSearchThatBeginsOrIsRepeatedGoesOn() {
        Course course = new Course();
        for (int n = 1; n <= 600; n++) {
            evaluate(course, n, n == 1);
        }
        Budget rule = Budget.unlikely(1000);
        assertThat(rule.spent(spending(course, false, true))).isEmpty();
        assertThat(rule.spent(spending(course, true, false))).isEmpty();
        Ending ending = rule.spent(spending(course, true, true)).orElseThrow();
        assertThat(ending.reason()).isEqualTo(Reason.UNLIKELY);
        assertThat(ending.explanation())
                .isEqualTo(
                        "the search ended because 599 evaluations in a row found nothing better, and the 400 left would do so with a chance of 0.0 % by the rate of gains before");
    }
}
