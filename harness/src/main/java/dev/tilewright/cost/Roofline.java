package dev.tilewright.cost;

import dev.tilewright.device.DeviceFacts;

/**
 * Says what the time of a candidate is made of, from its cost and from what kind of device it runs on (Williams et al., CACM 2009; Ilic et al., 2014).
 * The ceilings are typical ones, so that the result ranks candidates for one task before anything was measured; once something was, a
 * weight for each part can be fitted to it.
 */
public interface Roofline {

    /** The share of what is not the slowest that is not hidden behind it. */
    double NOT_HIDDEN = 0.1;

    /** Returns the cycles of what happens at the same time. */
    static double together(double slowest, double all) {
        return slowest + NOT_HIDDEN * (all - slowest);
    }

    /** Returns the roofline of a device. */
    static Roofline of(DeviceFacts facts) {
        return facts.cpu()
                ? new CoreRoofline(Math.max(1, facts.vectorWidth()))
                : new MultiprocessorRoofline(facts, facts.gpu().orElseGet(() -> MultiprocessorRoofline.typical(facts)));
    }

    /**
     * Returns what the time is made of: first what the roofline makes of it, then each ceiling alone, as if nothing overlapped, each in cycles of a compute
     * unit. It has as many parts for each candidate.
     */
    double[] parts(CostDescription cost);

    /** Returns the cycles of a compute unit, if all did equally much. */
    default double cycles(CostDescription cost) {
        return parts(cost)[0];
    }
}
