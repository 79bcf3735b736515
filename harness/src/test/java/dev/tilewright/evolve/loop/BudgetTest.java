package dev.tilewright.evolve.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tilewright.evolve.loop.Budget.Spending;
import dev.tilewright.evolve.loop.EvolutionOutcome.Reason;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BudgetTest {

    private static final Duration TEN = Duration.ofSeconds(10);

    @Test
    void whateverIsSpentFirstEndsTheSearch() {
        Budget budget = Budget.of(5, Optional.of(TEN));
        assertThat(budget.spent(new Spending(4, TEN.minusNanos(1), true))).isEmpty();
        assertThat(budget.spent(new Spending(5, Duration.ZERO, false))).contains(Reason.EVALUATIONS);
        assertThat(budget.spent(new Spending(4, TEN, false))).contains(Reason.TIME);
        assertThat(Budget.of(5, Optional.empty()).spent(new Spending(4, Duration.ofDays(9), true)))
                .isEmpty();
    }

    @Test
    void aRepetitionEndsWithItsRecord() {
        assertThat(Budget.record().spent(new Spending(1000, TEN, false))).isEmpty();
        assertThat(Budget.record().spent(new Spending(0, Duration.ZERO, true))).contains(Reason.REPEATED);
    }

    @Test
    void aBudgetOfNothingIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Budget.of(0, Optional.empty()))
                .withMessage("evaluations must be positive, not 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Budget.of(1, Optional.of(Duration.ZERO)))
                .withMessage("time must be positive, not PT0S");
    }
}
