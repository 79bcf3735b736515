package dev.tilewright.evolve.control;

import dev.tilewright.evolve.candidate.Arm;
import java.util.List;
import java.util.SequencedMap;

/** Pays what was earned: for kernels, the natural logarithm of the speed-up over the parent. */
final class LogSpeedUp implements Shaping {

    @Override
    public String name() {
        return "log-speed-up";
    }

    @Override
    public SequencedMap<Arm, Double> shape(List<SequencedMap<Arm, Double>> earlier, SequencedMap<Arm, Double> earned) {
        return earned;
    }
}
