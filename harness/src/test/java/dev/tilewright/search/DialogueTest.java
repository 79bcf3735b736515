package dev.tilewright.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.Confirmation;
import dev.tilewright.candidate.Evaluation;
import dev.tilewright.candidate.Status;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.device.Hardware;
import dev.tilewright.evaluate.Evaluator;
import dev.tilewright.generate.CandidateFactory;
import dev.tilewright.kernel.Language;
import dev.tilewright.llm.model.Allowance;
import dev.tilewright.llm.model.Budget;
import dev.tilewright.llm.model.Ensemble;
import dev.tilewright.llm.model.Keys;
import dev.tilewright.llm.model.ModelPool;
import dev.tilewright.llm.model.ModelServer;
import dev.tilewright.llm.model.ModelServer.Behaviour;
import dev.tilewright.llm.model.ModelServer.Received;
import dev.tilewright.llm.model.ModelSpec;
import dev.tilewright.llm.model.Models;
import dev.tilewright.llm.model.Retry;
import dev.tilewright.llm.prompt.Knowledge;
import dev.tilewright.llm.record.PromptStyle;
import dev.tilewright.memory.Belief;
import dev.tilewright.memory.Exchange;
import dev.tilewright.memory.Exchange.Purpose;
import dev.tilewright.memory.Exchange.Verdict;
import dev.tilewright.memory.Memories;
import dev.tilewright.memory.Memory;
import dev.tilewright.memory.Run;
import dev.tilewright.memory.Step;
import dev.tilewright.memory.StyleRecord;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search with language models, whose server is real and whose measurements are a rule of thumb. */
class DialogueTest {

    private static final DeviceFacts FACTS = new DeviceFacts(2, 8, 256, 32 << 10, 32 << 20, 1L << 32, 1L << 30, false);
    private static final Hardware HARDWARE = new Hardware("opencl", "v", "m", "a", "d");

    /** A child that the critic is told of: its number, what made it, and what it gained. */
    private static final Pattern MADE =
            Pattern.compile("evaluation (\\d+), transform:([a-z-]+) [^\\n]*?, (\\d+\\.\\d+) times as fast");

    private static final String SCHEDULE =
            "{\"idea\": \"wide tiles\", \"steps\": [{\"nest\": \"C\", \"transformation\": \"bind\", \"arguments\": [\"i\", \"group\"]}, {\"nest\": \"C\", \"transformation\": \"vectorize\", \"arguments\": [\"j\", \"%d\"]}, {\"nest\": \"C\", \"transformation\": \"accumulate\", \"arguments\": [\"k\", \"i=8\", \"j=2\"]}]}";

    /** A schedule with packed panels, with which the landscape's search has little to compete. */
    private static final String PACKED =
            "{\"idea\": \"panels\", \"steps\": [{\"nest\": \"C\", \"transformation\": \"bind\", \"arguments\": [\"i\", \"group\"]}, {\"nest\": \"C\", \"transformation\": \"vectorize\", \"arguments\": [\"j\", \"16\"]}, {\"nest\": \"C\", \"transformation\": \"accumulate\", \"arguments\": [\"k\", \"i=8\", \"j=2\"]}, {\"nest\": \"C\", \"transformation\": \"pack\", \"arguments\": [\"B\", \"j\", \"32\"]}, {\"nest\": \"B_panels\", \"transformation\": \"vectorize\", \"arguments\": [\"j1\", \"16\"]}, {\"nest\": \"C\", \"transformation\": \"unroll\", \"arguments\": [\"k\", \"4\"]}]}";

    private final Task task = TaskReader.read(Path.of("../tasks/matmul.yaml"));
    private Memory memory;

    @BeforeEach
    void open(@TempDir Path folder) {
        memory = Memories.open(folder.resolve("memory.db").toString());
    }

    @AfterEach
    void close() {
        memory.close();
    }

    private static Models models(ModelServer server, Allowance allowance, String... names) {
        List<ModelSpec> specs = new ArrayList<>();
        for (String name : names) {
            specs.add(new ModelSpec(
                    name,
                    ModelSpec.Provider.OPENAI,
                    Optional.of(URI.create(server.url("/" + name))),
                    "stand-in",
                    Optional.empty(),
                    new ModelSpec.Price(1, 2),
                    Duration.ofSeconds(30),
                    1000,
                    true,
                    OptionalDouble.empty()));
        }
        return new Models(specs, allowance, 2, new Retry(2, Duration.ofMillis(1), Duration.ofMillis(50)));
    }

    private static Allowance requests(long most, boolean goOn) {
        return new Allowance(OptionalLong.of(most), OptionalLong.empty(), OptionalDouble.empty(), goOn);
    }

    private EvolutionPlan plan(Models models, int evaluations, String controller, String... generators) {
        LlmPlan llm =
                new LlmPlan(models, Knowledge.NONE, List.of(), PromptStyle.first(), List.of(), OptionalDouble.of(1e6));
        return new EvolutionPlan(
                        "matmul", 5, evaluations, Optional.empty(), List.of(generators), controller, Optional.empty())
                .startingFrom(Optional.empty(), Optional.empty(), Optional.of(llm));
    }

    private Run run(EvolutionPlan plan) {
        return new Run(
                "r", "matmul", task.problems().getFirst(), HARDWARE, "opencl:0", plan.toJson(), "test", Instant.EPOCH);
    }

    /** Requests are sent on the search's own thread, so that no outcome depends on how fast this machine is. */
    private Evolution evolution(EvolutionPlan plan, Evaluator evaluator, boolean online) {
        return evolution(
                plan,
                evaluator,
                online ? Optional.of(new ModelPool(ensemble(plan), new CallersThread())) : Optional.empty());
    }

    private static Ensemble ensemble(EvolutionPlan plan) {
        Models models = plan.llm().orElseThrow().models();
        return new Ensemble(
                models, Keys.read(models.specs(), Map.of()), new Budget(models.allowance(), Budget.Spent.NOTHING));
    }

    private Evolution evolution(EvolutionPlan plan, Evaluator evaluator, Optional<ModelPool> pool) {
        CandidateFactory factory =
                new CandidateFactory(task, task.problems().getFirst(), Language.OPENCL, FACTS, task.kernels());
        return new Evolution(plan, run(plan), factory, evaluator, memory, pool);
    }

    private EvolutionOutcome search(EvolutionPlan plan) {
        return evolution(plan, new LandscapeEvaluator(), true).run(progress -> {});
    }

    private List<Exchange> exchanges() {
        return memory.conversations().exchanges("r");
    }

    private List<Exchange> taken(Verdict verdict) {
        return exchanges().stream()
                .filter(exchange -> exchange.taken()
                        .filter(taken -> taken.verdict() == verdict)
                        .isPresent())
                .toList();
    }

    /** Answers differently each time, so that there is always something new: schedules, prose, broken blocks. */
    private static Function<Received, Behaviour> varied() {
        AtomicInteger count = new AtomicInteger();
        return request -> {
            int n = count.getAndIncrement();
            return switch (n % 4) {
                case 0 -> ModelServer.answer(SCHEDULE.formatted(2 << (n / 4 % 4)));
                case 1 -> ModelServer.answer("I am not sure what you mean.");
                case 2 -> ModelServer.answer("<<<<<<< SEARCH\nnothing like it\n=======\nx\n>>>>>>> REPLACE");
                default -> ModelServer.status(500);
            };
        };
    }

    @Test
    void goodAnswersBecomeCandidatesThatAreCreditedAndBuiltUpon() throws IOException {
        try (ModelServer server = ModelServer.start(ModelServer.answer(PACKED))) {
            EvolutionPlan plan =
                    plan(models(server, Allowance.UNLIMITED, "local"), 50, "thompson", "llm", "tune", "transform");

            search(plan);

            Exchange good = taken(Verdict.CANDIDATE).getFirst();
            String hash = good.taken().orElseThrow().candidate().orElseThrow();
            Step step = memory.steps("r").stream()
                    .filter(each -> each.candidate().hash().equals(hash))
                    .findFirst()
                    .orElseThrow();
            assertThat(step.candidate().lineage().directive())
                    .isEqualTo(good.asked().directive());
            assertThat(step.candidate().lineage().change()).isEqualTo("schedule of 6 steps: panels");
            assertThat(memory.policy("thompson", "matmul", HARDWARE).orElseThrow())
                    .contains("llm-model:local", "llm-form:", "llm-style:");
            assertThat(taken(Verdict.REJECTED).stream()
                            .filter(exchange -> exchange.asked().directive().isPresent()))
                    .isNotEmpty()
                    .allSatisfy(exchange -> assertThat(
                                    exchange.taken().orElseThrow().reason())
                            .containsAnyOf("the same as", "has no schedule"));
            assertThat(memory.steps("r"))
                    .anyMatch(each -> each.candidate().lineage().parents().contains(hash));
        }
    }

    @Test
    void otherChildrenAreEvaluatedWhileARequestIsUnderWay() throws IOException {
        AtomicInteger evaluated = new AtomicInteger();
        CountDownLatch enough = new CountDownLatch(1);
        LandscapeEvaluator landscape = new LandscapeEvaluator();
        Function<Received, Behaviour> script = request -> {
            try {
                enough.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return ModelServer.answer(SCHEDULE.formatted(16));
        };
        try (ModelServer server = ModelServer.start(script)) {
            EvolutionPlan plan =
                    plan(models(server, Allowance.UNLIMITED, "local"), 400, "uniform", "llm", "tune", "transform");
            // The server answers when ten candidates were evaluated since it was asked: never, if the search waited for
            // it.
            Evolution evolution = evolution(plan, landscape, Optional.of(new ModelPool(ensemble(plan))));
            evolution.run(new EvolutionListener() {
                @Override
                public void onStep(Progress progress) {
                    if (!server.received().isEmpty() && evaluated.incrementAndGet() == 10) {
                        enough.countDown();
                    }
                }

                @Override
                public void onExchange(Exchange exchange, boolean replayed) {
                    evolution.stop();
                }
            });
        }

        assertThat(exchanges())
                .isNotEmpty()
                .allMatch(exchange -> exchange.came().failure().isEmpty());
        assertThat(evaluated.get()).isGreaterThanOrEqualTo(10);
    }

    @Test
    void whatCannotBeUsedIsRejectedWithAReasonAndRepairedOnce() throws IOException {
        try (ModelServer server =
                ModelServer.start(ModelServer.answer("<<<<<<< SEARCH\nnothing like it\n=======\nx\n>>>>>>> REPLACE"))) {
            search(plan(models(server, requests(8, true), "local"), 40, "uniform", "llm", "tune", "transform"));

            List<Exchange> rejected = taken(Verdict.REJECTED).stream()
                    .filter(exchange -> exchange.asked().directive().isPresent())
                    .toList();
            assertThat(rejected).hasSizeGreaterThanOrEqualTo(4);
            assertThat(rejected)
                    .allSatisfy(exchange -> assertThat(
                                    exchange.taken().orElseThrow().reason())
                            .containsAnyOf("not found in the source", "several launches"));
            List<Exchange> repairs = exchanges().stream()
                    .filter(exchange -> exchange.asked().purpose() == Purpose.REPAIR)
                    .toList();
            assertThat(repairs).isNotEmpty().allSatisfy(repair -> {
                Exchange before = exchanges().get(repair.asked().repairs().getAsInt());
                assertThat(before.asked().purpose()).isEqualTo(Purpose.PROPOSAL);
                assertThat(repair.asked().lines().getLast().text())
                        .contains(before.taken().orElseThrow().reason());
            });
            assertThat(server.received()).hasSizeLessThanOrEqualTo(8);
        }
    }

    @Test
    void aSpentBudgetEndsTheRunUnlessItIsToGoOn() throws IOException {
        try (ModelServer server = ModelServer.start(varied())) {
            EvolutionOutcome outcome = search(
                    plan(models(server, requests(5, false), "local"), 2000, "uniform", "llm", "tune", "transform"));

            assertThat(outcome.reason()).isEqualTo(EvolutionOutcome.Reason.MODEL_BUDGET);
            assertThat(server.received()).hasSizeLessThanOrEqualTo(5);
            assertThat(outcome.evaluated()).isLessThan(2000);
        }
    }

    @Test
    void aServerThatNeverAnswersEndsASearchThatHasNothingElse() throws IOException {
        try (ModelServer server = ModelServer.start(ModelServer.status(503))) {
            EvolutionOutcome outcome =
                    search(plan(models(server, Allowance.UNLIMITED, "local"), 500, "uniform", "llm"));

            assertThat(outcome.reason()).isEqualTo(EvolutionOutcome.Reason.NO_MODEL);
            assertThat(taken(Verdict.FAILED))
                    .anyMatch(
                            exchange -> exchange.taken().orElseThrow().reason().endsWith("the model rests"));
        }
    }

    @Test
    void theModelThatPaysIsAskedMoreOftenThanTheOneThatFails() throws IOException {
        AtomicInteger lanes = new AtomicInteger();
        Function<Received, Behaviour> script = request -> request.path().startsWith("/bad")
                ? ModelServer.answer("no idea")
                : ModelServer.answer("C: bind(i, group)\nC: vectorize(j, 16)\nC: split(k, %d)"
                        .formatted(2 + lanes.getAndIncrement()));
        try (ModelServer server = ModelServer.start(script)) {
            search(plan(models(server, requests(80, false), "bad", "good"), 400, "thompson", "llm"));

            long good = exchanges().stream()
                    .filter(exchange -> exchange.asked().model().equals("good"))
                    .count();
            assertThat(good).isGreaterThan(exchanges().size() / 2);
        }
    }

    /** Repeats a run, and holds that all comes out as it was, to the last answer. */
    private void repeats(EvolutionPlan plan) {
        List<Step> steps = memory.steps("r");
        List<Exchange> before = exchanges();
        Optional<String> policy = memory.policy(plan.controller(), "matmul", HARDWARE);
        List<Exchange> seen = new ArrayList<>();
        List<Step> repeated = new ArrayList<>();

        EvolutionOutcome outcome = evolution(plan, new NoEvaluator(), false).repeat(new EvolutionListener() {
            @Override
            public void onExchange(Exchange exchange, boolean replayed) {
                assertThat(replayed).isTrue();
                seen.add(exchange);
            }

            @Override
            public void onStep(Progress progress) {
                assertThat(progress.replayed()).isTrue();
                repeated.add(progress.step());
            }

            @Override
            public void onConfirmation(Progress progress) {
                assertThat(progress.replayed()).isTrue();
                repeated.set(progress.step().ordinal(), progress.step());
            }
        });

        assertThat(outcome.reason()).isIn(EvolutionOutcome.Reason.REPEATED, EvolutionOutcome.Reason.MODEL_BUDGET);
        assertThat(repeated).isEqualTo(steps);
        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(before.stream()
                        .filter(exchange -> exchange.taken().isPresent())
                        .toList());
        assertThat(exchanges()).isEqualTo(before);
        assertThat(memory.steps("r")).isEqualTo(steps);
        assertThat(memory.policy(plan.controller(), "matmul", HARDWARE)).isEqualTo(policy);
    }

    @Test
    void aRunIsRepeatedBitForBitFromMemoryWithoutAnyModel() throws IOException {
        EvolutionPlan plan;
        try (ModelServer server = ModelServer.start(varied())) {
            plan = plan(
                    models(server, Allowance.UNLIMITED, "local", "other"), 60, "thompson", "llm", "tune", "transform");
            search(plan);
            assertThat(taken(Verdict.REJECTED)).isNotEmpty();
            assertThat(taken(Verdict.CANDIDATE)).isNotEmpty();
        }

        repeats(plan);
    }

    @Test
    void whatWasRefusedAfterTheLastEvaluationIsRepeatedToo() throws IOException {
        EvolutionPlan plan;
        try (ModelServer server = ModelServer.start(ModelServer.answer("no idea"))) {
            plan = plan(models(server, requests(12, false), "local"), 400, "thompson", "llm");
            assertThat(search(plan).reason()).isEqualTo(EvolutionOutcome.Reason.MODEL_BUDGET);
        }
        assertThat(memory.steps("r")).hasSizeLessThan(5);
        assertThat(taken(Verdict.REJECTED)).hasSizeGreaterThan(8);

        repeats(plan);
    }

    @Test
    void aRunThatWasInterruptedIsRepeatedUpToItsLastRequest() throws IOException {
        EvolutionPlan plan;
        try (ModelServer server = ModelServer.start(varied())) {
            plan = plan(models(server, Allowance.UNLIMITED, "local"), 90, "uniform", "llm", "tune", "transform");
            LandscapeEvaluator landscape = new LandscapeEvaluator();
            Evaluator fallible = new Evaluator() {
                @Override
                public Evaluation evaluate(Candidate candidate, OptionalDouble incumbentNanos) {
                    if (landscape.evaluated().size() == 45) {
                        throw new IllegalStateException("the machine goes down");
                    }
                    return landscape.evaluate(candidate, incumbentNanos);
                }

                @Override
                public Confirmation confirm(Candidate incumbent, double incumbentNanos, Candidate challenger) {
                    return landscape.confirm(incumbent, incumbentNanos, challenger);
                }

                @Override
                public void close() {
                    landscape.close();
                }
            };
            assertThatThrownBy(() -> evolution(plan, fallible, true).run(progress -> {}))
                    .hasMessage("the machine goes down");
        }

        repeats(plan);
    }

    @Test
    void aRunThatWasInterruptedGoesOnWithTheAnswersThatItHad() throws IOException {
        try (ModelServer server = ModelServer.start(varied())) {
            EvolutionPlan plan =
                    plan(models(server, Allowance.UNLIMITED, "local"), 50, "thompson", "llm", "tune", "transform");
            Evolution first = evolution(plan, new LandscapeEvaluator(), true);
            first.run(progress -> {
                if (progress.evaluated() == 38) {
                    first.stop();
                }
            });
            List<Exchange> before = exchanges();
            int sent = server.received().size();

            EvolutionOutcome outcome = search(plan);

            assertThat(outcome.evaluated()).isEqualTo(50);
            assertThat(exchanges().subList(0, before.size()))
                    .map(Exchange::came)
                    .isEqualTo(before.stream().map(Exchange::came).toList());
            assertThat(sent).isLessThanOrEqualTo(server.received().size());
        }
    }

    @Test
    void aRecordWithAnotherPromptIsNotGoneOnWith() throws IOException {
        try (ModelServer server = ModelServer.start(varied())) {
            EvolutionPlan plan =
                    plan(models(server, Allowance.UNLIMITED, "local"), 50, "thompson", "llm", "tune", "transform");
            search(plan);
            Exchange first = exchanges().getFirst();
            Exchange.Asked asked = first.asked();
            memory.conversations()
                    .keep(
                            "r",
                            new Exchange(
                                    0,
                                    new Exchange.Asked(
                                            asked.purpose(),
                                            asked.model(),
                                            asked.directive(),
                                            asked.parents(),
                                            List.of(new Exchange.Line("user", "something else")),
                                            asked.temperature(),
                                            asked.turn(),
                                            asked.repairs()),
                                    first.came(),
                                    first.taken()));

            assertThatThrownBy(() -> evolution(plan, new NoEvaluator(), false).run(progress -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("asks otherwise in request 0");
        }
    }

    @Test
    void aCriticsBeliefsAreKeptShownAndFollowed() throws IOException {
        Function<Received, Behaviour> script = request -> {
            if (request.said().contains("keep its notebook")) {
                Matcher made = MADE.matcher(request.said());
                assertThat(made.find()).isTrue();
                boolean pays = Double.parseDouble(made.group(3)) > 1.03;
                return ModelServer.answer(
                        "{\"beliefs\": [{\"text\": \"So it is on this test device.\", \"transformation\": \"%1$s\", \"pays\": %2$s, \"evidence\": [%3$s, 9999]}, {\"text\": \"Made up.\", \"transformation\": \"%1$s\", \"pays\": %2$s, \"evidence\": [1]}], \"advice\": [{\"arm\": \"tune\", \"weight\": -1}, {\"arm\": \"nonsense\", \"weight\": 1}]}"
                                .formatted(made.group(2), pays, made.group(1)));
            }
            return ModelServer.answer("no idea");
        };
        try (ModelServer server = ModelServer.start(script)) {
            search(plan(models(server, requests(80, true), "local"), 100, "llm", "llm", "tune", "transform"));

            List<Exchange> read = taken(Verdict.READ);
            assertThat(read).isNotEmpty();
            List<Belief> beliefs = memory.conversations().beliefs(HARDWARE, "gpu");
            assertThat(beliefs).map(Belief::text).doesNotContain("Made up.");
            assertThat(exchanges().stream()
                            .filter(exchange -> exchange.asked()
                                    .lines()
                                    .getLast()
                                    .text()
                                    .contains("So it is on this test device.")))
                    .isNotEmpty();
            assertThat(memory.policy("llm", "matmul", HARDWARE).orElseThrow())
                    .contains("\"advice\"", "transform:")
                    .doesNotContain("nonsense");
        }
    }

    @Test
    void whatAConfirmationRefutedIsNoSpeedUpInThePromptsThatFollow() throws IOException {
        try (ModelServer server = ModelServer.start(ModelServer.answer("no idea"))) {
            EvolutionPlan plan =
                    plan(models(server, requests(80, true), "local"), 150, "uniform", "llm", "tune", "transform");
            evolution(plan, new LandscapeEvaluator().refuting(), true).run(progress -> {});
        }

        String prompt = exchanges().stream()
                .filter(exchange -> exchange.asked().purpose() == Purpose.BELIEFS)
                .toList()
                .getLast()
                .asked()
                .lines()
                .getLast()
                .text();
        Matcher told = Pattern.compile("(\\d+) candidates were evaluated").matcher(prompt);
        assertThat(told.find()).isTrue();
        int known = Integer.parseInt(told.group(1));
        List<Step> then = memory.steps("r").subList(0, known).stream()
                .map(step -> step.confirmedAfter() < known ? step : step.asCommitted())
                .toList();
        assertThat(then)
                .filteredOn(step -> step.evaluation().status() == Status.OK
                        && step.standing().status() == Status.WRONG_RESULT)
                .isNotEmpty();
        assertThat(prompt).contains(Knowledge.of(then).gains());
        assertThat(prompt).contains(Knowledge.of(then).troubles(5));
    }

    @Test
    void newStylesComeFromAModelAndAreArms() throws IOException {
        Function<Received, Behaviour> script = request -> request.said().contains("You improve the prompts")
                ? ModelServer.answer(
                        "Here: {\"styles\": [{\"name\": \"bold\", \"role\": \"You dare.\", \"hints\": \"Restructure.\", \"evidence\": \"FULL\", \"temperature\": 0.9, \"parents\": [\"expert\"]}, {\"name\": \"orphan\", \"role\": \"r\", \"hints\": \"h\", \"evidence\": \"NONE\", \"temperature\": 0.1, \"parents\": [\"nobody\"]}]}")
                : ModelServer.answer("no idea");
        try (ModelServer server = ModelServer.start(script)) {
            search(plan(models(server, requests(60, true), "local"), 100, "uniform", "llm", "tune", "transform"));

            assertThat(memory.conversations().styles()).containsOnlyKeys("bold");
            assertThat(memory.conversations().styleRecords(HARDWARE))
                    .map(StyleRecord::style)
                    .contains("bold", "expert");
            assertThat(exchanges())
                    .anyMatch(exchange ->
                            exchange.asked().lines().getFirst().text().startsWith("You dare."));
        }
    }

    /** Judges nothing: a run that is repeated has its outcomes. */
    private static final class NoEvaluator implements Evaluator {
        @Override
        public Evaluation evaluate(Candidate candidate, OptionalDouble incumbentNanos) {
            throw new AssertionError("evaluated " + candidate.lineage().change());
        }

        @Override
        public Confirmation confirm(Candidate incumbent, double incumbentNanos, Candidate challenger) {
            throw new AssertionError("confirmed " + challenger.lineage().change());
        }

        @Override
        public void close() {}
    }
}
