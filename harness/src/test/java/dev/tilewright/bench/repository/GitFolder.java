package dev.tilewright.bench.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.bench.repository.GitCommand.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A repository to try things on.
 *
 * @param path its top
 */
public record GitFolder(Path path) {

    /** Makes an empty one. */
    public static GitFolder init(Path path) {
        GitFolder folder = new GitFolder(path);
        folder.git("init", "-q", "-b", "main");
        return folder;
    }

    /** Runs git, which must succeed. */
    public String git(String... arguments) {
        String[] all = new String[arguments.length + 4];
        all[0] = "-c";
        all[1] = "user.name=Somebody";
        all[2] = "-c";
        all[3] = "user.email=somebody@example.org";
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        Answer answer = new GitCommand(path).run(all);
        assertThat(answer.exitCode()).as(answer.err()).isZero();
        return answer.out().strip();
    }

    /** Commits a file with some content, and returns the commit's hash. */
    public String commit(String file, String content, String message) {
        try {
            Path target = path.resolve(file);
            Files.createDirectories(target.getParent());
            Files.writeString(target, content);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        git("add", "-A");
        git("commit", "-q", "--allow-empty", "-m", message);
        return git("rev-parse", "HEAD");
    }
}
