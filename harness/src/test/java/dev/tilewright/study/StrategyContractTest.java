package dev.tilewright.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.space.Formula;
import dev.tilewright.space.Point;
import dev.tilewright.space.SearchSpace;
import dev.tilewright.space.Space;
import dev.tilewright.space.Tunable;
import dev.tilewright.tuning.Outcome;
import dev.tilewright.tuning.Strategy;
import dev.tilewright.tuning.StrategyFactory;
import dev.tilewright.tuning.StrategySetting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every strategy keeps, ours and those of others. */
class StrategyContractTest {

    private static final SearchSpace SPACE = new Space(
                    List.of(
                            new Tunable("TILE", List.of("1", "2", "4", "8", "16")),
                            new Tunable("LANES", List.of("1", "2", "4", "8")),
                            new Tunable("ORDER", List.of("row", "column")),
                            new Tunable("UNROLL", List.of("1", "2", "3"))),
                    List.of(Formula.parse("TILE % LANES == 0")),
                    Map.of())
            .search();

    static List<StrategyFactory> strategies() {
        return Comparators.all();
    }

    private static Outcome outcome(Point point, double unit) {
        return point.index(0) == 3 && point.index(3) == 1
                ? new Outcome.Failure()
                : new Outcome.Time(unit * (1 + Math.abs(point.index(0) - 2) + 0.25 * point.index(1) + point.index(2)));
    }

    private static List<Point> asked(StrategyFactory strategy, long seed, int most, Function<Point, Outcome> outcomes) {
        Strategy begun = strategy.begin(new StrategySetting(SPACE, RandomSource.XO_SHI_RO_256_PP.create(seed)));
        List<Point> asked = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            Optional<Point> point = begun.ask();
            if (point.isEmpty()) {
                break;
            }
            asked.add(point.get());
            begun.tell(point.get(), outcomes.apply(point.get()));
        }
        return asked;
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void itAsksForValidPointsAndForNoneTwice(StrategyFactory strategy) {
        List<Point> asked = asked(strategy, 1, 1000, point -> outcome(point, 1));
        assertThat(asked).doesNotHaveDuplicates().allMatch(SPACE::contains);
        // The others' algorithm ends when generations bring nothing new.
        if (!strategy.name().equals("jenetics")) {
            assertThat(asked).hasSize(Math.toIntExact(SPACE.size().orElseThrow()));
        }
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void itFollowsFromItsSeed(StrategyFactory strategy) {
        List<Point> asked = asked(strategy, 5, 30, point -> outcome(point, 1));
        assertThat(asked(strategy, 5, 30, point -> outcome(point, 1))).isEqualTo(asked);
        assertThat(asked(strategy, 6, 30, point -> outcome(point, 1))).isNotEqualTo(asked);
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void theUnitOfTimeDoesNotMatter(StrategyFactory strategy) {
        assertThat(asked(strategy, 3, 40, point -> outcome(point, 1.0 / (1 << 20))))
                .isEqualTo(asked(strategy, 3, 40, point -> outcome(point, 1)));
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void itGoesOnWhereEverythingFails(StrategyFactory strategy) {
        assertThat(asked(strategy, 2, 40, _ -> new Outcome.Failure())).hasSizeGreaterThanOrEqualTo(20);
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void itMayBeAskedSeveralTimesBeforeItIsTold(StrategyFactory strategy) {
        Strategy begun = strategy.begin(new StrategySetting(SPACE, RandomSource.XO_SHI_RO_256_PP.create(4)));
        Set<Point> asked = new HashSet<>();
        List<Point> waiting = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            begun.ask().ifPresent(point -> {
                assertThat(asked.add(point)).isTrue();
                waiting.add(point);
            });
            if (waiting.size() > 2) {
                Point first = waiting.removeFirst();
                begun.tell(first, outcome(first, 1));
            }
        }
        assertThat(asked).hasSizeGreaterThan(20);
    }

    /** The fastest of all is far from the next best, and wrong, which is known only after some evaluations. */
    @ParameterizedTest
    @MethodSource("strategies")
    void itForgetsAPointThatTurnsOutToBeWrong(StrategyFactory strategy) {
        List<String> values =
                IntStream.rangeClosed(1, 40).mapToObj(Integer::toString).toList();
        SearchSpace wide =
                new Space(List.of(new Tunable("X", values), new Tunable("Y", values)), List.of(), Map.of()).search();
        Point wrong = Point.of(3, 5);
        ToDoubleFunction<Point> time = point -> 1 + Math.abs(point.index(0) - 30) + Math.abs(point.index(1) - 33);
        int found = 0;
        for (int seed = 0; seed < 10; seed++) {
            Strategy begun = strategy.begin(new StrategySetting(wide, RandomSource.XO_SHI_RO_256_PP.create(seed)));
            double best = Double.POSITIVE_INFINITY;
            for (int i = 0; i < 120; i++) {
                if (i == 3) {
                    begun.tell(wrong, new Outcome.Time(1e-3));
                }
                if (i == 25) {
                    begun.tell(wrong, new Outcome.Failure());
                }
                Optional<Point> asked = begun.ask();
                if (asked.isPresent() && !asked.get().equals(wrong)) {
                    begun.tell(asked.get(), new Outcome.Time(time.applyAsDouble(asked.get())));
                    best = Math.min(best, time.applyAsDouble(asked.get()));
                } else if (asked.isPresent()) {
                    begun.tell(wrong, new Outcome.Failure());
                }
            }
            found += best <= 2 ? 1 : 0;
        }
        assertThat(found)
                .as("of ten searches, those that found the optimum, or one step beside it")
                .isGreaterThanOrEqualTo(strategy.name().equals("random") ? 3 : 9);
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void itNeverAsksForWhatItWasToldOf(StrategyFactory strategy) {
        Strategy begun = strategy.begin(new StrategySetting(SPACE, RandomSource.XO_SHI_RO_256_PP.create(8)));
        List<Point> told = new ArrayList<>();
        for (long number = 0; number < SPACE.size().orElseThrow(); number += 2) {
            Point point = SPACE.point(number);
            told.add(point);
            begun.tell(point, outcome(point, 1));
        }
        for (int i = 0; i < 20; i++) {
            begun.ask().ifPresent(point -> {
                assertThat(told).doesNotContain(point);
                begun.tell(point, outcome(point, 1));
            });
        }
    }
}
