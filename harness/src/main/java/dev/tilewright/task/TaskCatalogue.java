package dev.tilewright.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The task files of a folder, each found by its task's name. */
public final class TaskCatalogue {

    private static final String EXTENSION = ".yaml";

    private final Path folder;

    /**
     * @param folder where the task files are, {@code NAME.yaml} each
     */
    public TaskCatalogue(Path folder) {
        this.folder = folder;
    }

    /**
     * Returns the names of the tasks, in alphabetical order.
     *
     * @throws TaskException if the folder cannot be read
     */
    public List<String> names() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(EXTENSION))
                    .map(name -> name.substring(0, name.length() - EXTENSION.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new TaskException("the folder of tasks %s cannot be read: %s".formatted(folder, e.getMessage()), e);
        }
    }

    /**
     * Reads every task of the folder, in alphabetical order.
     *
     * @throws TaskException if a file has a mistake
     */
    public List<Task> all() {
        return names().stream().map(this::find).toList();
    }

    /**
     * Finds a task by its name, or by the path of its file.
     *
     * @throws TaskException if there is no such task, with the one that may have been meant, or if its file has a mistake
     */
    public Task find(String nameOrPath) {
        if (nameOrPath.endsWith(EXTENSION) || nameOrPath.endsWith(".yml") || nameOrPath.contains("/")) {
            return TaskReader.read(Path.of(nameOrPath));
        }
        List<String> names = names();
        if (!names.contains(nameOrPath)) {
            throw new TaskException("no task is called %s%s; there are %s, or give the path of a task file"
                    .formatted(nameOrPath, Suggestion.forName(nameOrPath, names), String.join(", ", names)));
        }
        Path file = folder.resolve(nameOrPath + EXTENSION);
        Task task = TaskReader.read(file);
        if (!task.name().equals(nameOrPath)) {
            throw new TaskException(
                    "%s: the task is called %s; expected %s, as its file is".formatted(file, task.name(), nameOrPath));
        }
        return task;
    }
}
