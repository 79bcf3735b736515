package dev.tilewright.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.space.Point;
import dev.tilewright.tuning.StrategyFactory;
import dev.tilewright.tuning.recorded.RecordedSpace;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StudyTest {

    /** The optimum is in a corner that no tunable finds alone. */
    private static final RecordedSpace SPACE = Recordings.cube("a device", 4, StudyTest::time);

    private static double time(Point point) {
        int threads = point.index(0) + point.index(1);
        double far = Math.abs(threads - 8) + Math.abs(point.index(2) - 2) + Math.abs(point.index(3) - threads / 2);
        return threads > 12 ? Double.NaN : 1 + 0.3 * far + 0.01 * point.index(1);
    }

    private static StudyResult run(int threads, String... strategies) throws InterruptedException {
        List<StrategyFactory> named =
                Stream.of(strategies).map(Comparators::named).toList();
        return new Study(List.of(new Study.Subject("cube", SPACE, List.of())), named, 6, 7, threads).run(_ -> {});
    }

    @Test
    void aStudyFollowsFromItsSeedHoweverManyThreadsThereAre() throws InterruptedException {
        StudyResult one = run(1, "adaptive", "genetic", "jenetics");
        StudyResult three = run(3, "adaptive", "genetic", "jenetics");
        for (String strategy : one.strategies()) {
            assertThat(three.of(strategy, "cube").repeats())
                    .isEqualTo(one.of(strategy, "cube").repeats());
            assertThat(three.score(strategy)).isEqualTo(one.score(strategy));
        }
    }

    @Test
    void whatIsComparedBesideAStrategyDoesNotChangeIt() throws InterruptedException {
        assertThat(run(2, "adaptive").of("adaptive", "cube").repeats())
                .isEqualTo(run(2, "random", "adaptive").of("adaptive", "cube").repeats());
    }

    @Test
    void adaptiveIsFarBetterThanRandomWhereThereIsSomethingToLearn() throws InterruptedException {
        StudyResult result = run(2, "adaptive", "random");
        assertThat(result.score("adaptive")).isGreaterThan(result.score("random") + 0.3);
    }

    @Test
    void thePageNamesEveryStrategyAndSpace() throws InterruptedException {
        StudyResult result = run(2, "adaptive", "random");
        assertThat(StudyPage.write(result, "tilewright study --space <cube>"))
                .contains("adaptive", "random", "cube", "4,096 configurations on a device", "&lt;cube&gt;", "<polyline")
                .doesNotContain("NaN");
    }
}
