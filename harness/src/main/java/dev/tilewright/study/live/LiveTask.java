package dev.tilewright.study.live;

/**
 * What is searched for: a task with one of its problems.
 *
 * @param task the name of the task
 * @param problem the problem, {@code M=64,N=64,K=64}
 * @param content a digest of what the task computes
 */
public record LiveTask(String task, String problem, String content) {

    /** Returns the name by which people know it. */
    public String name() {
        return task + " " + problem;
    }
}
