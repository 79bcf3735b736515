package dev.tilewright.evolve.memory;

import static dev.tilewright.evolve.memory.Words.CPU;
import static dev.tilewright.evolve.memory.Words.WORKLOAD;
import static dev.tilewright.evolve.memory.Words.candidate;
import static dev.tilewright.evolve.memory.Words.ok;
import static dev.tilewright.evolve.memory.Words.run;
import static dev.tilewright.evolve.memory.Words.step;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForgetfulTest {

    @TempDir
    private Path folder;

    private Store store;
    private Memory memory;

    @BeforeEach
    void open() {
        store = Store.open(folder.resolve("memory.db").toString());
        memory = store.memory(Words.CODEC);
        memory.begin(run("earlier", CPU));
        memory.commit("earlier", step(0, candidate(0), ok(1)));
        memory.keepPolicy("thompson", "words", CPU, "{}");
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aRunRecallsWhatItEvaluatedItselfAndNothingOfEarlierRuns() {
        Memory forgetful = new Forgetful(memory, "now");
        forgetful.begin(run("now", CPU));

        assertThat(forgetful.recall(WORKLOAD, CPU, candidate(0).hash())).isEmpty();
        assertThat(forgetful.best(WORKLOAD, CPU)).isEmpty();
        assertThat(forgetful.policy("thompson", "words", CPU)).isEmpty();

        forgetful.commit("now", step(0, candidate(0), ok(1.5)));
        assertThat(forgetful.recall(WORKLOAD, CPU, candidate(0).hash())).contains(ok(1.5));
    }

    @Test
    void aRunThatIsResumedRecallsWhatItEvaluatedBefore() {
        memory.begin(run("now", CPU));
        memory.commit("now", step(0, candidate(1), ok(2)));

        Memory forgetful = new Forgetful(memory, "now");

        assertThat(forgetful.recall(WORKLOAD, CPU, candidate(1).hash())).contains(ok(2));
    }

    @Test
    void whatItWritesIsThereForOthers() {
        Memory forgetful = new Forgetful(memory, "now");
        forgetful.begin(run("now", CPU));
        forgetful.commit("now", step(0, candidate(1), ok(2)));
        forgetful.keepPolicy("thompson", "words", CPU, "{\"arms\":{}}");

        assertThat(memory.recall(WORKLOAD, CPU, candidate(1).hash())).contains(ok(2));
        assertThat(memory.policy("thompson", "words", CPU)).isEqualTo(Optional.of("{\"arms\":{}}"));
    }
}
