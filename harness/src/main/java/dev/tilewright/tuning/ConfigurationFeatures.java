package dev.tilewright.tuning;

import dev.tilewright.space.Configuration;
import java.util.SortedMap;
import java.util.TreeMap;

/** Features of configurations, as controllers see them. */
public final class ConfigurationFeatures {

    private ConfigurationFeatures() {}

    /** Returns numbers as logarithms to base 2, and 1 for a word that was chosen. */
    public static SortedMap<String, Double> of(Configuration configuration) {
        SortedMap<String, Double> features = new TreeMap<>();
        configuration.values().forEach((name, value) -> {
            try {
                double number = Double.parseDouble(value);
                features.put(name, number > 0 ? Math.log(number) / Math.log(2) : number);
            } catch (NumberFormatException word) {
                features.put(name + " " + value, 1.0);
            }
        });
        return features;
    }
}
