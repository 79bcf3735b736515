package dev.tilewright.bench.repository;

import dev.tilewright.bench.repository.GitCommand.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A git repository of the user's. Its working tree, index, branches and stash are never touched: commits are looked at in trees of their
 * own, and git's own bisection state is not used.
 *
 * @param root the top of its working tree
 */
public record Repository(Path root) {

    private static final String HASH = "[0-9a-f]{40,64}";

    /**
     * Finds the repository that a file is in.
     *
     * @param file a file or folder; it need not be there, only a folder above it
     * @throws RepositoryException if it is in none, or git is not installed
     */
    public static Repository of(Path file) {
        Path folder = file.toAbsolutePath().normalize();
        while (!Files.isDirectory(folder)) {
            Path parent = folder.getParent();
            if (parent == null) {
                throw new RepositoryException("%s is in no folder".formatted(file));
            }
            folder = parent;
        }
        Answer top = new GitCommand(folder).run("rev-parse", "--show-toplevel");
        if (!top.ok() || top.out().isBlank()) {
            throw new RepositoryException("%s is not in the working tree of a git repository (%s); name one that is"
                    .formatted(folder, top.complaint()));
        }
        return new Repository(real(Path.of(top.out().strip())));
    }

    /** Returns the commit that the repository of a file is at; empty where it is in none, or there is no git. */
    public static Optional<String> commitAt(Path file) {
        try {
            Answer head = new GitCommand(of(file).root).run("rev-parse", "--verify", "--quiet", "HEAD");
            return head.ok() && head.out().strip().matches(HASH)
                    ? Optional.of(head.out().strip())
                    : Optional.empty();
        } catch (RepositoryException none) {
            return Optional.empty();
        }
    }

    /**
     * Finds a commit.
     *
     * @param revision a hash, a branch, a tag, or what else git takes
     * @throws RepositoryException if there is none
     */
    public Commit commit(String revision) {
        Answer found = git("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}");
        String hash = found.out().strip();
        if (!found.ok() || !hash.matches(HASH)) {
            throw new RepositoryException(
                    "%s has no commit '%s'; name a commit, a branch or a tag".formatted(root, revision));
        }
        String[] told = git("show", "-s", "--format=%cI%n%s", "--no-show-signature", hash)
                .out()
                .split("\n", 2);
        return new Commit(hash, told[0].strip(), told.length > 1 ? told[1].strip() : "");
    }

    /** Tells whether {@code descendant} has {@code ancestor} among its ancestors. */
    public boolean isAncestor(Commit ancestor, Commit descendant) {
        return git("merge-base", "--is-ancestor", ancestor.hash(), descendant.hash())
                .ok();
    }

    /**
     * Returns the commits that may have been the first bad one: the ancestors of {@code bad}, itself included, without those of any good
     * one. Those that halve the rest best come first.
     */
    public List<String> suspects(Commit bad, Collection<Commit> good) {
        List<String> arguments = new ArrayList<>(List.of("rev-list", "--bisect-all", bad.hash()));
        good.forEach(commit -> arguments.add("^" + commit.hash()));
        Answer listed = git(arguments.toArray(String[]::new));
        if (!listed.ok()) {
            throw new RepositoryException(
                    "the commits up to %s cannot be listed in %s: %s".formatted(bad, root, listed.complaint()));
        }
        return listed.out()
                .lines()
                .map(line -> line.split(" ", 2)[0])
                .filter(hash -> hash.matches(HASH))
                .toList();
    }

    /**
     * Checks a commit out into a folder that is not there yet.
     *
     * @throws RepositoryException if it cannot be
     */
    public Checkout checkout(Commit commit, Path folder) {
        Answer added = git("worktree", "add", "--detach", "--force", folder.toString(), commit.hash());
        if (!added.ok()) {
            throw new RepositoryException(
                    "%s cannot be checked out into %s: %s".formatted(commit, folder, added.complaint()));
        }
        return new Checkout(this, commit, folder);
    }

    /** Returns where a file of the working tree is, from the root. */
    public Path within(Path file) {
        Path absolute = real(file.toAbsolutePath().normalize());
        if (!absolute.startsWith(root)) {
            throw new RepositoryException("%s is not in the repository %s".formatted(file, root));
        }
        return root.relativize(absolute);
    }

    Answer git(String... arguments) {
        return new GitCommand(root).run(arguments);
    }

    /** Follows links as far as there is something; git names the folder that they lead to. */
    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException missing) {
            Path parent = path.getParent();
            return parent == null ? path : real(parent).resolve(path.getFileName());
        }
    }
}
