package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.device.LaunchException;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.task.Problem;

/**
 * Runs of a program on inputs of adverse shapes. Of a small problem the whole result is held against a reference, of a larger one single
 * elements: the shapes count there as well, since a kernel may do something else from some size on.
 */
final class AdverseRuns {

    /** So many elements of all arguments together are few. */
    private static final long SMALL = 1L << 19;

    /** So many elements are drawn for a larger problem, in all shapes together, unless it has more in {@link #LEAST} shapes. */
    private static final long MOST_DRAWN = 1L << 27;

    private static final int LEAST = 3;

    private final Workbench bench;
    private final Rig rig;
    private final Trial trial;
    private final Problem problem;

    AdverseRuns(Workbench bench, Rig rig, Trial trial, Problem problem) {
        this.bench = bench;
        this.rig = rig;
        this.trial = trial;
        this.problem = problem;
    }

    /** Tells whether all arguments together have few elements, so that references for many inputs are soon computed. */
    static boolean isSmall(TaskDefinition task, Problem problem) {
        return elements(task, problem) <= SMALL;
    }

    private static long elements(TaskDefinition task, Problem problem) {
        return task.buffers(problem).stream().mapToLong(Buffer::elements).sum();
    }

    /**
     * Runs the program in as many shapes as are soon drawn: in all, if the problem is small.
     *
     * @param most how many at the most
     * @throws LaunchException if a run fails
     * @throws WrongResultException if a result is wrong
     */
    void verify(int most) throws LaunchException, WrongResultException {
        if (isSmall(bench.task(), problem)) {
            for (InputSet inputs : bench.drawAdverse(problem, most)) {
                run(inputs.contents(rig));
                trial.verifyResults(trial.place(0), inputs);
            }
        } else if (bench.ruler().spots()) {
            long wanted = MOST_DRAWN / elements(bench.task(), problem);
            for (InputShape shape : bench.shapes(problem, Math.clamp(wanted, Math.min(LEAST, most), most))) {
                spot(shape);
            }
        }
    }

    /** Runs the program in one shape, and looks at single elements. */
    void spot(InputShape shape) throws LaunchException, WrongResultException {
        run(Contents.copied(bench.drawUnjudged(problem, shape), shape));
        trial.verifySome(trial.take(trial.place(0), 0));
    }

    private void run(Contents contents) throws LaunchException {
        Place place = trial.place(0);
        place.prepare(contents, Poison.any(bench.secret()));
        trial.settle();
        trial.run(place);
    }
}
