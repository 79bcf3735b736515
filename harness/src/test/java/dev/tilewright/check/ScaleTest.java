package dev.tilewright.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tilewright.check.Scale.Tuned;
import dev.tilewright.task.ProblemParser;
import dev.tilewright.task.TaskCatalogue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScaleTest {

    private static List<Scale> scales() {
        return List.of(Scale.full(), Scale.rehearsal());
    }

    @ParameterizedTest
    @MethodSource("scales")
    void everyProblemIsOneOfItsTask(Scale scale) {
        List<Tuned> all = new ArrayList<>(scale.others());
        all.add(scale.product());
        TaskCatalogue tasks = new TaskCatalogue(Path.of("..", "tasks"));
        assertThat(all)
                .allSatisfy(tuned -> assertThatCode(
                                () -> ProblemParser.parse(tasks.find(tuned.task()), tuned.problem()))
                        .doesNotThrowAnyException());
    }

    /** compare-peers takes a problem for every task that has its sizes. */
    @ParameterizedTest
    @MethodSource("scales")
    void tasksWithTheSameSizesHaveTheSameProblem(Scale scale) {
        Map<Set<String>, Set<String>> problems = new HashMap<>();
        for (Tuned tuned : scale.others()) {
            Set<String> names = new TreeSet<>(
                    List.of(tuned.problem().replaceAll("=\\d+", "").split(",")));
            problems.computeIfAbsent(names, none -> new TreeSet<>()).add(tuned.problem());
        }
        assertThat(problems.values()).allSatisfy(same -> assertThat(same).hasSize(1));
    }
}
