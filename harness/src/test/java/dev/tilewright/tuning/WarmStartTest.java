package dev.tilewright.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tilewright.space.Point;
import dev.tilewright.study.Recordings;
import dev.tilewright.tuning.recorded.RecordedSpace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class WarmStartTest {

    private static double near(Point point, int... best) {
        double time = 1;
        for (int i = 0; i < best.length; i++) {
            time += Math.abs(point.index(i) - best[i]);
        }
        return time;
    }

    private static final RecordedSpace SIBLING = Recordings.cube("sibling", 3, point -> near(point, 5, 2, 6));

    private static final RecordedSpace STRANGER = Recordings.cube("stranger", 3, point -> near(point, 1, 7, 0));

    private static final RecordedSpace HERE = Recordings.cube("here", 3, point -> near(point, 5, 3, 6));

    private static WarmStart warm(Tried tried) {
        return new WarmStart(List.of(Known.of(STRANGER, HERE.space()), Known.of(SIBLING, HERE.space())), tried);
    }

    private static StrategySetting setting(List<Known> known) {
        return new StrategySetting(HERE.space(), RandomSource.XO_SHI_RO_256_PP.create(3), known);
    }

    @Test
    void thePortfolioCoversEachDevice() {
        Tried tried = new Tried(setting(List.of()));
        WarmStart warm = warm(tried);
        List<Point> portfolio = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Point next = warm.next().orElseThrow();
            tried.add(next);
            portfolio.add(next);
        }
        assertThat(portfolio).containsExactlyInAnyOrder(Point.of(5, 2, 6), Point.of(1, 7, 0));
        assertThat(warm.next()).as("nothing more to gain").isEmpty();
    }

    @Test
    void aDeviceThatMisleadsIsBelievedLess() {
        WarmStart warm = warm(new Tried(setting(List.of())));
        for (int i = 0; i < 8; i++) {
            Point point = Point.of(i, 7 - i, i);
            warm.tell(point, Math.log(near(point, 5, 3, 6)));
        }
        assertThat(warm.weight(1)).isGreaterThan(5 * warm.weight(0));
        assertThat(warm.promising(3)).contains(Point.of(5, 2, 6));
    }

    @Test
    void whatIsKnownElsewhereSavesEvaluations() {
        int cold = evaluationsToOptimum(setting(List.of()));
        int warm = evaluationsToOptimum(
                setting(List.of(Known.of(SIBLING, HERE.space()), Known.of(STRANGER, HERE.space()))));
        assertThat(warm).isLessThanOrEqualTo(15).isLessThan(cold);
    }

    private static int evaluationsToOptimum(StrategySetting setting) {
        Strategy strategy = new Adaptive(setting);
        for (int i = 1; i <= 512; i++) {
            Point point = strategy.ask().orElseThrow();
            strategy.tell(point, HERE.row(point).outcome());
            if (point.equals(Point.of(5, 3, 6))) {
                return i;
            }
        }
        return Integer.MAX_VALUE;
    }

    @Test
    void whatWasNotTriedElsewhereIsGuessedFromWhatWas() {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(1);
        Map<Point, Outcome> tried = new LinkedHashMap<>();
        for (int i = 0; i < 100; i++) {
            Point point = SIBLING.space().draw(random);
            tried.put(point, SIBLING.row(point).outcome());
        }
        tried.remove(Point.of(5, 2, 6));
        tried.remove(Point.of(1, 7, 0));

        Known known = Known.of(tried, HERE.space());

        Known.Standing near = known.standing(Point.of(5, 2, 6));
        assertThat(near.rank()).isLessThan(0.3);
        assertThat(known.standing(Point.of(1, 7, 0)).rank()).isGreaterThan(0.6);
        assertThat(near.performance())
                .as("what was not tried has no place in a portfolio")
                .isZero();
    }

    @Test
    void aRecordingOfAnotherKernelIsRefused() {
        assertThatThrownBy(() ->
                        Known.of(SIBLING, Recordings.cube("other", 4, _ -> 1).space()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no configuration in common");
    }
}
