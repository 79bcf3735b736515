package dev.tilewright.check;

import java.time.Duration;
import java.util.List;

/**
 * How much a check does.
 *
 * @param total how long all of it may take
 * @param contract how long a backend's contract may take
 * @param schedules how many random schedules are drawn
 * @param kernels how long their kernels and the naive ones may take
 * @param peaks how long measuring the peaks may take
 * @param product the matrix product
 * @param productPeers how long comparing it may take
 * @param others the other tasks; those with sizes of the same names have the same sizes, as compare-peers takes them
 * @param peers how long comparing them may take
 * @param rounds how many rounds each comparison has
 * @param peersMayBeAbsent whether a comparison counts in which our kernels are all that there is
 */
record Scale(
        Duration total,
        Duration contract,
        int schedules,
        Duration kernels,
        Duration peaks,
        Tuned product,
        Duration productPeers,
        List<Tuned> others,
        Duration peers,
        int rounds,
        boolean peersMayBeAbsent) {

    /**
     * A task that is tuned.
     *
     * @param task its name
     * @param problem its sizes
     * @param budget the options of {@code tune} that end the search
     * @param limit how long the command may take: the search, and before it the reference in double precision, and after it the last
     *     confirmation
     */
    record Tuned(String task, String problem, List<String> budget, Duration limit) {}

    /** Returns what a GPU gets: sizes that are worth its while, in eight minutes. */
    static Scale full() {
        return new Scale(
                Duration.ofMinutes(8),
                Duration.ofSeconds(60),
                100,
                Duration.ofSeconds(60),
                Duration.ofSeconds(20),
                searched("matmul", "M=4096,N=4096,K=4096", 90, 40),
                Duration.ofSeconds(75),
                List.of(
                        searched("softmax", "M=4096,N=4096", 20, 20),
                        searched("layer-norm", "M=4096,N=4096", 20, 20),
                        searched("transpose", "M=4096,N=4096", 20, 20),
                        searched("sum", "N=16777216", 20, 20),
                        searched("conv2d", "B=4,C=64,F=64,H=56,W=56", 20, 20)),
                Duration.ofSeconds(80),
                2,
                false);
    }

    /** Returns the same parts at sizes that take any device a moment, to see that they work; fewer tasks do for that. */
    static Scale rehearsal() {
        return new Scale(
                Duration.ofMinutes(3),
                Duration.ofSeconds(90),
                6,
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                tried("matmul", "M=64,N=64,K=64"),
                Duration.ofSeconds(60),
                List.of(tried("softmax", "M=64,N=128"), tried("conv2d", "B=1,C=8,F=8,H=16,W=16")),
                Duration.ofSeconds(60),
                1,
                true);
    }

    private static Tuned searched(String task, String problem, long seconds, long around) {
        return new Tuned(
                task,
                problem,
                List.of("--time", seconds + "s", "--evaluations", "100000"),
                Duration.ofSeconds(seconds + around));
    }

    private static Tuned tried(String task, String problem) {
        return new Tuned(task, problem, List.of("--evaluations", "1"), Duration.ofSeconds(40));
    }
}
