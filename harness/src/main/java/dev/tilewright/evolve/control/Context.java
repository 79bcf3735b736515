package dev.tilewright.evolve.control;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a decision is taken in: known before anything but the parent is chosen.
 *
 * @param workload features of the task, the problem and the device, the same for a whole run, as the domain gives them
 * @param parent features of the parent, as the domain gives them; empty where there is no parent
 * @param stagnation how many steps ago the best was found
 * @param budgetLeft the share of the run's evaluations that is left, from 0 to 1
 */
public record Context(
        SortedMap<String, Double> workload, SortedMap<String, Double> parent, int stagnation, double budgetLeft) {

    /** Nothing is known. */
    public static final Context NONE = new Context(new TreeMap<>(), new TreeMap<>(), 0, 1);

    public Context {
        workload = Collections.unmodifiableSortedMap(new TreeMap<>(workload));
        parent = Collections.unmodifiableSortedMap(new TreeMap<>(parent));
    }
}
