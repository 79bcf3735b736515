package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.device.DeviceException;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.device.runner.RemoteSession;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.task.Problem;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A task's arguments for one problem on a device, several times, at as many addresses. */
final class ProblemMemory implements AutoCloseable {

    private static final int MOST_SETS = 64;

    /** All sets together take at most this part of a device's memory, unless there is but one. */
    private static final int SHARE = 8;

    /** More sets than few are for programs that are soon done, which cannot go through much memory. */
    private static final int FEW = 3;

    private static final long MOST_BYTES = 256L << 20;

    private final RemoteSession session;
    private final TaskDefinition task;
    private final Problem problem;
    private final List<ArgumentSet> sets = new ArrayList<>();
    private final Map<Copy, MemorySegment> copies = new HashMap<>();
    private int most;

    /** @throws DeviceException if there is no room for one set */
    ProblemMemory(RemoteSession session, DeviceFacts facts, TaskDefinition task, Problem problem) {
        this.session = session;
        this.task = task;
        this.problem = problem;
        long bytes = task.buffers(problem).stream().mapToLong(Buffer::bytes).sum();
        long room = facts.globalMemoryBytes() / SHARE / Math.max(1, bytes);
        most = Math.clamp(Math.min(room, Math.max(FEW, MOST_BYTES / Math.max(1, bytes))), 1, MOST_SETS);
        sets.add(new ArgumentSet(session, task, problem));
    }

    TaskDefinition task() {
        return task;
    }

    Problem problem() {
        return problem;
    }

    /** Makes sure that there are {@code wanted} sets, or as many as there is room for, and returns how many there are. */
    int provide(int wanted) {
        while (sets.size() < Math.min(wanted, most)) {
            try {
                sets.add(new ArgumentSet(session, task, problem));
            } catch (DeviceException full) {
                most = sets.size();
            }
        }
        return Math.min(wanted, sets.size());
    }

    /** Returns one of the sets that {@link #provide} has made. */
    ArgumentSet set(int index) {
        return sets.get(index);
    }

    /**
     * Returns memory of the referee's own for a copy of a buffer, the same each time: fresh memory costs more than the copy.
     *
     * @param which which of several copies
     */
    MemorySegment roomForCopy(Buffer buffer, int which) {
        return copies.computeIfAbsent(
                new Copy(buffer.name(), which), copy -> Arena.ofAuto().allocate(buffer.bytes(), 64));
    }

    private record Copy(String name, int which) {}

    /** Makes every set be loaded afresh. */
    void forget() {
        sets.forEach(ArgumentSet::forget);
    }

    @Override
    public void close() {
        sets.forEach(ArgumentSet::close);
    }
}
