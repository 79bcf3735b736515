package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.archive.Niche;
import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.control.Belief;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a search believed on its way, for people to see. Memory keeps it when the search ends; no decision rests on it.
 *
 * @param forecasts what was expected of children that were chosen among drafts
 * @param moments what the controller believed at some moments, the earliest first
 * @param niches what lived where at the end
 * @param restarts when islands were settled anew, as the number of candidates that the archive had been offered
 */
public record Insight(List<Forecast> forecasts, List<Moment> moments, List<Inhabited> niches, List<Integer> restarts) {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    /**
     * What was expected of a child.
     *
     * @param ordinal that of its step
     * @param fitness what its fitness was expected to be
     */
    public record Forecast(int ordinal, double fitness) {}

    /**
     * What the controller believed at a moment.
     *
     * @param ordinal that of the latest step
     * @param beliefs by the names of arms
     */
    public record Moment(int ordinal, SortedMap<String, Belief> beliefs) {

        public Moment {
            beliefs = Collections.unmodifiableSortedMap(new TreeMap<>(beliefs));
            beliefs.forEach((arm, belief) ->
                    Objects.requireNonNull(belief, Arm.parse(arm).kind()));
        }
    }

    /**
     * A niche with who lived in it.
     *
     * @param island on which island
     * @param niche the niche
     * @param fitness that of its elite
     * @param candidates how many candidates were offered to it
     * @param chosen how often a parent was chosen from it
     */
    public record Inhabited(int island, Niche niche, double fitness, int candidates, int chosen) {

        public Inhabited {
            Objects.requireNonNull(niche);
        }
    }

    public Insight {
        forecasts = List.copyOf(forecasts);
        moments = List.copyOf(moments);
        niches = List.copyOf(niches);
        restarts = List.copyOf(restarts);
    }

    /** Returns it as JSON. */
    public String json() {
        return JSON.writeValueAsString(this);
    }

    /**
     * Reads what {@link #json} wrote.
     *
     * @throws IllegalArgumentException if it is not that
     */
    public static Insight of(String json) {
        try {
            return JSON.readValue(json, Insight.class);
        } catch (JacksonException | NullPointerException strange) {
            throw new IllegalArgumentException("not what a search believed: " + strange.getMessage(), strange);
        }
    }
}
