package dev.tilewright.bench.repository;

import java.nio.file.Path;

/**
 * A commit's files, in a folder of their own.
 *
 * @param repository whose commit it is
 * @param commit what is checked out
 * @param folder where
 */
public record Checkout(Repository repository, Commit commit, Path folder) implements AutoCloseable {

    /** Removes the folder, and what git remembers of it. What git remembers of others is left alone. */
    @Override
    public void close() {
        repository.git("worktree", "remove", "--force", "--force", folder.toString());
    }
}
