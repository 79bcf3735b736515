package dev.tilewright.llm.dialogue;

import static dev.tilewright.llm.dialogue.ModelSearch.HARDWARE;
import static dev.tilewright.llm.dialogue.ModelSearch.models;
import static dev.tilewright.llm.dialogue.ModelSearch.plan;
import static dev.tilewright.llm.dialogue.ModelSearch.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.loop.Evaluator;
import dev.tilewright.evolve.loop.Evolution;
import dev.tilewright.evolve.loop.EvolutionListener;
import dev.tilewright.evolve.loop.EvolutionOutcome;
import dev.tilewright.evolve.loop.EvolutionOutcome.Reason;
import dev.tilewright.evolve.loop.SerialEvaluator;
import dev.tilewright.kernels.LandscapeEvaluator;
import dev.tilewright.kernels.TuningPlan;
import dev.tilewright.llm.model.Allowance;
import dev.tilewright.llm.model.ModelPool;
import dev.tilewright.llm.model.ModelServer;
import dev.tilewright.llm.model.ModelServer.Behaviour;
import dev.tilewright.llm.model.ModelServer.Received;
import dev.tilewright.llm.prompt.Knowledge;
import dev.tilewright.llm.record.Belief;
import dev.tilewright.llm.record.Exchange;
import dev.tilewright.llm.record.Exchange.Purpose;
import dev.tilewright.llm.record.Exchange.Verdict;
import dev.tilewright.llm.record.StyleRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A search with language models, whose server is real and whose measurements are a rule of thumb. */
class DialogueTest {

    /** A child that the critic is told of: its number, what made it, and what it gained. */
    private static final Pattern MADE =
            Pattern.compile("evaluation (\\d+), transform:([a-z-]+)\\S* [^\\n]*?, (\\d+\\.\\d+) times as fast");

    private static final String SCHEDULE =
            "{\"idea\": \"wide tiles\", \"steps\": [{\"nest\": \"C\", \"transformation\": \"bind\", \"arguments\": [\"i\", \"group\"]}, {\"nest\": \"C\", \"transformation\": \"vectorize\", \"arguments\": [\"j\", \"%d\"]}, {\"nest\": \"C\", \"transformation\": \"accumulate\", \"arguments\": [\"k\", \"i=8\", \"j=2\"]}]}";

    /** A schedule with packed panels, with which the landscape's search has little to compete. */
    private static final String PACKED =
            "{\"idea\": \"panels\", \"steps\": [{\"nest\": \"C\", \"transformation\": \"bind\", \"arguments\": [\"i\", \"group\"]}, {\"nest\": \"C\", \"transformation\": \"vectorize\", \"arguments\": [\"j\", \"16\"]}, {\"nest\": \"C\", \"transformation\": \"accumulate\", \"arguments\": [\"k\", \"i=8\", \"j=2\"]}, {\"nest\": \"C\", \"transformation\": \"pack\", \"arguments\": [\"B\", \"j\", \"32\"]}, {\"nest\": \"B_panels\", \"transformation\": \"vectorize\", \"arguments\": [\"j1\", \"16\"]}, {\"nest\": \"C\", \"transformation\": \"unroll\", \"arguments\": [\"k\", \"4\"]}]}";

    private ModelSearch run;

    @BeforeEach
    void open(@TempDir Path folder) {
        run = new ModelSearch(folder);
    }

    @AfterEach
    void close() {
        run.close();
    }

    private EvolutionOutcome search(TuningPlan plan) {
        return run.search(plan, new LandscapeEvaluator());
    }

    /** Answers differently each time, so that there is always something new: schedules, prose, broken blocks. */
    private static Function<Received, Behaviour> varied() {
        AtomicInteger count = new AtomicInteger();
        return request -> {
            int n = count.getAndIncrement();
            return switch (n % 4) {
                case 0 ->
                    ModelServer.answer(SCHEDULE.formatted(2 << (n / 4 % 4)).replace("i=8", "i=" + (2 << (n / 16 % 4))));
                case 1 -> ModelServer.answer("I am not sure what you mean.");
                case 2 -> ModelServer.answer("<<<<<<< SEARCH\nnothing like it\n=======\nx\n>>>>>>> REPLACE");
                default -> ModelServer.status(500);
            };
        };
    }

    @Test
    void goodAnswersBecomeCandidatesThatAreCreditedAndBuiltUpon() throws IOException {
        try (ModelServer server = ModelServer.start(ModelServer.answer(PACKED))) {
            TuningPlan plan =
                    plan(models(server, Allowance.UNLIMITED, "local"), 50, "thompson", "llm", "tune", "transform");

            search(plan);

            Exchange good = run.taken(Verdict.CANDIDATE).getFirst();
            String hash = good.taken().orElseThrow().candidate().orElseThrow();
            Step step = run.steps().stream()
                    .filter(each -> each.candidate().hash().equals(hash))
                    .findFirst()
                    .orElseThrow();
            assertThat(step.candidate().lineage().decision())
                    .isEqualTo(good.asked().decision());
            assertThat(step.candidate().lineage().change()).isEqualTo("schedule of 6 steps: panels");
            assertThat(run.memory().policy("thompson", "matmul", HARDWARE).orElseThrow())
                    .contains("llm-model:local", "llm-form:", "llm-style:");
            assertThat(run.taken(Verdict.REJECTED).stream()
                            .filter(exchange -> exchange.asked().decision().isPresent()))
                    .isNotEmpty()
                    .allSatisfy(exchange -> assertThat(
                                    exchange.taken().orElseThrow().reason())
                            .containsAnyOf("the same as", "has no schedule"));
            assertThat(run.steps())
                    .anyMatch(each -> each.candidate().lineage().parents().contains(hash));
        }
    }

    @Test
    void otherChildrenAreEvaluatedWhileARequestIsUnderWay() throws IOException {
        AtomicInteger evaluated = new AtomicInteger();
        CountDownLatch enough = new CountDownLatch(1);
        Function<Received, Behaviour> script = request -> {
            try {
                enough.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return ModelServer.answer(SCHEDULE.formatted(16));
        };
        try (ModelServer server = ModelServer.start(script)) {
            TuningPlan plan =
                    plan(models(server, Allowance.UNLIMITED, "local"), 400, "uniform", "llm", "tune", "transform");
            // The server answers when ten candidates were evaluated since it was asked: never, if the search waited for
            // it.
            AtomicReference<Evolution> searching = new AtomicReference<>();
            searching.set(run.evolution(
                    plan,
                    new LandscapeEvaluator(),
                    new ModelPool(ModelSearch.ensemble(plan)),
                    (exchange, replayed) -> searching.get().stop()));
            searching.get().run(progress -> {
                if (!server.received().isEmpty() && evaluated.incrementAndGet() == 10) {
                    enough.countDown();
                }
            });
        }

        assertThat(run.exchanges())
                .isNotEmpty()
                .allMatch(exchange -> exchange.came().failure().isEmpty());
        assertThat(evaluated.get()).isGreaterThanOrEqualTo(10);
    }

    @Test
    void whatCannotBeUsedIsRejectedWithAReasonAndRepairedOnce() throws IOException {
        try (ModelServer server =
                ModelServer.start(ModelServer.answer("<<<<<<< SEARCH\nnothing like it\n=======\nx\n>>>>>>> REPLACE"))) {
            search(plan(models(server, requests(8, true), "local"), 40, "uniform", "llm", "tune", "transform"));

            List<Exchange> rejected = run.taken(Verdict.REJECTED).stream()
                    .filter(exchange -> exchange.asked().decision().isPresent())
                    .toList();
            assertThat(rejected).hasSizeGreaterThanOrEqualTo(4);
            assertThat(rejected)
                    .allSatisfy(exchange -> assertThat(
                                    exchange.taken().orElseThrow().reason())
                            .containsAnyOf("not found in the source", "several launches"));
            List<Exchange> repairs = run.exchanges().stream()
                    .filter(exchange -> exchange.asked().purpose() == Purpose.REPAIR)
                    .toList();
            assertThat(repairs).isNotEmpty().allSatisfy(repair -> {
                Exchange before = run.exchanges().get(repair.asked().repairs().getAsInt());
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

            assertThat(outcome.ending().reason()).isEqualTo(Reason.SOURCE);
            assertThat(outcome.ending().explanation()).startsWith("the budget for language models is spent");
            assertThat(server.received()).hasSizeLessThanOrEqualTo(5);
            assertThat(outcome.evaluated()).isLessThan(2000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"I'd unroll the loop.", "<think>perhaps", "```c\nint x;\n```", PACKED})
    void aModelThatNeverAnswersInTheFormAskedForEndsASearchThatHasNothingElse(String answer) throws IOException {
        try (ModelServer server = ModelServer.start(ModelServer.answer(answer))) {
            EvolutionOutcome outcome =
                    search(plan(models(server, Allowance.UNLIMITED, "local"), 500, "uniform", "llm"));

            assertThat(outcome.ending().reason()).isEqualTo(Reason.SOURCE);
            assertThat(outcome.ending().explanation()).startsWith("no language model gives an answer that can be used");
            assertThat(server.received()).hasSizeBetween(6, 50);
        }
    }

    @Test
    void aModelThatNeverAnswersInTheFormAskedForRestsLongerAndLongerBesideOtherGenerators() throws IOException {
        try (ModelServer server = ModelServer.start(ModelServer.answer("I'd unroll the loop."))) {
            EvolutionOutcome outcome = search(
                    plan(models(server, Allowance.UNLIMITED, "local"), 120, "uniform", "llm", "tune", "transform"));

            assertThat(outcome.ending().reason()).isEqualTo(Reason.EVALUATIONS);
            assertThat(server.received()).hasSizeBetween(6, 40);
        }
    }

    @Test
    void aServerThatNeverAnswersEndsASearchThatHasNothingElse() throws IOException {
        try (ModelServer server = ModelServer.start(ModelServer.status(503))) {
            EvolutionOutcome outcome =
                    search(plan(models(server, Allowance.UNLIMITED, "local"), 500, "uniform", "llm"));

            assertThat(outcome.ending().reason()).isEqualTo(Reason.SOURCE);
            assertThat(outcome.ending().explanation()).startsWith("no language model answers");
            assertThat(run.taken(Verdict.FAILED))
                    .anyMatch(
                            exchange -> exchange.taken().orElseThrow().reason().endsWith("the model rests"));
        }
    }

    @Test
    void theModelThatPaysIsAskedMoreOftenThanTheOneThatFails(@TempDir Path folder) throws IOException {
        AtomicInteger lanes = new AtomicInteger();
        Function<Received, Behaviour> script = request -> request.path().startsWith("/bad")
                ? ModelServer.answer("no idea")
                : ModelServer.answer("C: bind(i, group)\nC: vectorize(j, 16)\nC: split(k, %d)"
                        .formatted(2 + lanes.getAndIncrement()));
        try (ModelServer server = ModelServer.start(script);
                ModelSearch schedules = new ModelSearch(folder, List.of())) {
            schedules.search(
                    plan(models(server, requests(80, false), "bad", "good"), 400, "thompson", "llm"),
                    new LandscapeEvaluator());

            List<String> asked = schedules.exchanges().stream()
                    .map(Exchange::asked)
                    .filter(request -> request.purpose() == Purpose.PROPOSAL)
                    .map(Exchange.Asked::model)
                    .toList();
            assertThat(asked).contains("bad").hasSizeGreaterThan(40);
            assertThat(asked)
                    .filteredOn("good"::equals)
                    .as("repairs are no choice")
                    .hasSizeGreaterThan(asked.size() / 2);
        }
    }

    /** Repeats a run, and holds that all comes out as it was, to the last answer. Returns what was to be evaluated beyond the record. */
    private List<Evaluator.Job> repeats(TuningPlan plan) {
        List<Step> steps = run.steps();
        List<Exchange> before = run.exchanges();
        Optional<String> policy = run.memory().policy(plan.controller(), "matmul", HARDWARE);
        List<Exchange> seen = new ArrayList<>();
        List<Step> repeated = new ArrayList<>();
        RecordOnly evaluator = new RecordOnly();
        Evolution repetition = run.repetition(plan, evaluator, (exchange, replayed) -> {
            assertThat(replayed).isTrue();
            seen.add(exchange);
        });

        EvolutionOutcome outcome = repetition.run(new EvolutionListener() {
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

        assertThat(outcome.ending().reason()).isIn(Reason.REPEATED, Reason.SOURCE);
        assertThat(repeated).isEqualTo(steps);
        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(before.stream()
                        .filter(exchange -> exchange.taken().isPresent())
                        .toList());
        assertThat(run.exchanges()).isEqualTo(before);
        assertThat(run.steps()).isEqualTo(steps);
        assertThat(run.memory().policy(plan.controller(), "matmul", HARDWARE)).isEqualTo(policy);
        return evaluator.submitted;
    }

    @Test
    void aRunIsRepeatedBitForBitFromMemoryWithoutAnyModel() throws IOException {
        TuningPlan plan;
        try (ModelServer server = ModelServer.start(varied())) {
            plan = plan(
                    models(server, Allowance.UNLIMITED, "local", "other"), 60, "thompson", "llm", "tune", "transform");
            search(plan);
            assertThat(run.taken(Verdict.REJECTED)).isNotEmpty();
            assertThat(run.taken(Verdict.CANDIDATE)).isNotEmpty();
        }

        assertThat(repeats(plan)).isEmpty();
    }

    @Test
    void whatWasRefusedAfterTheLastEvaluationIsRepeatedToo() throws IOException {
        TuningPlan plan;
        try (ModelServer server = ModelServer.start(ModelServer.answer("no idea"))) {
            plan = plan(models(server, requests(12, false), "local"), 400, "thompson", "llm");
            assertThat(search(plan).ending().reason()).isEqualTo(Reason.SOURCE);
        }
        assertThat(run.steps()).hasSizeLessThan(5);
        assertThat(run.taken(Verdict.REJECTED)).hasSizeGreaterThan(8);

        assertThat(repeats(plan)).isEmpty();
    }

    @Test
    void aRunThatWasInterruptedIsRepeatedUpToItsLastRequest() throws IOException {
        TuningPlan plan;
        try (ModelServer server = ModelServer.start(varied())) {
            plan = plan(models(server, Allowance.UNLIMITED, "local"), 90, "uniform", "llm", "tune", "transform");
            LandscapeEvaluator landscape = new LandscapeEvaluator();
            SerialEvaluator.Judge fallible = new SerialEvaluator.Judge() {
                @Override
                public Evaluation evaluate(Candidate candidate, OptionalDouble incumbent) {
                    if (landscape.evaluated().size() == 45) {
                        throw new IllegalStateException("the machine goes down");
                    }
                    return landscape.evaluate(candidate, incumbent);
                }

                @Override
                public Confirmation compare(Candidate incumbent, double fitness, Candidate challenger) {
                    return landscape.compare(incumbent, fitness, challenger);
                }

                @Override
                public void close() {
                    landscape.close();
                }
            };
            assertThatThrownBy(() -> run.search(plan, fallible)).hasMessage("the machine goes down");
        }

        assertThat(repeats(plan))
                .as("what was under way when the machine went down")
                .hasSizeBetween(1, 2);
    }

    @Test
    void aRunThatWasInterruptedGoesOnWithTheAnswersThatItHad() throws IOException {
        try (ModelServer server = ModelServer.start(varied())) {
            TuningPlan plan =
                    plan(models(server, Allowance.UNLIMITED, "local"), 50, "thompson", "llm", "tune", "transform");
            Evolution first = run.evolution(plan, new LandscapeEvaluator(), ModelSearch.online(plan), ModelSearch.DEAF);
            first.run(progress -> {
                if (progress.evaluated() == 38) {
                    first.stop();
                }
            });
            List<Exchange> before = run.exchanges();
            int sent = server.received().size();

            EvolutionOutcome outcome = search(plan);

            assertThat(outcome.evaluated()).isEqualTo(50);
            assertThat(run.exchanges().subList(0, before.size()))
                    .map(Exchange::came)
                    .isEqualTo(before.stream().map(Exchange::came).toList());
            assertThat(sent).isLessThanOrEqualTo(server.received().size());
        }
    }

    @Test
    void aRecordWithAnotherPromptIsNotGoneOnWith() throws IOException {
        try (ModelServer server = ModelServer.start(varied())) {
            TuningPlan plan =
                    plan(models(server, Allowance.UNLIMITED, "local"), 50, "thompson", "llm", "tune", "transform");
            search(plan);
            Exchange first = run.exchanges().getFirst();
            Exchange.Asked asked = first.asked();
            run.conversations()
                    .keep(
                            "r",
                            new Exchange(
                                    0,
                                    new Exchange.Asked(
                                            asked.purpose(),
                                            asked.model(),
                                            asked.decision(),
                                            asked.parents(),
                                            List.of(new Exchange.Line("user", "something else")),
                                            asked.temperature(),
                                            asked.turn(),
                                            asked.repairs()),
                                    first.came(),
                                    first.taken()));

            assertThatThrownBy(() -> run.repetition(plan, new RecordOnly(), ModelSearch.DEAF)
                            .run(progress -> {}))
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

            List<Exchange> read = run.taken(Verdict.READ);
            assertThat(read).isNotEmpty();
            List<Belief> beliefs = run.conversations().beliefs(HARDWARE, "gpu");
            assertThat(beliefs).map(Belief::text).doesNotContain("Made up.");
            assertThat(run.exchanges().stream()
                            .filter(exchange -> exchange.asked()
                                    .lines()
                                    .getLast()
                                    .text()
                                    .contains("So it is on this test device.")))
                    .isNotEmpty();
            assertThat(run.memory().policy("llm", "matmul", HARDWARE).orElseThrow())
                    .contains("\"advice\"", "transform:")
                    .doesNotContain("nonsense");
        }
    }

    @Test
    void whatAConfirmationRefutedIsNoSpeedUpInThePromptsThatFollow() throws IOException {
        try (ModelServer server = ModelServer.start(ModelServer.answer("no idea"))) {
            TuningPlan plan =
                    plan(models(server, requests(80, true), "local"), 150, "uniform", "llm", "tune", "transform");
            run.search(plan, new LandscapeEvaluator().refuting());
        }

        Exchange.Asked asked = run.exchanges().stream()
                .map(Exchange::asked)
                .filter(request -> request.purpose() == Purpose.BELIEFS)
                .toList()
                .getLast();
        String prompt = asked.lines().getLast().text();
        Matcher told = Pattern.compile("(\\d+) candidates were evaluated").matcher(prompt);
        assertThat(told.find()).isTrue();
        List<Step> then = run.steps().subList(0, Integer.parseInt(told.group(1))).stream()
                .map(step -> step.settlement()
                                .filter(later -> later.turn() >= asked.turn())
                                .isPresent()
                        ? step.asCommitted()
                        : step)
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
        Function<Received, Behaviour> proposals = varied();
        Function<Received, Behaviour> script = request -> request.said().contains("You improve the prompts")
                ? ModelServer.answer(
                        "Here: {\"styles\": [{\"name\": \"bold\", \"role\": \"You dare.\", \"hints\": \"Restructure.\", \"evidence\": \"FULL\", \"temperature\": 0.9, \"parents\": [\"expert\"]}, {\"name\": \"orphan\", \"role\": \"r\", \"hints\": \"h\", \"evidence\": \"NONE\", \"temperature\": 0.1, \"parents\": [\"nobody\"]}]}")
                : proposals.apply(request);
        try (ModelServer server = ModelServer.start(script)) {
            search(plan(models(server, requests(100, true), "local"), 160, "uniform", "llm", "tune", "transform"));

            assertThat(run.conversations().styles()).containsOnlyKeys("bold");
            assertThat(run.conversations().styleRecords(HARDWARE))
                    .map(StyleRecord::style)
                    .contains("bold", "expert");
            assertThat(run.exchanges())
                    .anyMatch(exchange ->
                            exchange.asked().lines().getFirst().text().startsWith("You dare."));
        }
    }

    /** Judges nothing: a run that is repeated has its outcomes. */
    private static final class RecordOnly implements Evaluator {

        private final List<Job> submitted = new ArrayList<>();

        @Override
        public int capacity() {
            return 2;
        }

        @Override
        public void submit(Job job) {
            submitted.add(job);
        }

        @Override
        public Result take() {
            throw new AssertionError("waits for " + submitted);
        }

        @Override
        public void close() {}
    }
}
