package dev.tilewright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.app.Home;
import dev.tilewright.app.OpenMemory;
import dev.tilewright.device.Backends;
import dev.tilewright.device.Device;
import dev.tilewright.device.OpenClPresent;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.evolve.memory.Workload;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.kernels.genome.KernelTarget;
import dev.tilewright.llm.model.ModelServer;
import dev.tilewright.llm.model.ModelServer.Behaviour;
import dev.tilewright.llm.model.ModelServer.Received;
import dev.tilewright.llm.record.Exchange;
import dev.tilewright.llm.record.Exchange.Verdict;
import dev.tilewright.task.Problem;
import dev.tilewright.task.ProblemParser;
import dev.tilewright.task.Task;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole program with language models, against a server that answers as models do, well and badly. */
class TuneWithModelsTest {

    /** As the build sets it in the environment of tests. */
    private static final String KEY = "sk-test-3f9c1d77a2";

    private static final String FAST = """
            // tilewright:entry fast
            // tilewright:arguments A, B, C, M, N, K
            // tilewright:tunable ROWS 1,2,4
            // tilewright:constraint M %% ROWS == 0
            // tilewright:constraint N %% %1$d == 0
            // tilewright:launch global=[N / %1$d, M / ROWS] local=[1, 1]
            __kernel void fast(
                    __global const float* restrict A, __global const float* restrict B, __global float* restrict C,
                    const int M, const int N, const int K) {
                const int j = get_global_id(0) * %1$d;
                const int i = get_global_id(1) * ROWS;
                float%1$d sums[ROWS];
                for (int r = 0; r < ROWS; ++r) {
                    sums[r] = (float%1$d)(0.0f);
                }
                for (int k = 0; k < K; ++k) {
                    const float%1$d b = vload%1$d(0, B + k * N + j);
                    for (int r = 0; r < ROWS; ++r) {
                        sums[r] += A[(i + r) * K + k] * b;
                    }
                }
                for (int r = 0; r < ROWS; ++r) {
                    vstore%1$d(sums[r], 0, C + (i + r) * N + j);
                }
            }
            """;

    private static final String WRONG = """
            // tilewright:launch global=[N, M] local=[1, 1]
            __kernel void short_of_one(
                    __global const float* A, __global const float* B, __global float* C, int M, int N, int K) {
                float total = 0.0f;
                for (int k = 0; k < K - 1; ++k) {
                    total = mad(A[get_global_id(1) * K + k], B[k * N + get_global_id(0)], total);
                }
                C[get_global_id(1) * N + get_global_id(0)] = total;
            }
            """;

    @TempDir
    Path folder;

    /** What one model says, in turn: each answer is of a kind that models do give. */
    private static Function<Received, Behaviour> script() {
        AtomicInteger asked = new AtomicInteger();
        String fast = FAST.formatted(8);
        List<Behaviour> answers = List.of(
                ModelServer.answer("Idea: eight lanes and a few rows in registers\n\n```c\n" + fast + "```\n"),
                ModelServer.answer("Idea: skip the last step\n```c\n" + WRONG + "```"),
                ModelServer.answer("```c\n" + WRONG.replace("K - 1", "undeclared") + "```"),
                ModelServer.answer(
                        "Idea: unroll\n<<<<<<< SEARCH\n    for (int q = 0; q < 7; ++q) {\n=======\n    #pragma unroll\n>>>>>>> REPLACE\n"),
                new Behaviour.Answer("Idea: a tile in local memory\n\n```c\n" + fast.substring(0, 600), true),
                ModelServer.answer("```c\n" + fast.replace("sums", "totals").replace("    ", "  ") + "```"),
                ModelServer.answer("Let me think. " + "I will unroll the loop. ".repeat(90_000)),
                ModelServer.answer("```c\n" + fast.replace("const int j =", "const int j = =") + "```"),
                ModelServer.answer(
                        "{\"idea\": \"lanes\", \"steps\": [{\"nest\": \"C\", \"transformation\": \"vectorize\", \"arguments\": [\"zz\", \"8\"]}]}"),
                ModelServer.answer("I am sorry, but I cannot help with that."),
                new Behaviour.Cut("```c\n" + fast + "```"),
                ModelServer.answer("Certainly! Here is a kernel with wider vectors. Your key is " + KEY
                        + ".\n\n```opencl\n" + FAST.formatted(16)
                        + "```\n\nIt loads sixteen floats at once, which suits AVX-512. Let me know how it goes!"));
        return request -> {
            if (request.path().startsWith("/busy")) {
                return new Behaviour.Raw(429, "{\"error\": {\"message\": \"rate limit\"}}", Map.of("Retry-After", "0"));
            }
            if (request.path().startsWith("/down")) {
                return new Behaviour.Raw(
                        500, "{\"error\": {\"message\": \"internal error for key %s\"}}".formatted(KEY), Map.of());
            }
            if (request.path().startsWith("/hung")) {
                return new Behaviour.Hang();
            }
            return answers.get(asked.getAndIncrement() % answers.size());
        };
    }

    private Path models(ModelServer server) throws IOException {
        StringBuilder text = new StringBuilder("models:\n");
        for (String name : List.of("good", "busy", "down", "hung")) {
            text.append(
                    "  - {name: %s, provider: openai, base-url: \"%s\", model: stand-in, key-env: TILEWRIGHT_TEST_KEY, price: {input: 1, output: 2}, timeout: %s}\n"
                            .formatted(name, server.url("/" + name), name.equals("hung") ? "300ms" : "5s"));
        }
        text.append("budget: {requests: 70, money: 5.0}\nparallel: 3\nretry: {attempts: 2, pause: 10ms}\n");
        return Files.writeString(folder.resolve("models.yaml"), text);
    }

    /**
     * Gives memory a naive kernel that nothing measures up to. What is new is then evaluated as ever, but seldom compared with the best
     * in a process of its own, which takes longest.
     */
    private static void rememberAnUnbeatable(Path file) {
        Device device = Backends.load().device("opencl:0");
        Task task = Home.find().tasks().find("matmul");
        Problem problem = ProblemParser.parse(task, "M=64,N=64,K=64");
        GenomeFactory factory =
                new GenomeFactory(new KernelTarget(task, problem, Language.OPENCL, device.facts()), List.of());
        Candidate best = new Candidate(factory.naive().orElseThrow(), Lineage.seed("naive"));
        TimeEstimate time = new TimeEstimate(1000, 990, 1010, 11);
        Evaluation evaluation = new KernelMeasurement(
                        Optional.of(time), Optional.of(time), OptionalDouble.of(0), List.of(problem), 0, 0)
                .evaluation(Status.OK, "", 0);
        Workload workload = new Workload("matmul", problem.toString());
        try (OpenMemory memory = OpenMemory.open(file.toString())) {
            memory.memory()
                    .begin(new Run("earlier", workload, device.hardware(), "opencl:0", "{}", "test", Instant.EPOCH));
            memory.memory()
                    .commit("earlier", new Step(0, best, evaluation, false, 0, 1, Optional.empty(), Instant.EPOCH));
        }
    }

    @Tag("long")
    @Test
    @OpenClPresent
    void aSearchFindsTheGoodAnswersAndGivesEveryOtherItsStatusAndReason() throws IOException, SQLException {
        Path file = folder.resolve("memory.db");
        rememberAnUnbeatable(file);
        Path run = folder.resolve("run");
        Invocation tuned;
        int sent;
        try (ModelServer server = ModelServer.start(script())) {
            tuned = Invocation.of(
                    "tune",
                    "matmul",
                    "--generators",
                    "llm,transform,tune",
                    "--models",
                    models(server).toString(),
                    "--device",
                    "opencl:0",
                    "--problem",
                    "M=64,N=64,K=64",
                    "--evaluations",
                    "400",
                    "--seed",
                    "11",
                    "--controller",
                    "uniform",
                    "--memory",
                    file.toString(),
                    "--output",
                    run.toString());
            sent = server.received().size();
            assertThat(server.received())
                    .allSatisfy(request ->
                            assertThat(request.header("Authorization")).isEqualTo("Bearer " + KEY));
        }

        assertThat(tuned.exitCode()).as(tuned.err()).isEqualTo(ExitCode.DONE);
        assertThat(sent).isEqualTo(70);
        assertThat(tuned.err()).contains("the budget for language models is spent, which ends the run");
        List<Step> steps;
        List<Exchange> exchanges;
        try (OpenMemory memory = OpenMemory.open(file.toString())) {
            String id = memory.memory().runs().getFirst().id();
            steps = memory.memory().steps(id);
            exchanges = memory.conversations().exchanges(id);
        }
        everyBadAnswerHasItsReason(exchanges);
        goodAnswersAreCreditedAndBuiltUpon(steps, exchanges);
        theKeyIsNowhere(tuned, exchanges);
        theKeyIsInNoCell(file);
        theRecordCanBeReadAndRepeated(file, run);
    }

    private static void everyBadAnswerHasItsReason(List<Exchange> exchanges) {
        List<String> rejected = reasons(exchanges, Verdict.REJECTED);
        for (String part : List.of(
                "SEARCH of block 1 is not found",
                "was cut off at the most tokens",
                "characters; no more than 200000 are read",
                "but for names, comments and layout",
                "the source does not parse: line",
                // What it does not hold depends on what was asked for, and that on how fast the kernels were.
                "the answer holds no ")) {
            assertThat(rejected).as(part).anyMatch(reason -> reason.contains(part));
        }
        assertThat(rejected).anyMatch(reason -> reason.contains("schedule"));
        List<String> failed = reasons(exchanges, Verdict.FAILED);
        for (String part : List.of("HTTP 429", "HTTP 500", "no answer within 0.3 s (2 tries)")) {
            assertThat(failed).as(part).anyMatch(reason -> reason.contains(part));
        }
        assertThat(exchanges).anyMatch(exchange -> exchange.asked().purpose() == Exchange.Purpose.REPAIR);
    }

    private static List<String> reasons(List<Exchange> exchanges, Verdict verdict) {
        return exchanges.stream()
                .flatMap(exchange -> exchange.taken().stream())
                .filter(taken -> taken.verdict() == verdict)
                .map(Exchange.Taken::reason)
                .toList();
    }

    private static void goodAnswersAreCreditedAndBuiltUpon(List<Step> steps, List<Exchange> exchanges) {
        List<Step> written = steps.stream()
                .filter(step -> KernelGenome.of(step.candidate()).written().isPresent())
                .toList();
        assertThat(written)
                .map(step -> step.evaluation().status())
                .contains(Status.OK, Status.WRONG_RESULT, Status.BUILD_ERROR);
        Step good = written.stream()
                .filter(step -> step.evaluation().status() == Status.OK
                        && step.candidate().lineage().change().contains("eight lanes"))
                .findFirst()
                .orElseThrow();
        String decision = good.candidate().lineage().decision().orElseThrow().toString();
        assertThat(decision).startsWith("llm").contains("model=good", "form=", "style=");
        assertThat(exchanges.stream().flatMap(exchange -> exchange.taken().stream()))
                .anyMatch(taken -> taken.candidate()
                        .filter(good.candidate().hash()::equals)
                        .isPresent());
        assertThat(steps.stream()
                        .filter(step -> step.candidate()
                                .lineage()
                                .parents()
                                .contains(good.candidate().hash())))
                .as("numbers were set on the device before it was judged")
                .anyMatch(step -> step.candidate().lineage().change().startsWith("tune ROWS="));
    }

    private void theKeyIsNowhere(Invocation tuned, List<Exchange> exchanges) throws IOException {
        assertThat(System.getenv("TILEWRIGHT_TEST_KEY")).isEqualTo(KEY);
        assertThat(tuned.out() + tuned.err()).doesNotContain(KEY);
        assertThat(exchanges.toString()).doesNotContain(KEY).contains("[key removed]");
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile).forEach(file -> {
                try {
                    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .as(file.toString())
                            .doesNotContain(KEY);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    /** Reads every cell of every table, and what is deflated in it: a search of the file alone would not see that. */
    private static void theKeyIsInNoCell(Path memory) throws IOException, SQLException {
        int inflated = 0;
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + memory);
                Statement tables = connection.createStatement();
                ResultSet names = tables.executeQuery("SELECT name FROM sqlite_master WHERE type = 'table'")) {
            while (names.next()) {
                String table = names.getString(1);
                try (Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery("SELECT * FROM \"%s\"".formatted(table))) {
                    while (rows.next()) {
                        for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                            Object cell = rows.getObject(column);
                            String text = String.valueOf(cell);
                            if (cell instanceof byte[] bytes) {
                                try (InflaterInputStream in =
                                        new InflaterInputStream(new ByteArrayInputStream(bytes))) {
                                    text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                                    inflated++;
                                } catch (ZipException e) {
                                    text = new String(bytes, StandardCharsets.ISO_8859_1);
                                }
                            }
                            assertThat(text)
                                    .as("%s.%s", table, rows.getMetaData().getColumnName(column))
                                    .doesNotContain(KEY);
                        }
                    }
                }
            }
        }
        assertThat(inflated).as("prompts and answers that were looked into").isGreaterThan(20);
    }

    private static void theRecordCanBeReadAndRepeated(Path memory, Path run) {
        assertThat(run.resolve("exchanges.jsonl")).exists();
        assertThat(run.resolve("report.html")).content().contains("What language models answered");
        assertThat(run.resolve("result.json")).content().contains("\"language_models\"");
        Invocation list = Invocation.of("show", "--prompts", "--memory", memory.toString());
        assertThat(list.out()).contains("prompt", "good", "rejected", "--prompts N");
        Invocation all = Invocation.of("show", "--prompts", "all", "--memory", memory.toString());
        assertThat(all.out() + all.err()).contains("[key removed]").doesNotContain(KEY);
        Invocation first = Invocation.of("show", "latest", "--prompts", "1", "--memory", memory.toString());
        assertThat(first.out()).contains("-------- system", "# The computation", "-------- answer");
        assertThat(Invocation.of("show", "--prompts", "4711", "--memory", memory.toString())
                        .err())
                .contains("there is no prompt 4711");
        assertThat(Invocation.of("show", "--memory", memory.toString()).out())
                .contains("language models:", "style", "model", "good");

        Invocation replayed = Invocation.of("llm", "replay", "--memory", memory.toString());
        assertThat(replayed.exitCode()).as(replayed.err()).isEqualTo(ExitCode.DONE);
        assertThat(replayed.out()).contains(" steps and ").contains("repeated from memory, all identical");
    }

    @Test
    void checkSaysWhichModelsAnswerHowFastAndWhatAProposalCosts() throws IOException {
        try (ModelServer server = ModelServer.start(script())) {
            Invocation check =
                    Invocation.of("llm", "check", "--models", models(server).toString());

            assertThat(check.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(check.out())
                    .contains("can be used: rewrite: eight lanes and a few rows in registers", "0.00180")
                    .contains("no answer: HTTP 429", "no answer: HTTP 500", "no answer: no answer within 0.3 s")
                    .doesNotContain(KEY);
        }
    }

    @Test
    void checkWritesNoKeyEvenIfAServerRepeatsIt() throws IOException {
        try (ModelServer server = ModelServer.start(request -> request.path().startsWith("/good")
                ? ModelServer.answer("Idea: use " + KEY + "\n```c\n" + FAST.formatted(8) + "```")
                : new Behaviour.Raw(401, "{\"error\": {\"message\": \"bad key %s\"}}".formatted(KEY), Map.of()))) {
            String file = models(server).toString();
            for (String format : List.of("text", "json")) {
                Invocation check = Invocation.of("llm", "check", "--verbose", "--models", file, "--format", format);

                assertThat(check.out()).contains("[key removed]", "HTTP 401");
                assertThat(check.out() + check.err()).doesNotContain(KEY);
            }
        }
    }

    @Test
    void theLengthsOfPromptsAreSaid() {
        assertThat(Invocation.of("llm", "prompts").out())
                .containsPattern("naive +edit +\\d{4} to \\d{4} ")
                .containsPattern("register tile +schedule +\\d+ to \\d+ ");
    }

    @Test
    void whatIsMissingIsSaidBeforeAnyWork() throws IOException {
        Path none = folder.resolve("none.yaml");
        Invocation missing = Invocation.of("tune", "matmul", "--generators", "llm", "--models", none.toString());
        assertThat(missing.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(missing.err()).contains("there is no models file");

        Path keyless = Files.writeString(
                folder.resolve("models.yaml"),
                "models: [{name: a, provider: openai, model: m, key-env: TILEWRIGHT_NO_SUCH_KEY}]");
        Invocation unset = Invocation.of("tune", "matmul", "--controller", "llm", "--models", keyless.toString());
        assertThat(unset.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(unset.err()).contains("TILEWRIGHT_NO_SUCH_KEY");
        assertThat(folder.resolve("memory.db")).doesNotExist();
    }

    @Test
    void theCommandExplainsItself() {
        assertThat(Invocation.of("llm").out()).contains("check", "replay", "docs/llm.md");
        assertThat(Invocation.of("llm", "check", "--help").out()).contains("Usage: tilewright llm check");
    }
}
