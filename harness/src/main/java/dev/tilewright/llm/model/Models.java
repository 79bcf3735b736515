package dev.tilewright.llm.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The language models of a run, and what it may spend on them.
 *
 * @param specs the models, at least one, each with a name of its own
 * @param allowance what a run may spend
 * @param parallel how many requests may be under way at once
 * @param retry how a request that failed is tried again
 */
public record Models(
        List<ModelSpec> specs, @JsonProperty("budget") Allowance allowance, int parallel, Retry retry) {

    public Models {
        specs = List.copyOf(specs);
        if (specs.isEmpty()) {
            throw new IllegalArgumentException("there is no model");
        }
        Set<String> names = new HashSet<>();
        for (ModelSpec spec : specs) {
            if (!names.add(spec.name())) {
                throw new IllegalArgumentException("two models are called " + spec.name());
            }
        }
        if (parallel < 1) {
            throw new IllegalArgumentException("parallel must be at least 1, not " + parallel);
        }
    }

    /**
     * Finds a model by its name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public ModelSpec spec(String name) {
        return specs.stream()
                .filter(spec -> spec.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no model is called " + name));
    }
}
