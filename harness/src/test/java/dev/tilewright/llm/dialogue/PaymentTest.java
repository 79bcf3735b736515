package dev.tilewright.llm.dialogue;

import static dev.tilewright.llm.dialogue.ModelSearch.HARDWARE;
import static dev.tilewright.llm.dialogue.ModelSearch.models;
import static dev.tilewright.llm.dialogue.ModelSearch.plan;
import static dev.tilewright.llm.dialogue.ModelSearch.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.control.Context;
import dev.tilewright.evolve.control.Controller;
import dev.tilewright.evolve.control.Reward;
import dev.tilewright.evolve.loop.SerialEvaluator;
import dev.tilewright.kernels.LandscapeEvaluator;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.llm.model.ModelServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the choices behind a request are paid: once, for what came of it in the end. */
class PaymentTest {

    private static final String PROSE = "I am not sure what you mean.";

    @TempDir
    private Path folder;

    private final Told told = new Told();

    /** Chooses what is offered first, and adds up what each arm is paid. */
    private static final class Told implements Controller {

        private final SortedMap<String, Integer> rewards = new TreeMap<>();
        private final SortedMap<String, Double> sums = new TreeMap<>();

        @Override
        public String name() {
            return "told";
        }

        @Override
        public Arm choose(Context context, List<Arm> available, UniformRandomProvider random) {
            return available.getFirst();
        }

        @Override
        public void learn(Context context, Arm arm, double reward) {
            rewards.merge(arm.toString(), 1, Integer::sum);
            sums.merge(arm.toString(), reward, Double::sum);
        }

        @Override
        public void revise(Context context, Arm arm, double before, double after) {
            sums.merge(arm.toString(), after - before, Double::sum);
        }

        @Override
        public void credit(Arm arm, double share) {
            throw new AssertionError("the parents are seeds");
        }

        @Override
        public String state() {
            return "{}";
        }
    }

    /** Times kernels by rule of thumb; what a model wrote may not compile, and may be found to be wrong in a confirmation. */
    private static final class Strict implements SerialEvaluator.Judge {

        private final LandscapeEvaluator landscape = new LandscapeEvaluator();
        private final boolean refutes;

        Strict(boolean refutes) {
            this.refutes = refutes;
            if (refutes) {
                landscape.refuting();
            }
        }

        @Override
        public Evaluation evaluate(Candidate candidate, OptionalDouble incumbent) {
            return KernelGenome.of(candidate).program().kernel().source().contains("undeclared")
                    ? Evaluation.failed(Status.BUILD_ERROR, "undeclared is not declared", 0)
                    : landscape.evaluate(candidate, incumbent);
        }

        @Override
        public Confirmation compare(Candidate incumbent, double fitness, Candidate challenger) {
            return landscape.compare(incumbent, fitness, challenger);
        }

        @Override
        public void close() {
            landscape.close();
        }
    }

    /** Returns an answer with a kernel that leaves a number open, by whose value its time is divided. */
    private static String kernel(String values, String sum) {
        return fixed("W * " + sum).replace("```c\n", "```c\n// tilewright:tunable W %s\n".formatted(values));
    }

    /** Returns an answer with a kernel that leaves nothing open. */
    private static String fixed(String sum) {
        return """
                ```c
                // tilewright:launch global=[N, M] local=[1, 1]
                __kernel void mine(__global const float* A, __global const float* B, __global float* C, int M, int N, int K) {
                    C[get_global_id(1) * N + get_global_id(0)] = %s;
                }
                ```
                """.formatted(sum);
    }

    /** Searches with a model that gives these answers, and returns the steps of what it proposed. */
    private List<Step> search(boolean refutes, String... answers) throws IOException {
        Iterator<String> left = Arrays.asList(answers).iterator();
        try (ModelServer server = ModelServer.start(request -> ModelServer.answer(left.next()));
                ModelSearch run = new ModelSearch(folder, List.of()).deciding(told)) {
            run.search(
                    plan(models(server, requests(answers.length, false), "local"), 100, "thompson", "llm"),
                    new Strict(refutes));
            return run.steps().stream()
                    .filter(step -> step.candidate().lineage().decision().isPresent())
                    .toList();
        }
    }

    /** Holds that each choice was paid once. */
    private void assertPaid(double reward, String... arms) {
        assertThat(told.rewards.keySet())
                .map(arm -> arm.replaceFirst(":.*", ""))
                .containsExactly(arms);
        assertThat(told.rewards.values()).containsOnly(1);
        told.sums.forEach((arm, sum) -> {
            if (!arm.startsWith("llm-model")) {
                assertThat(sum).as(arm).isCloseTo(reward, within(1e-9));
            }
        });
    }

    @Test
    void whatIsRejectedIsPaidForWhatComesOfItsRepair() throws IOException {
        List<Step> steps = search(false, PROSE, fixed("A[get_global_id(1)]"));

        assertThat(steps).hasSize(1);
        assertPaid(steps.getFirst().reward(), "llm-form", "llm-model", "llm-style", "transform");
        assertThat(steps.getFirst().reward()).isPositive();
    }

    @Test
    void aModelIsPaidWithRegardToAllThatItsAnswerCostTheRepairIncluded() throws IOException {
        List<Step> steps = search(false, PROSE, fixed("A[get_global_id(1)]"));

        try (ModelSearch run = new ModelSearch(folder)) {
            List<Double> money = run.exchanges().stream()
                    .map(exchange -> exchange.came().money())
                    .toList();
            assertThat(money).hasSize(2).allMatch(cost -> cost > 0);
            assertThat(told.sums.get("llm-model:local"))
                    .isCloseTo(
                            Reward.perCost(steps.getFirst().reward(), money.get(0) + money.get(1), 0.01), within(1e-9));
        }
    }

    @Test
    void whatIsRejectedTwiceIsPaidAsRejected() throws IOException {
        assertThat(search(false, PROSE, PROSE)).isEmpty();

        assertPaid(Reward.cost(Status.REJECTED), "llm-form", "llm-model", "llm-style");
    }

    @Test
    void whatDoesNotCompileIsPaidForWhatComesOfItsRepair() throws IOException {
        List<Step> steps =
                search(false, kernel("1,2,4", "undeclared"), fixed("B[get_global_id(1)] * A[get_global_id(0)]"));

        assertThat(steps)
                .map(step -> step.evaluation().status())
                .as("other numbers do not make it compile")
                .containsExactly(Status.BUILD_ERROR, Status.OK);
        assertPaid(steps.getLast().reward(), "llm-form", "llm-model", "llm-style", "transform");
    }

    @Test
    void otherNumbersOfAProposalShareItsDecisionWhichIsPaidForTheBestOfThem() throws IOException {
        List<Step> steps = search(false, kernel("1,2,4", "A[get_global_id(1)]"));

        assertThat(steps).hasSize(3);
        assertThat(steps)
                .map(step -> step.candidate().lineage().decision().orElseThrow())
                .containsOnly(steps.getFirst().candidate().lineage().decision().orElseThrow());
        double naive = KernelMeasurement.fitness(1e9 * Math.pow(1.01, 4));
        assertPaid(
                steps.getLast().evaluation().fitness().orElseThrow() - naive,
                "llm-form",
                "llm-model",
                "llm-style",
                "transform");
    }

    /** A kernel that a model wrote is confirmed while other numbers are tried for it. */
    @Test
    void whatIsRefutedBeforeItsProposalIsJudgedIsNoGain() throws IOException {
        List<Step> steps = search(true, kernel("1,2,4", "A[get_global_id(1)]"));

        assertThat(steps)
                .as("no other numbers make it right")
                .singleElement()
                .satisfies(step -> assertThat(step.standing().status()).isEqualTo(Status.WRONG_RESULT));
        assertPaid(Reward.cost(Status.WRONG_RESULT), "llm-form", "llm-model", "llm-style");
    }

    @Test
    void whatIsRefutedAfterItsProposalWasPaidIsTakenFromTheRecordOfItsStyleToo() throws IOException {
        List<Step> steps = search(true, fixed("A[get_global_id(1)]"));

        assertThat(steps).hasSize(1);
        assertPaid(Reward.cost(Status.WRONG_RESULT), "llm-form", "llm-model", "llm-style", "transform");
        try (ModelSearch run = new ModelSearch(folder)) {
            assertThat(run.conversations().styleRecords(HARDWARE))
                    .singleElement()
                    .satisfies(record -> {
                        assertThat(record.answers()).isEqualTo(1);
                        assertThat(record.sum()).isCloseTo(Reward.cost(Status.WRONG_RESULT), within(1e-9));
                        assertThat(record.squares()).isCloseTo(record.sum() * record.sum(), within(1e-9));
                    });
        }
    }
}
