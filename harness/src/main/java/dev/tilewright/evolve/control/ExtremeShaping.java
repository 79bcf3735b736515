package dev.tilewright.evolve.control;

import dev.tilewright.evolve.candidate.Arm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;

/**
 * Pays the most that an arm earned in its last few decisions, this one included: rare large gains are what a search lives on, and a mean
 * hides them (Fialho, Da Costa, Schoenauer and Sebag, "Extreme Value Based Adaptive Operator Selection", PPSN 2008; "Analyzing
 * Bandit-based Adaptive Operator Selection Mechanisms", Annals of Mathematics and Artificial Intelligence 60, 2010).
 */
final class ExtremeShaping implements Shaping {

    /** So many decisions of an arm count. */
    static final int WINDOW = 10;

    @Override
    public String name() {
        return "extreme";
    }

    @Override
    public SequencedMap<Arm, Double> shape(List<SequencedMap<Arm, Double>> earlier, SequencedMap<Arm, Double> earned) {
        SequencedMap<Arm, Double> paid = new LinkedHashMap<>();
        earned.forEach((arm, reward) -> paid.put(
                arm,
                earlier.reversed().stream()
                        .map(each -> each.get(arm))
                        .filter(Objects::nonNull)
                        .limit(WINDOW - 1)
                        .reduce(reward, Math::max)));
        return paid;
    }
}
