package dev.tilewright.kernels.sketch;

import dev.tilewright.loops.nest.Nest;

/** A way to schedule a nest that suits some nests: the structure is the rule's, the numbers are drawn at random. */
interface SketchRule {

    /** Returns how much this rule is to be preferred for a nest on a device, relative to others; 0 if it does not apply. */
    double weight(Nest nest, Draft draft);

    /** Takes the steps of this rule, leaving out those that are not legal. */
    void schedule(String nest, Draft draft);
}
