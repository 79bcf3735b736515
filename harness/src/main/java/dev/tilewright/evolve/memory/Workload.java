package dev.tilewright.evolve.memory;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;

/**
 * What is evaluated on: a task with one of its problems.
 *
 * @param task the task's name
 * @param problem the problem as people write it, {@code M=1024,N=1024}; the order of its parts does not count
 * @param content a digest of what the task computes, so that nothing is recalled of another task that had its name; empty where a task
 *     is what it is called
 */
public record Workload(String task, String problem, String content) {

    /** The content of what memory has from versions that did not keep it: it is that of no task. */
    public static final String UNKNOWN = "unknown";

    /** Makes a workload of a task that is what it is called. */
    public Workload(String task, String problem) {
        this(task, problem, "");
    }

    /** Returns the problem with its parts sorted by name, by which memory finds it. */
    String key() {
        return Arrays.stream(problem.split(","))
                .sorted(Comparator.comparing(part -> part.replaceFirst("=.*", "")))
                .collect(Collectors.joining(","));
    }

    @Override
    public String toString() {
        return problem.isEmpty() ? task : task + " " + problem;
    }
}
