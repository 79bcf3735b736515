package dev.tilewright.llm.record;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A way to ask. Which one pays is for the controller to find out: each style is an arm.
 *
 * @param name its arm
 * @param role who the model is told to be
 * @param hints how it is told to think
 * @param evidence how much of the record it is shown
 * @param temperature how freely it draws
 * @param parents the styles that it was derived from; empty for those that the program begins with
 */
public record PromptStyle(
        String name, String role, String hints, Evidence evidence, double temperature, List<String> parents) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,29}");
    private static final int LONGEST_TEXT = 600;
    private static final double HOTTEST = 1.5;

    /** How much of the record a prompt shows. */
    public enum Evidence {
        /** The parent alone. */
        NONE,
        /** What pays here, and what failed. */
        SHORT,
        /** All of it, with other candidates to learn from. */
        FULL
    }

    public PromptStyle {
        parents = List.copyOf(parents);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a style's name is of the form terse-expert, unlike \"%s\"".formatted(name));
        }
        if (role.length() > LONGEST_TEXT || hints.length() > LONGEST_TEXT) {
            throw new IllegalArgumentException(
                    "style %s: role and hints have at most %d characters each".formatted(name, LONGEST_TEXT));
        }
        if (!(temperature >= 0 && temperature <= HOTTEST)) {
            throw new IllegalArgumentException(
                    "style %s: temperature is between 0 and %s, not %s".formatted(name, HOTTEST, temperature));
        }
    }

    /** Returns the style as JSON. */
    public String toJson() {
        return JSON.writeValueAsString(this);
    }

    /**
     * Reads what {@link #toJson()} wrote.
     *
     * @throws IllegalArgumentException if it is not a style
     */
    public static PromptStyle fromJson(String json) {
        try {
            return JSON.readValue(json, PromptStyle.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not a style: " + e.getOriginalMessage(), e);
        }
    }

    /** Returns the styles that the program begins with, from {@code styles.json}. */
    public static List<PromptStyle> first() {
        try (InputStream resource = PromptStyle.class.getResourceAsStream("styles.json")) {
            List<PromptStyle> styles = new ArrayList<>();
            for (JsonNode style : JSON.readTree(Objects.requireNonNull(resource, "styles.json"))) {
                styles.add(JSON.treeToValue(style, PromptStyle.class));
            }
            return styles;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
