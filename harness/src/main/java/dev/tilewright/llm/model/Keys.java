package dev.tilewright.llm.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The keys of a run's models, read from the environment and held in memory only. Whatever comes back from a server goes through
 * {@link #removeFrom}, because some repeat the key that they were given.
 */
public final class Keys {

    private static final String REMOVED = "[key removed]";

    private final Map<String, String> byModel;

    private Keys(Map<String, String> byModel) {
        this.byModel = byModel;
    }

    /**
     * Reads the keys of models.
     *
     * @param environment the variables of this process
     * @throws ModelsException if a variable that a model names is not set
     */
    public static Keys read(List<ModelSpec> specs, Map<String, String> environment) {
        Map<String, String> keys = new TreeMap<>();
        List<String> missing = new ArrayList<>();
        for (ModelSpec spec : specs) {
            spec.keyEnv().ifPresent(variable -> {
                String key = environment.getOrDefault(variable, "").strip();
                if (key.isEmpty()) {
                    missing.add("%s, for the model %s".formatted(variable, spec.name()));
                } else {
                    keys.put(spec.name(), key);
                }
            });
        }
        if (!missing.isEmpty()) {
            throw new ModelsException(
                    "no key is set: expected the environment variable %s".formatted(String.join("; ", missing)));
        }
        return new Keys(keys);
    }

    Optional<String> of(ModelSpec spec) {
        return Optional.ofNullable(byModel.get(spec.name()));
    }

    /** Returns a text with every key in it replaced. */
    public String removeFrom(String text) {
        String clean = text;
        for (String key : byModel.values()) {
            clean = clean.replace(key, REMOVED);
        }
        return clean;
    }
}
