package dev.tilewright.evolve.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tilewright.evolve.loop.Budget.Spending;
import dev.tilewright.evolve.loop.EvolutionOutcome.Ending;
import dev.tilewright.evolve.loop.EvolutionOutcome.Reason;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BudgetTest {

    private static final Duration TEN = Duration.ofSeconds(10);

    private static Spending spending(int evaluated, Duration elapsed, boolean repeated) {
        return new Spending(evaluated, elapsed, repeated, true, new Course(), new Ranking(0, 0));
    }

    @Test
    void whateverIsSpentFirstEndsTheSearch() {
        Budget budget = Budget.of(5, Optional.of(TEN));
        assertThat(budget.spent(spending(4, TEN.minusNanos(1), true))).isEmpty();
        assertThat(budget.spent(spending(5, Duration.ZERO, false))).contains(Ending.of(Reason.EVALUATIONS));
        assertThat(budget.spent(spending(4, TEN, false))).contains(Ending.of(Reason.TIME));
        assertThat(Budget.of(5, Optional.empty()).spent(spending(4, Duration.ofDays(9), true)))
                .isEmpty();
    }

    @Test
    void aRepetitionEndsWithItsRecord() {
        assertThat(Budget.record().spent(spending(1000, TEN, false))).isEmpty();
        assertThat(Budget.record().spent(spending(0, Duration.ZERO, true))).contains(Ending.of(Reason.REPEATED));
    }

    @Test
    void ofSeveralBudgetsTheFirstThatIsSpentSaysWhy() {
        Budget budget = Budget.of(5, Optional.empty()).or(Budget.record());
        assertThat(budget.spent(spending(5, TEN, true))).contains(Ending.of(Reason.EVALUATIONS));
        assertThat(budget.spent(spending(4, TEN, true))).contains(Ending.of(Reason.REPEATED));
        assertThat(budget.spent(spending(4, TEN, false))).isEmpty();
    }

    @Test
    void aBudgetOfNothingIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Budget.of(0, Optional.empty()))
                .withMessage("evaluations must be positive, not 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Budget.patience(0))
                .withMessage("patience must be positive, not 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Budget.of(1, Optional.of(Duration.ZERO)))
                .withMessage("time must be positive, not PT0S");
    }
}
