package dev.tilewright.bench.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tilewright.bench.repository.Bisection.Found;
import dev.tilewright.bench.repository.Trial.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On real repositories, with trials that read the commit's file in place of measuring. */
class BisectionTest {

    @TempDir
    Path folder;

    private GitFolder git;
    private Repository repository;
    private final List<Commit> tried = new ArrayList<>();

    @BeforeEach
    void init() throws IOException {
        git = GitFolder.init(Files.createDirectory(folder.resolve("repository")));
        git.commit("f", "good 0", "first");
        repository = Repository.of(git.path());
    }

    private Found search(String good, String bad) {
        return new Bisection(repository, this::trial, new Silent())
                .between(repository.commit(good), repository.commit(bad), "as told")
                .orElseThrow();
    }

    private Trial trial(Commit commit) {
        tried.add(commit);
        String content = git.git("show", commit.hash() + ":f");
        Verdict verdict =
                content.startsWith("good") ? Verdict.GOOD : content.startsWith("bad") ? Verdict.BAD : Verdict.UNKNOWN;
        return new Trial(verdict, content);
    }

    /** Is told, and tells nobody. */
    private static final class Silent implements Bisection.Listener {
        @Override
        public void onCommit(Commit commit, int left) {}

        @Override
        public void onTrial(Commit commit, Trial trial) {}
    }

    @Test
    void theFirstBadOfManyCommitsIsFoundInAFewTrials() {
        String good = git.git("rev-parse", "HEAD");
        String first = "";
        for (int i = 1; i <= 20; i++) {
            String hash = git.commit("f", (i < 14 ? "good " : "bad ") + i, "commit " + i);
            first = i == 14 ? hash : first;
        }

        Found found = search(good, "main");

        assertThat(found.certain()).isTrue();
        assertThat(found.first().hash()).isEqualTo(first);
        assertThat(found.first().subject()).isEqualTo("commit 14");
        assertThat(found.told()).isEqualTo("bad 14");
        assertThat(found.tried()).isLessThanOrEqualTo(5);
    }

    @Test
    void aCommitThatMayBeTheOnlyOneBetweenIsBadItself() {
        String good = git.git("rev-parse", "HEAD");
        String bad = git.commit("f", "bad", "second");

        Found found = search(good, bad);

        assertThat(found.first().hash()).isEqualTo(bad);
        assertThat(found.told()).isEqualTo("as told");
        assertThat(tried).isEmpty();
    }

    @Test
    void commitsThatTellNothingArePassedOverAndNamedIfTheyMayBeTheFirst() {
        String good = git.git("rev-parse", "HEAD");
        git.commit("f", "good 1", "1");
        String noise = git.commit("f", "noise 2", "2");
        String bad = git.commit("f", "bad 3", "3");
        git.commit("f", "bad 4", "4");

        Found found = search(good, "main");

        assertThat(found.certain()).isFalse();
        assertThat(found.suspects()).extracting(Commit::hash).containsExactlyInAnyOrder(noise, bad);
    }

    @Test
    void theCommitOfASideBranchIsFoundThroughTheMerge() {
        String good = git.git("rev-parse", "HEAD");
        git.commit("other", "1", "on main");
        git.git("checkout", "-q", "-b", "side", good);
        git.commit("side", "1", "on the side");
        String slow = git.commit("f", "bad", "slow, on the side");
        git.commit("side", "2", "more on the side");
        git.git("checkout", "-q", "main");
        git.commit("other", "2", "more on main");
        git.git("merge", "-q", "--no-ff", "-m", "merge", "side");
        git.commit("other", "3", "after the merge");

        assertThat(search(good, "main").first().hash()).isEqualTo(slow);
    }

    @Test
    void aSearchThatIsStoppedFindsNothing() {
        String good = git.git("rev-parse", "HEAD");
        for (int i = 1; i <= 6; i++) {
            git.commit("f", "bad " + i, "commit " + i);
        }
        List<Bisection> searches = new ArrayList<>();
        Function<Commit, Trial> stopping = commit -> {
            searches.getFirst().stop();
            return trial(commit);
        };
        searches.add(new Bisection(repository, stopping, new Silent()));

        Optional<Found> found =
                searches.getFirst().between(repository.commit(good), repository.commit("main"), "as told");

        assertThat(found).isEmpty();
        assertThat(tried).hasSize(1);
    }

    @Test
    void aCheckoutLeavesTheWorkingTreeAsItIsAndNothingBehind() throws IOException {
        String first = git.git("rev-parse", "HEAD");
        git.commit("f", "second", "second");
        Files.writeString(git.path().resolve("f"), "edited, not committed");
        Files.writeString(git.path().resolve("new"), "not tracked");
        Files.createDirectories(git.path().resolve(".git/hooks"));
        Path hook = Files.writeString(
                git.path().resolve(".git/hooks/post-checkout"),
                "#!/bin/sh\ntouch '%s'\n".formatted(folder.resolve("ran")));
        assertThat(hook.toFile().setExecutable(true)).isTrue();
        String status = git.git("status", "--porcelain", "--branch");

        Path tree = folder.resolve("tree");
        try (Checkout checkout = repository.checkout(repository.commit(first), tree)) {
            assertThat(checkout.folder().resolve("f")).hasContent("good 0");
        }

        assertThat(tree).doesNotExist();
        assertThat(git.git("worktree", "list").lines()).hasSize(1);
        assertThat(git.git("status", "--porcelain", "--branch")).isEqualTo(status);
        assertThat(git.path().resolve("f")).hasContent("edited, not committed");
        assertThat(folder.resolve("ran")).as("a hook").doesNotExist();
    }

    @Test
    void whatIsNoCommitOrNoRepositoryIsRefusedInALine() throws IOException {
        for (String wrong : List.of("none", "", "--help", "-n", "main:f", "HEAD^{tree}", "a b")) {
            assertThatThrownBy(() -> repository.commit(wrong))
                    .as(wrong)
                    .isInstanceOf(RepositoryException.class)
                    .hasMessageContaining("has no commit");
        }
        Path outside = Files.createDirectory(folder.resolve("outside"));
        assertThatThrownBy(() -> Repository.of(outside))
                .isInstanceOf(RepositoryException.class)
                .hasMessageContaining("is not in the working tree of a git repository");
        assertThat(Repository.commitAt(outside)).isEmpty();
        assertThat(Repository.commitAt(git.path().resolve("f"))).contains(git.git("rev-parse", "HEAD"));
        assertThatThrownBy(() -> repository.within(outside)).hasMessageContaining("is not in the repository");
        assertThat(repository.within(git.path().resolve("not/there.yaml"))).isEqualTo(Path.of("not/there.yaml"));
    }
}
