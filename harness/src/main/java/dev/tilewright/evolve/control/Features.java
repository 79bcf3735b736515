package dev.tilewright.evolve.control;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns contexts into vectors: the constant 1, then features by how many standard deviations they are from their mean, both of which
 * are learned. A feature has a place from the time it is first seen to vary, and keeps it. One that a context lacks is 0.
 */
final class Features {

    /** So many features have a place, at most: those that varied first, in the order of their names. */
    static final int MOST = 23;

    /** So many features are looked at, at most. */
    private static final int MOST_SEEN = 96;

    /** Further from its mean than this a feature says no more. */
    private static final double FURTHEST = 2.5;

    /** Features vary whose deviation is more than this part of their size. */
    private static final double LEAST_DEVIATION = 1e-3;

    private final SortedMap<String, Evidence> seen = new TreeMap<>();
    private final List<String> places = new ArrayList<>();
    private double weight;

    /** Returns how many numbers a vector has by now. */
    int size() {
        return 1 + places.size();
    }

    /** Returns the vector of a context of which nothing is known, which is that of an average one. */
    double[] average() {
        double[] vector = new double[size()];
        vector[0] = 1;
        return vector;
    }

    /** Returns the vector of a context. */
    double[] of(Context context) {
        double[] vector = average();
        if (!context.equals(Context.NONE)) {
            SortedMap<String, Double> values = values(context);
            for (int i = 0; i < places.size(); i++) {
                vector[i + 1] = normalised(places.get(i), values);
            }
        }
        return vector;
    }

    private double normalised(String name, SortedMap<String, Double> values) {
        Evidence evidence = seen.getOrDefault(name, Evidence.NONE);
        double deviation = Math.max(deviation(evidence), LEAST_DEVIATION);
        double distance = values.getOrDefault(name, 0.0) - evidence.sum() / evidence.weight();
        return Math.clamp(distance / deviation, -FURTHEST, FURTHEST);
    }

    private static double deviation(Evidence evidence) {
        double mean = evidence.sum() / evidence.weight();
        return Math.sqrt(Math.max(0, evidence.squares() / evidence.weight() - mean * mean));
    }

    /** Takes note of a context. */
    void learn(Context context) {
        if (context.equals(Context.NONE)) {
            return;
        }
        SortedMap<String, Double> values = values(context);
        for (String name : values.keySet()) {
            if (seen.size() < MOST_SEEN) {
                seen.putIfAbsent(name, new Evidence(weight, 0, 0));
            }
        }
        weight = weight * Experience.RETENTION + 1;
        seen.replaceAll((name, evidence) ->
                evidence.scaled(Experience.RETENTION).plus(Evidence.of(values.getOrDefault(name, 0.0))));
        seen.forEach((name, evidence) -> {
            double size = Math.max(1, Math.abs(evidence.sum() / evidence.weight()));
            if (places.size() < MOST && !places.contains(name) && deviation(evidence) > LEAST_DEVIATION * size) {
                places.add(name);
            }
        });
    }

    private static SortedMap<String, Double> values(Context context) {
        SortedMap<String, Double> values = new TreeMap<>();
        context.workload().forEach((name, value) -> values.put("workload " + name, value));
        context.parent().forEach((name, value) -> values.put("parent " + name, value));
        values.put("stagnation", Math.log1p(context.stagnation()));
        values.put("budget left", context.budgetLeft());
        values.values().removeIf(value -> !Double.isFinite(value));
        return values;
    }

    void write(ObjectNode node) {
        node.put("weight", weight);
        ArrayNode names = node.putArray("places");
        places.forEach(names::add);
        ObjectNode all = node.putObject("seen");
        seen.forEach((name, evidence) -> evidence.write(all.putObject(name)));
    }

    /** Takes in what {@link #write} wrote. Returns itself. */
    Features read(JsonNode node) {
        weight = node.required("weight").doubleValue();
        node.required("places").values().forEach(name -> places.add(name.asString()));
        node.required("seen").properties().forEach(each -> seen.put(each.getKey(), Evidence.read(each.getValue())));
        return this;
    }
}
