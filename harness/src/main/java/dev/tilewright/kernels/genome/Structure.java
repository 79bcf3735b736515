package dev.tilewright.kernels.genome;

import dev.tilewright.cost.CostDescription;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.loops.nest.LoopNests;

/**
 * What a schedule leads to.
 *
 * @param nests the transformed nests
 * @param cost what they cost by the static model, derived when it is first asked for
 */
record Structure(LoopNests nests, Lazy<CostDescription> cost) {

    static Structure of(LoopNests nests, DeviceFacts facts) {
        return new Structure(nests, new Lazy<>(() -> CostDescription.of(nests, facts)));
    }
}
