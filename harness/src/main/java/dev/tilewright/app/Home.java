package dev.tilewright.app;

import dev.tilewright.task.TaskCatalogue;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where Tilewright's own files are: the launcher names the folder in the system property {@code tilewright.home}; without it the
 * nearest folder upwards that has a {@code tasks} folder is taken.
 *
 * @param folder the root of the repository
 */
public record Home(Path folder) {

    public static Home find() {
        String named = System.getProperty("tilewright.home");
        if (named != null) {
            return new Home(Path.of(named));
        }
        Path here = Path.of("").toAbsolutePath();
        for (Path folder = here; folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("tasks"))) {
                return new Home(folder);
            }
        }
        return new Home(here);
    }

    /** Returns what starts Tilewright from where the user is, as the launcher was called. */
    static String command() {
        return System.getProperty("tilewright.command", "scripts/tilewright");
    }

    public TaskCatalogue tasks() {
        return new TaskCatalogue(folder.resolve("tasks"));
    }

    public Path suites() {
        return folder.resolve("tasks").resolve("suites");
    }

    public Path runs() {
        return folder.resolve("results").resolve("runs");
    }

    public String memory() {
        return folder.resolve("results").resolve("memory.db").toString();
    }

    /** Returns where runs of bench are kept, unless another place is named. */
    public Path benchHistory() {
        return folder.resolve("results").resolve("bench-history.jsonl");
    }

    /** Returns the version of this program, {@code development} where it runs from class files. */
    public static String version() {
        String version = Home.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
