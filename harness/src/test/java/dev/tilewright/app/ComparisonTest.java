package dev.tilewright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tilewright.bench.CaseResult;
import dev.tilewright.bench.Effort;
import dev.tilewright.bench.Outcome;
import dev.tilewright.bench.Verdict;
import dev.tilewright.bench.Yardstick;
import dev.tilewright.bench.history.HistoryEntry;
import dev.tilewright.bench.history.HistoryFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Comparisons on the JVM, called as a dashboard would call them. */
class ComparisonTest {

    @TempDir
    Path folder;

    private Path suite;
    private Path saved;

    @BeforeEach
    void write() throws IOException {
        suite = Files.writeString(folder.resolve("suite.yaml"), """
                device: jvm:0
                cases:
                  first: {task: vector-add, problem: {N: 1024}, kernel: naive}
                  second: {task: vector-add, problem: {N: 2048}, kernel: naive}
                """);
        saved = folder.resolve("baseline.json");
    }

    @Tag("long")
    @Test
    void aComparisonThatIsStoppedComparesAndWritesNothing() {
        Comparison comparison = Comparison.prepare(Home.find(), request(20));
        List<String> measured = new ArrayList<>();

        Optional<Outcome> result = comparison.run((subject, progress) -> {
            measured.add(subject.benchCase().name());
            comparison.stop();
        });

        assertThat(result).isEmpty();
        assertThat(measured).containsExactly("first");
        assertThat(saved).doesNotExist();
    }

    @Tag("long")
    @Test
    void whatIsMeasuredBecomesABaseline() {
        Comparison comparison = Comparison.prepare(Home.find(), request(8));

        Outcome result = comparison.run((subject, progress) -> {}).orElseThrow();

        assertThat(result.results()).extracting(CaseResult::verdict).containsOnly(Verdict.MEASURED);
        assertThat(result.has(Verdict.FAILED)).isFalse();
        assertThat(saved).content().contains("\"first\"", "\"second\"");
        HistoryFile history = new HistoryFile(folder.resolve("history.jsonl"));
        assertThat(history.read().entries().getFirst().cases())
                .extracting(HistoryEntry.Case::name)
                .containsExactly("first", "second");
    }

    @Test
    void tooFewRoundsForTheSignificanceAreRefusedWithHowManyItTakes() {
        UseCaseException refused =
                catchThrowableOfType(UseCaseException.class, () -> Comparison.prepare(Home.find(), request(7)));

        assertThat(refused.blame()).isEqualTo(Blame.REQUEST);
        assertThat(refused).hasMessageContaining("give at least 8");
    }

    /** No second round is begun: one is all that a test needs. */
    private Comparison.Request request(int rounds) {
        return new Comparison.Request(
                suite.toString(),
                new DeviceChoice(Optional.empty()),
                new MemoryLocation(folder.resolve("memory.db").toString(), true),
                Optional.empty(),
                Yardstick.KERNEL,
                Optional.of(saved),
                Optional.of(new HistoryFile(folder.resolve("history.jsonl"))),
                new Effort(rounds, 4 * rounds, Optional.of(Duration.ofMillis(1))),
                0.03,
                0.01);
    }
}
