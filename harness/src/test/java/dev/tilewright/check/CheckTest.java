package dev.tilewright.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tilewright.check.Check.Result;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A check of a bundle that answers as the real one does. What the real one answers, {@code .ci/run} sees. */
class CheckTest {

    /** Parts end at once, unless others use the machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration BRIEF = Duration.ofSeconds(2);

    @TempDir
    private Path folder;

    private FakeBundle bundle;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Duration limit = PATIENCE;

    @BeforeEach
    void make() throws IOException {
        bundle = FakeBundle.in(folder.resolve("bundle"));
    }

    private Scale scale(Duration total) {
        List<String> budget = List.of("--evaluations", "2");
        return new Scale(
                total,
                limit,
                2,
                limit,
                limit,
                new Scale.Tuned("matmul", "M=1", budget, limit),
                limit,
                List.of(new Scale.Tuned("sum", "N=1", budget, limit), new Scale.Tuned("softmax", "M=1", budget, limit)),
                limit,
                1,
                false);
    }

    private Result check(String device, String build, Duration total) throws IOException, InterruptedException {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Check.run(
                new Check.Request(bundle.home(), device, folder.resolve("results"), true, Optional.empty(), build, 0),
                scale(total),
                new PrintWriter(out, true),
                new PrintWriter(err, true));
    }

    private Result check() throws IOException, InterruptedException {
        return check("opencl:0", "1", Duration.ofMinutes(2));
    }

    private Path results() {
        return folder.resolve("results/opencl-fake-rehearsal");
    }

    private Map<String, String> states() throws IOException {
        Map<String, String> states = new TreeMap<>();
        for (JsonNode part :
                Readings.tree(Files.readString(results().resolve("check.json"))).path("parts")) {
            states.put(part.path("name").asString(), part.path("state").asString());
        }
        return states;
    }

    private static Map<String, String> unzipped(Path zip) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (InputStream in = Files.newInputStream(zip);
                ZipInputStream entries = new ZipInputStream(in)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                contents.put(entry.getName(), new String(entries.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return contents;
    }

    @Test
    void whereEverythingHoldsTheResultsAreEightFilesAndTheSummaryTenLinesAtMost() throws Exception {
        assertThat(check()).isEqualTo(Result.HELD);

        try (Stream<Path> files = Files.list(results())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "summary.md",
                            "check.json",
                            "contract.json",
                            "peers.json",
                            "wisdom.json",
                            "traces.jsonl.gz",
                            "runs.zip",
                            "evidence.zip");
        }
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSizeLessThanOrEqualTo(10);
        assertThat(lines.getFirst()).isEqualTo("gpu-check of Fake, none, driver 1, 2 units, 1 GiB");
        assertThat(lines)
                .contains(
                        "held     contract           1 of 1 tests of the backend's contract passed",
                        "held     peaks              2.00 TFLOP/s, copy 300 GB/s, reading 400 GB/s",
                        "held     tune-matmul        1.00 ms (50 % of the roofline), 20 GFLOP/s, 3 GB/s, naive 4.00 ms; 3 ok, 1 timeout",
                        "held     peers-matmul       matmul 0.95 × cublas",
                        "held     kernels            3 emitted kernels right, of naive ones and 2 random schedules",
                        "held     tune-others        sum 1.00 ms (50 % of the roofline); softmax 1.00 ms (50 % of the roofline)");
        assertThat(lines.getLast()).startsWith("all 9 parts held; 0 min ").endsWith("; " + results());
        assertThat(unzipped(results().resolve("runs.zip"))).containsKeys("memory.db", "runs/matmul/result.json");
    }

    @Test
    void aPartThatHangsCostsItsLimitAndNothingElse() throws Exception {
        limit = BRIEF;
        bundle.before("peaks", "echo about to hang >&2; sleep 600 & echo $! > \"$home/child\"; wait");

        assertThat(check()).isEqualTo(Result.NOT_HELD);

        assertThat(states())
                .containsEntry("peaks", "timeout")
                .containsEntry("peers", "held")
                .doesNotContainValue("failed");
        assertThat(out.toString())
                .containsPattern("timeout  peaks +ended after 2 s; its last words: about to hang")
                .contains("8 held, 1 timeout (peaks); run the same command again to continue;");
        assertThat(isRunning(Files.readString(bundle.home().resolve("child")).strip()))
                .isFalse();
        assertThat(unzipped(results().resolve("evidence.zip"))).containsEntry("logs/peaks.err", "about to hang\n");
    }

    /** A process that is killed stays in the table until whoever adopted it has asked for it. */
    private static boolean isRunning(String process) throws IOException {
        Path stat = Path.of("/proc", process, "stat");
        return Files.exists(stat) && !Files.readString(stat).contains(") Z ");
    }

    @Test
    void aSearchWhoseTimeIsOverIsAskedToWriteWhatItHas() throws Exception {
        limit = BRIEF;
        bundle.before(
                "tune",
                "if [ $2 = sum ]; then trap 'cp $home/answers/result.json $6/runs/sum; exit 130' TERM; mkdir -p $6/runs/sum; sleep 600 & wait; fi"
                        .replace("$6", "$home/work/opencl-fake-rehearsal"));

        assertThat(check()).isEqualTo(Result.NOT_HELD);

        assertThat(out.toString())
                .contains("tune-sum timeout 1.00 ms (50 % of the roofline), 20 GFLOP/s")
                .contains("8 held, 1 timeout (tune-sum)");
        assertThat(states()).containsEntry("tune-sum", "timeout").containsEntry("tune-softmax", "held");
    }

    @Test
    void aPartThatFailsSaysWhyAndNothingElseFails() throws Exception {
        bundle.before(
                "tune", "[ $2 = matmul ] && { echo some advice >&2; echo the GPU fell off the bus >&2; exit 7; }");

        assertThat(check()).isEqualTo(Result.NOT_HELD);

        assertThat(states()).containsEntry("tune-matmul", "broken").containsEntry("tune-sum", "held");
        assertThat(out.toString()).contains("broken   tune-matmul        exit code 7: the GPU fell off the bus");
    }

    @Test
    void whatIsGarbledOrMissingHasFailed() throws Exception {
        bundle.before("peaks", "echo no JSON; exit 0");
        bundle.answer("result.json", "{\"best\": {}, \"counts\": {}}");
        Files.delete(bundle.home().resolve("scripts/compare-peers"));
        bundle.program("runtime/bin/java", "exit 0");

        assertThat(check()).isEqualTo(Result.NOT_HELD);

        assertThat(states())
                .isEqualTo(Map.of(
                        "facts", "held",
                        "contract", "failed",
                        "peaks", "broken",
                        "tune-matmul", "failed",
                        "peers-matmul", "broken",
                        "kernels", "failed",
                        "tune-sum", "failed",
                        "tune-softmax", "failed",
                        "peers", "broken"));
    }

    @Test
    void whatCannotBeCollectedOrReadCostsNothingElse() throws Exception {
        bundle.before("collect", "echo the compiler crashed >&2; exit 139");
        bundle.program("runtime/bin/java", """
                while [ "${1#dev.tilewright}" = "$1" ]; do shift; done
                case "$1" in
                *ContractRun) printf '{"test": "adds", "status": "passed", "message": "\\377\\376"}\\n' >> "$3" ;;
                *EmittedKernelsRun) for k in 0 1 2; do echo "{\\"kernel\\": $k, \\"right\\": true}" >> "$5"; done ;;
                esac
                """.replace("\\\\", "\\"));
        bundle.answer("comparison.json", "{\"comparisons\": [");

        assertThat(check()).isEqualTo(Result.NOT_HELD);

        assertThat(states())
                .containsEntry("collect", "broken")
                .containsEntry("contract", "held")
                .containsEntry("kernels", "held")
                .containsEntry("peers-matmul", "broken")
                .containsEntry("tune-softmax", "held");
        assertThat(Files.readString(results().resolve("peers.json"))).contains("unreadable");
        assertThat(unzipped(results().resolve("evidence.zip")))
                .containsEntry("logs/collect.err", "the compiler crashed\n");
    }

    @Test
    void aPartThatPrintsWithoutEndIsEndedAndItsLogLosesItsMiddle() throws Exception {
        limit = BRIEF;
        bundle.before("peaks", "head -c 300000000 /dev/urandom; sleep 600");

        assertThat(check()).isEqualTo(Result.NOT_HELD);

        assertThat(states()).containsEntry("peaks", "timeout").containsEntry("peers", "held");
        assertThat(Files.size(results().resolve("evidence.zip"))).isBetween(400_000L, 2_000_000L);
        try (Stream<Path> files = Files.list(results())) {
            assertThat(files).hasSize(8);
        }
    }

    @Test
    void aComparisonWithoutPeersSaysWhyAndIsNoFailureOfTheDevice() throws Exception {
        bundle.answer("comparison.json", """
                {"comparisons": [{"task": "sum", "contestants": [{"name": "tilewright"}, {"name": "torch", "unavailable": "no PyTorch"}]}]}
                """);

        check();

        assertThat(states()).containsEntry("peers", "absent");
        assertThat(out.toString()).contains("absent   peers              sum without peers (torch: no PyTorch)");
    }

    @Test
    void aPeerThatIsThereAndDoesNotAnswerIsNoComparison() throws Exception {
        bundle.answer("comparison.json", """
                {"comparisons": [{"task": "sum", "contestants": [{"name": "tilewright"},
                 {"name": "cublas", "tilewright_over_it": 2}, {"name": "torch", "unavailable": "no answer within 45 s"}]}]}
                """);

        check();

        assertThat(states()).containsEntry("peers", "broken");
        assertThat(out.toString()).contains("sum 2.00 × cublas (torch: no answer within 45 s)");
    }

    @Test
    void aFaultThatWasFoundIsNotLookedForAgain() throws Exception {
        bundle.answer("result.json", "{\"best\": {}, \"counts\": {\"build-error\": 2}}");
        check();
        bundle.asked();

        assertThat(check()).isEqualTo(Result.NOT_HELD);

        assertThat(bundle.asked()).noneMatch(line -> line.startsWith("tune"));
        assertThat(out.toString()).contains("no candidate was right: 2 build-error");
    }

    @Test
    void wrongResultsOfASearchAreFaultsThoughItHasABest() throws Exception {
        bundle.answer(
                "result.json",
                "{\"best\": {\"median_ns\": 1e6, \"verified\": [\"M=1\"]}, \"counts\": {\"ok\": 3, \"wrong-result\": 1}}");

        assertThat(check()).isEqualTo(Result.NOT_HELD);

        assertThat(states()).containsEntry("tune-matmul", "failed");
        assertThat(out.toString()).contains("3 ok, 1 wrong-result");
    }

    @Test
    void aWrongScheduleOrTestIsNamed() throws Exception {
        bundle.program("runtime/bin/java", """
                while [ "${1#dev.tilewright}" = "$1" ]; do shift; done
                case "$1" in
                *ContractRun) echo '{"test": "adds", "status": "failed", "message": "3 is not 4"}' >> "$3" ;;
                *EmittedKernelsRun) echo '{"kernel": 0, "right": true}' >> "$5"
                  echo '{"kernel": 1, "right": false, "message": "softmax is wrong"}' >> "$5"
                  mkdir -p "$6"; echo source > "$6/kernel-1.cu" ;;
                esac
                exit 1
                """);

        assertThat(check()).isEqualTo(Result.NOT_HELD);

        assertThat(out.toString())
                .contains("0 of 1 tests of the backend's contract passed; adds failed: 3 is not 4")
                .contains(
                        "1 emitted kernels right, of naive ones and 2 random schedules; 1 not right, the first: 1, softmax is wrong");
        assertThat(unzipped(results().resolve("evidence.zip"))).containsEntry("failed/kernels/kernel-1.cu", "source\n");
    }

    @Test
    void anotherCheckDoesOnlyWhatTheFirstHasNotSettled() throws Exception {
        bundle.before("peaks", "[ -e \"$home/mended\" ] || exit 1");
        assertThat(check()).isEqualTo(Result.NOT_HELD);
        bundle.asked();
        Files.createFile(bundle.home().resolve("mended"));

        assertThat(check()).isEqualTo(Result.HELD);

        assertThat(bundle.asked().stream()
                        .filter(line -> !line.startsWith("collect"))
                        .toList())
                .containsExactly("devices --format json", "peaks --device opencl:0");
        assertThat(out.toString()).contains("held     tune-matmul        1.00 ms");
    }

    @Test
    void whereOnlyTheResultsWereCarriedAlongTheMemoryIsTakenFromThem() throws Exception {
        bundle.before("peaks", "[ -e \"$home/mended\" ] || exit 1");
        check();
        Path work = bundle.home().resolve("work/opencl-fake-rehearsal");
        Files.move(work, folder.resolve("lost"));
        Files.createFile(bundle.home().resolve("mended"));

        assertThat(check()).isEqualTo(Result.HELD);

        assertThat(work.resolve("memory.db")).exists();
        assertThat(Files.readString(results().resolve("contract.json")))
                .contains("adds")
                .contains("kernels");
    }

    @Test
    void whereResultsGoElsewhereTheCheckGoesOnFromItsWorkingFiles() throws Exception {
        check();
        bundle.asked();
        Files.move(folder.resolve("results"), folder.resolve("elsewhere"));

        assertThat(check()).isEqualTo(Result.HELD);

        assertThat(bundle.asked()).noneMatch(line -> line.startsWith("tune") || line.contains("ContractRun"));
        assertThat(results().resolve("wisdom.json")).exists();
        assertThat(states()).containsEntry("kernels", "held");
    }

    @Test
    void resultsThatCannotBeReadArePutAside() throws Exception {
        Files.createDirectories(results());
        Files.writeString(results().resolve("check.json"), "{ cut");

        assertThat(check()).isEqualTo(Result.HELD);

        assertThat(folder.resolve("results/opencl-fake-rehearsal.unknown/check.json"))
                .hasContent("{ cut");
    }

    @Test
    void anotherDeviceOfTheSameKindIsCheckedByItself() throws Exception {
        bundle.answer(
                "devices.json",
                "noise [{\"backend\": \"opencl\", \"devices\": [{\"id\": \"opencl:0\", \"key\": \"opencl-fake\"},"
                        + " {\"id\": \"opencl:1\", \"key\": \"opencl-fake\"}]}]");
        check();
        bundle.asked();

        assertThat(check("opencl:1", "1", Duration.ofMinutes(2))).isEqualTo(Result.HELD);

        assertThat(bundle.asked()).contains("peaks --device opencl:1");
        assertThat(folder.resolve("results/opencl-fake-1-rehearsal/check.json")).exists();
    }

    @Test
    void anotherBuildBeginsAnewAndPutsTheEarlierResultsAside() throws Exception {
        check();
        bundle.asked();

        assertThat(check("opencl:0", "2", Duration.ofMinutes(2))).isEqualTo(Result.HELD);

        assertThat(bundle.asked()).contains("peaks --device opencl:0", "compare-peers");
        assertThat(folder.resolve("results/opencl-fake-rehearsal.1/check.json")).exists();
    }

    @Test
    void whereTheTimeIsOverTheRestIsNotRunAndAnotherCheckGoesOn() throws Exception {
        assertThat(check("opencl:0", "1", Duration.ofSeconds(1))).isEqualTo(Result.NOT_HELD);
        assertThat(states()).containsEntry("contract", "not-run").containsEntry("peers", "not-run");

        assertThat(check()).isEqualTo(Result.HELD);
    }

    @Test
    void anInterruptedCheckHasWrittenWhatItFound() throws Exception {
        bundle.before("tune", "sleep 600");
        Thread checking = Thread.currentThread();
        Thread.ofPlatform().daemon().start(() -> {
            while (!err.toString().contains("begins tune-matmul")) {
                Thread.onSpinWait();
            }
            checking.interrupt();
        });

        assertThatThrownBy(this::check).isInstanceOf(InterruptedException.class);

        assertThat(states())
                .containsEntry("peaks", "held")
                .containsEntry("tune-matmul", "not-run")
                .containsEntry("peers", "not-run");
        assertThat(Files.readString(results().resolve("summary.md"))).contains("| peaks | held |");
    }

    @Test
    void withoutTheDeviceThereIsOneLineThatSaysWhy() throws Exception {
        assertThat(check("cuda:0", "1", Duration.ofMinutes(2))).isEqualTo(Result.NO_DEVICE);
        assertThat(err.toString()).isEqualTo("gpu-check: cuda:0: no driver; install one\n");

        assertThat(check("opencl:3", "1", Duration.ofMinutes(2))).isEqualTo(Result.NO_DEVICE);
        assertThat(err.toString()).contains("there is no device opencl:3");
    }
}
