package dev.tilewright.evolve.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Genome;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.candidate.Measurement;
import dev.tilewright.evolve.candidate.Settlement;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A memory that version 0.1 wrote, whose candidates were kernels and whose outcomes were times, is read as it was meant. */
class MigrationTest {

    private static final Workload WORKLOAD = new Workload("scale-add", "N=4,M=8", Workload.UNKNOWN);

    @TempDir
    private Path folder;

    private Store store;
    private Memory memory;

    /** Shows what is kept as it is kept. */
    private record Kept(String genome, String rendering) implements Genome {

        @Override
        public String hash() {
            return genome;
        }
    }

    private record Json(JsonNode json) implements Measurement {}

    /** The domain that older runs belong to, as far as it is needed to read what is kept. */
    private static final Codec KERNELS = new Codec() {
        @Override
        public String domain() {
            return "kernels";
        }

        @Override
        public Encoded write(Genome genome) {
            return new Encoded(((Kept) genome).genome(), ((Kept) genome).rendering());
        }

        @Override
        public Genome genome(Encoded encoded) {
            return new Kept(encoded.genome(), encoded.rendering());
        }

        @Override
        public String write(Measurement measurement) {
            return ((Json) measurement).json().toString();
        }

        @Override
        public Measurement evaluation(String json) {
            return new Json(JsonMapper.shared().readTree(json));
        }

        @Override
        public Measurement comparison(String json) {
            return evaluation(json);
        }
    };

    @BeforeEach
    void open() throws IOException, SQLException {
        Path file = folder.resolve("memory.db");
        Flyway.configure()
                .dataSource("jdbc:sqlite:" + file, null, null)
                .locations("classpath:db/migration")
                .target("4")
                .load()
                .migrate();
        try (InputStream text = Objects.requireNonNull(MigrationTest.class.getResourceAsStream("schema-4.sql"));
                Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(new String(text.readAllBytes(), StandardCharsets.UTF_8));
        }
        store = Store.openExisting(file.toString());
        memory = store.memory(KERNELS);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Step step(int ordinal) {
        return memory.steps("old").get(ordinal);
    }

    private static Json json(String text) {
        return new Json(JsonMapper.shared().readTree(text));
    }

    @Test
    void aRunIsOneOfKernelsWithItsProblemAsPeopleWroteIt() {
        assertThat(memory.runs())
                .containsExactly(new Run(
                        "old",
                        WORKLOAD,
                        Words.CPU,
                        "opencl:0",
                        "{\"seed\": 1}",
                        "0.1.0",
                        Instant.parse("2026-01-02T03:04:05.123456789Z")));
        assertThat(store.memory(Words.CODEC).runs()).isEmpty();
        assertThat(memory.counts("old")).isEqualTo(Map.of(Status.OK, 3, Status.WRONG_RESULT, 1, Status.TIMEOUT, 1));
        assertThat(memory.policy("thompson", "scale-add", Words.CPU)).contains("{\"policy\":\"thompson\",\"arms\":{}}");
    }

    @Test
    void aTimeIsAFitnessAndBesideItEverythingThatWasMeasured() {
        Step seed = step(0);
        assertThat(seed.evaluation().fitness()).hasValueCloseTo(-Math.log(5000e-9), within(1e-12));
        assertThat(seed.evaluation().measured()).contains(json("""
                {"device_time_ns": {"median": 5000.0, "low": 4950.0, "high": 5050.0, "samples": 20},
                 "host_time_ns": {"median": 5050.0, "low": 5000.0, "high": 5100.0, "samples": 20},
                 "max_relative_error": "1.0E-7", "verified": [{"N": 1024}, {"N": 64}],
                 "build_ns": 70000000, "run_ns": 3000000}"""));
        assertThat(seed.evaluation().nanos()).isEqualTo(75_000_000);
        assertThat(seed.candidate())
                .isEqualTo(new Candidate(
                        new Kept(
                                "{\"schedule\":[\"split(i, 16)\",\"variant(0)\"]}",
                                "{\"problem\":{\"N\":4,\"M\":8},\"programs\":[]}"),
                        Lineage.seed("naive")));
        assertThat(seed)
                .extracting(Step::ordinal, Step::recalled, Step::reward, Step::turn, Step::settlement, Step::committed)
                .containsExactly(0, false, 0.25, 0, Optional.empty(), Instant.parse("2026-01-02T03:04:06Z"));
    }

    @Test
    void whatFailedHasNoFitnessAndKeepsWhatThereWas() {
        assertThat(step(3).evaluation())
                .isEqualTo(new Evaluation(
                        Status.WRONG_RESULT, OptionalDouble.empty(), "C[3] is NaN", Optional.of(json("""
                                {"max_relative_error": "NaN", "verified": [], "build_ns": 70, "run_ns": 3}""")), 75));
        assertThat(step(4).evaluation().status()).isEqualTo(Status.TIMEOUT);
        assertThat(step(4).evaluation().measured()).contains(json("""
                {"verified": [], "build_ns": 0, "run_ns": 0}"""));
    }

    @Test
    void directivesAreDecisionsOfTheFirstIsland() {
        assertThat(memory.steps("old"))
                .extracting(step -> step.candidate().lineage().decision())
                .containsExactly(
                        Optional.empty(),
                        Optional.of(Decision.parse(0, "transform:vectorize")),
                        Optional.of(Decision.parse(0, "llm:vectorize[form=edit,model=gemma3]")),
                        Optional.of(Decision.parse(0, "cross")),
                        Optional.of(Decision.parse(0, "transform:vectorize")));
        assertThat(step(2).candidate().lineage())
                .extracting(Lineage::parents, Lineage::change)
                .containsExactly(List.of("child"), "add vectorize(i, 4)");
    }

    @Test
    void aConfirmationHasAFitnessAReasonAndItsPlace() {
        Settlement settlement = step(1).settlement().orElseThrow();
        Confirmation confirmation = settlement.confirmation();
        assertThat(settlement)
                .extracting(Settlement::after, Settlement::asked, Settlement::turn)
                .containsExactly(4, 0, 0);
        assertThat(confirmation.verdict()).isEqualTo(Verdict.FITTER);
        assertThat(confirmation.fitness()).hasValueCloseTo(-Math.log(2400e-9), within(1e-12));
        assertThat(confirmation.reason()).isEqualTo("faster by 2.08");
        assertThat(confirmation.measured()).contains(json("""
                {"verdict": "faster", "incumbent_ns": {"median": 5000.0, "low": 4990.0, "high": 5010.0, "samples": 30},
                 "challenger_ns": {"median": 2400.0, "low": 2390.0, "high": 2410.0, "samples": 30}, "p_value": 0.001,
                 "verified": [{"N": 1024}], "report": "confirm-1.json", "reason": "faster by 2.08"}"""));
    }

    @Test
    void whatWasRefutedIsStillRefuted() {
        Step cheat = step(2);
        assertThat(cheat.is(Verdict.REFUTED)).isTrue();
        assertThat(cheat.confirmation().orElseThrow().fitness())
                .as("it had no time")
                .isEmpty();
        assertThat(cheat.evaluation().fitness()).hasValueCloseTo(-Math.log(10e-9), within(1e-12));
        assertThat(cheat.standing().status()).isEqualTo(Status.WRONG_RESULT);
    }

    @Test
    void theBestIsFoundAndOutcomesOfNobodyKnowsWhatAreNotRecalled() {
        assertThat(memory.recall(WORKLOAD, Words.CPU, "child")).isEmpty();
        assertThat(memory.recall(new Workload("scale-add", "M=8,N=4", "digest"), Words.CPU, "child"))
                .isEmpty();
        assertThat(memory.best(new Workload("scale-add", "M=8,N=4", "digest"), Words.CPU))
                .isEmpty();
        assertThat(memory.isOwn("old")).isFalse();
        assertThat(memory.best(WORKLOAD, Words.CPU)).contains(new Memory.Best(step(1), "old", false));
    }

    @Test
    void theRunCanBeWrittenOn() {
        Step more = new Step(
                5,
                new Candidate(new Kept("{\"new\":1}", "{}"), Lineage.seed("new")),
                new Evaluation(Status.OK, OptionalDouble.of(13), "", Optional.empty(), 5),
                false,
                0,
                9,
                Optional.empty(),
                Instant.EPOCH);
        memory.commit("old", more);
        assertThat(step(5)).isEqualTo(more);
    }
}
