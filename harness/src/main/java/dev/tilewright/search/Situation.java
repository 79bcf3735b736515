package dev.tilewright.search;

import dev.tilewright.control.Controller;
import dev.tilewright.memory.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Where a search stands, for whoever decides with it.
 *
 * @param turn how many decisions were taken, this one included
 * @param archive the population
 * @param steps all steps, in order
 * @param byHash the first step of each candidate
 * @param best the best so far
 * @param controller what chooses
 * @param random where all randomness comes from
 */
record Situation(
        int turn,
        Archive archive,
        List<Step> steps,
        Map<String, Step> byHash,
        Optional<Step> best,
        Controller controller,
        UniformRandomProvider random) {}
