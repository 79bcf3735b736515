package dev.tilewright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.bench.repository.GitFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A user's repository with a kernel that becomes slower in one of its commits. */
class BenchBisectCommandTest {

    private static final String KERNEL = """
            // tilewright:entry f
            // tilewright:launch global=[64] local=[1]
            class K {
                public static void f(int group, int g1, int g2, float[] A, float[] B, float[] C, int N) {
                    for (int i = group; i < N; i += 64) {
                        %s
                    }
                }
            }
            """;

    private static final String FAST = KERNEL.formatted("C[i] = A[i] + B[i];");
    private static final String A_LITTLE_SLOWER = slower(2);
    private static final String SLOW = slower(40);
    private static final String BROKEN = KERNEL.formatted("C[i] = A[i] - B[i];");

    private static final String TASK = """
            name: add
            summary: C = A + B
            sizes: [N]
            arguments:
              A: {type: float32, shape: [N], init: {uniform: [-1, 1]}}
              B: {type: float32, shape: [N], init: {uniform: [-1, 1]}}
              C: {type: float32, shape: [N], role: output}
            compute: C[i] = A[i] + B[i]
            problems: [{N: 4096}]
            verify: [{N: 1000}]
            held-out: [{N: 3001}]
            tolerance: {relative: 1e-5}
            """;

    private static String slower(int rounds) {
        return KERNEL.formatted(
                "float s = 0; for (int r = 0; r < %d; r++) s += A[(i + r) %% N] * 1e-30f; C[i] = A[i] + B[i] + s * 1e-20f;"
                        .formatted(rounds));
    }

    @TempDir
    Path folder;

    private GitFolder git;
    private String first;

    @BeforeEach
    void init() throws IOException {
        git = GitFolder.init(Files.createDirectory(folder.resolve("repository")));
        git.commit("README", "no suite yet", "begin");
        git.commit("bench/add.yaml", TASK, "task");
        git.commit("bench/K.java", FAST, "kernel");
        first = git.commit(
                "bench/suite.yaml", "device: jvm:0\ncases:\n  add: {task: add.yaml, kernel: K.java}\n", "suite");
    }

    private Invocation bisect(String good, String bad, String... options) {
        List<String> args = new ArrayList<>(List.of(
                "bench",
                "bisect",
                good,
                bad,
                git.path().resolve("bench/suite.yaml").toString()));
        args.addAll(List.of(options));
        return Invocation.of(args.toArray(String[]::new));
    }

    /** Eight comparisons, each in processes of its own: 35 s to 130 s. */
    @Tag("long")
    @Test
    void theCommitThatMadeAKernelSlowerIsFoundAndTheWorkingTreeIsLeftAlone() throws IOException {
        git.commit("notes", "1", "nothing of the kernel");
        git.commit("bench/K.java", A_LITTLE_SLOWER, "a little slower");
        git.commit("bench/K.java", BROKEN, "a wrong kernel");
        String slow = git.commit("bench/K.java", SLOW, "slower");
        git.commit("notes", "2", "nothing of the kernel again");
        git.commit("notes", "3", "and again");
        Files.writeString(git.path().resolve("bench/K.java"), "edited, and no kernel at all");
        String status = git.git("status", "--porcelain", "--branch");

        // So few rounds can never be significant at less; the kernel is many times slower, and the one before by much
        // less.
        String[] hurried = {"--rounds", "3", "--most-rounds", "6", "--significance", "0.5", "--format", "json"};
        Invocation found = bisect(first, "main", hurried);

        assertThat(found.err()).contains("passed over", "wrong-result");
        JsonNode json = new ObjectMapper().readTree(found.out());
        assertThat(json.at("/suspects")
                        .valueStream()
                        .map(commit -> commit.at("/hash").asString()))
                .as(found.out() + found.err())
                .contains(slow);
        assertThat(json.at("/first_beside_good").asString()).contains("add takes", "regressed");
        assertThat(git.git("status", "--porcelain", "--branch")).isEqualTo(status);
        assertThat(git.git("worktree", "list").lines()).hasSize(1);
    }

    @Test
    void mistakesAreAnsweredBeforeAnythingIsMeasured() throws IOException {
        git.commit("notes", "1", "nothing of the kernel");
        refused(bisect("none", "main"), "has no commit 'none'");
        refused(bisect("main", "--output=x"), "SUITE");
        refused(bisect("main", "main"), "is no ancestor of");
        refused(bisect("main", first), "is no ancestor of");
        refused(bisect("main~3", "main"), "the suite bench/suite.yaml is not there at");
        refused(bisect(first, "main", "--case", "other"), "has no case other");
        refused(bisect(first, "main", "--rounds", "0"), "--rounds");
        refused(
                Invocation.of(
                        "bench",
                        "bisect",
                        "a",
                        "b",
                        folder.resolve("suite.yaml").toString()),
                "is not in the working tree of a git repository");
        refused(Invocation.of("bench", "bisect", "a"), "BAD");
        assertThat(git.git("worktree", "list").lines()).hasSize(1);
    }

    @Test
    void aBadCommitWithTheSameKernelsIsNotSlower() {
        git.commit("bench/K.java", "// a comment\n" + FAST, "only a comment");

        refused(bisect(first, "main"), "main is not slower than " + first, "its kernels are the good commit's");
    }

    @Test
    void aFileOutsideOfTheCommitDoesNotCount() throws IOException {
        Files.writeString(folder.resolve("K.java"), FAST);
        String outside = git.commit(
                "bench/suite.yaml",
                "device: jvm:0\ncases:\n  add: {task: add.yaml, kernel: %s}\n".formatted(folder.resolve("K.java")),
                "a kernel that is no part of it");
        git.commit("notes", "1", "nothing of the kernel");

        refused(bisect(outside, "main"), "a file outside of the commit does not count");
    }

    private static void refused(Invocation invocation, String... words) {
        assertThat(invocation.exitCode()).as(invocation.err()).isEqualTo(ExitCode.USAGE);
        assertThat(invocation.err()).contains(words);
        assertThat(invocation.out()).isEmpty();
    }
}
