package dev.tilewright.evolve.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.loop.EvolutionOutcome.Reason;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search survives the death of its process, as often as it comes. */
class KilledSearchTest {

    private static final int DEATHS = 4;

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("memory.db");
    }

    /** Lets a search go on in a process of its own, kills it after so many lines, and returns all that it printed. */
    private List<String> killedAfter(int lines) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledSearch.class.getName(),
                        file().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> printed = new ArrayList<>();
        try (BufferedReader reader = process.inputReader()) {
            String line = reader.readLine();
            while (line != null) {
                printed.add(line);
                if (printed.size() == lines) {
                    process.toHandle().destroyForcibly();
                }
                line = reader.readLine();
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        return printed.stream()
                .filter(line -> line.matches("(step|confirmation) \\d+"))
                .toList();
    }

    @Test
    void aSearchThatIsKilledAgainAndAgainLosesNothingAndEndsAsIfItHadNotBeen()
            throws IOException, InterruptedException {
        Random random = new Random(1);
        List<String> committed = new ArrayList<>();
        for (int death = 0; death < DEATHS; death++) {
            committed.addAll(killedAfter(1 + random.nextInt(30)));
            try (Store store = Store.openExisting(file().toString())) {
                Memory memory = store.memory(new BitStrings.BitCodec());
                List<Step> steps = memory.steps("killed");
                assertThat(committed).doesNotHaveDuplicates();
                assertThat(committed)
                        .filteredOn(line -> line.startsWith("step"))
                        .hasSizeBetween(steps.size() - 1 - death, steps.size());
                assertThat(committed)
                        .filteredOn(line -> line.startsWith("confirmation"))
                        .isSubsetOf(steps.stream()
                                .filter(step -> step.settlement().isPresent())
                                .map(step -> "confirmation " + step.ordinal())
                                .toList());
                assertRepeatable(memory);
            }
        }
        try (Store store = Store.openExisting(file().toString())) {
            Memory memory = store.memory(new BitStrings.BitCodec());
            BitJudge judge = new BitJudge();
            int before = memory.steps("killed").size();
            EvolutionOutcome outcome = KilledSearch.search().run("killed", judge, memory);
            assertThat(outcome.ending().reason()).isEqualTo(Reason.EVALUATIONS);
            assertThat(judge.evaluated()).hasSize(KilledSearch.EVALUATIONS - before);
            assertThat(memory.steps("killed").stream().map(BitSearch::undated)).isEqualTo(undisturbed());
            assertRepeatable(memory);
        }
    }

    private static void assertRepeatable(Memory memory) {
        EvolutionOutcome outcome =
                KilledSearch.search().repeated().run("killed", Refusing.evaluator(2), Refusing.writes(memory));
        assertThat(outcome.ending().reason()).isEqualTo(Reason.REPEATED);
        assertThat(outcome.best()).isPresent();
    }

    private List<Step> undisturbed() {
        try (Store store = Store.open(folder.resolve("undisturbed.db").toString())) {
            Memory memory = store.memory(new BitStrings.BitCodec());
            KilledSearch.search().run("killed", new BitJudge(), memory);
            return memory.steps("killed").stream().map(BitSearch::undated).toList();
        }
    }
}
