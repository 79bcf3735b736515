package dev.tilewright.kernels.evaluate.referee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.kernels.evaluate.referee.ComparisonBudget.Rounds;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonBudgetTest {

    private static final long MILLISECOND = 1_000_000;

    private static Rounds rounds(long incumbentMillis, long challengerMillis) {
        return ComparisonBudget.DEFAULT.rounds(incumbentMillis * MILLISECOND, challengerMillis * MILLISECOND);
    }

    @Test
    void twoThatFitTheTimeHaveAsManyRoundsAsItIsGoodFor() {
        assertThat(rounds(10, 9)).isEqualTo(new Rounds(24, 1));
        assertThat(rounds(200, 150)).isEqualTo(new Rounds(17, 1));
    }

    @Test
    void twoThatAreSlowAlikeHaveTheFewestRounds() {
        assertThat(rounds(2000, 1900)).isEqualTo(new Rounds(5, 1));
    }

    @Test
    void anIncumbentThatIsFarBehindIsToldFromItsChallengerByAFewRuns() {
        assertThat(rounds(265, 6)).isEqualTo(new Rounds(5, 1));
    }

    @ParameterizedTest
    @CsvSource({"1700, 100, 2, 7", "1700, 400, 3, 3", "24000, 80, 1, 100"})
    void aSlowIncumbentHasTheFewerRoundsTheSlowerItIs(long incumbent, long challenger, int rounds, int perIncumbent) {
        assertThat(rounds(incumbent, challenger)).isEqualTo(new Rounds(rounds, perIncumbent));
    }

    @ParameterizedTest
    @CsvSource({"24000, 80, true", "24000, 1500, true", "24000, 20000, false", "1700, 100, false"})
    void onlyAnIncumbentThatTakesLongAndIsFarBehindStartsCold(long incumbent, long challenger, boolean cold) {
        assertThat(ComparisonBudget.DEFAULT.startsCold(incumbent * MILLISECOND, challenger * MILLISECOND))
                .isEqualTo(cold);
    }

    @ParameterizedTest
    @CsvSource({"10, 9, 120.5", "215, 115, 109.166666", "2000, 1900, 0", "24000, 80, 0", "265, 6, 0"})
    void runsOfARoundAreBegunForAsLongAsItTakesLessHalfARun(long incumbent, long challenger, double millis) {
        long nanos = ComparisonBudget.DEFAULT.roundNanos(
                rounds(incumbent, challenger), incumbent * MILLISECOND, challenger * MILLISECOND);

        assertThat(nanos).isEqualTo((long) (millis * MILLISECOND));
    }

    @ParameterizedTest
    @CsvSource({"1700, 100", "1700, 400", "24000, 80", "2000, 1900"})
    void aChallengerThatIsFasterInEveryRoundCanBeConfirmed(long incumbent, long challenger) {
        Rounds rounds = rounds(incumbent, challenger);
        double[] incumbents =
                DoubleStream.iterate(1000, n -> n + 1).limit(rounds.incumbent()).toArray();
        double[] challengers = DoubleStream.iterate(1, n -> n + 1)
                .limit((long) rounds.incumbent() * rounds.perIncumbent())
                .toArray();

        assertThat(ComparisonBudget.DEFAULT.stop().isFaster(incumbents, challengers, rounds.incumbent()))
                .isTrue();
    }
}
