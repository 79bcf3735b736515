package dev.tilewright.space;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One value for each tunable of a kernel.
 *
 * @param values the value of each tunable, by its name
 */
public record Configuration(SortedMap<String, String> values) {

    public Configuration {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** Returns the configuration of a kernel that has no tunables. */
    public static Configuration none() {
        return new Configuration(new TreeMap<>());
    }

    /** Returns this configuration with {@code tunable} set to {@code value}. */
    public Configuration with(String tunable, String value) {
        TreeMap<String, String> changed = new TreeMap<>(values);
        changed.put(tunable, value);
        return new Configuration(changed);
    }

    @Override
    public String toString() {
        return values.entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(","));
    }
}
