package dev.tilewright.generate.llm;

import dev.tilewright.loops.Catalogue;
import dev.tilewright.loops.Transformation;
import dev.tilewright.memory.Belief;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what a model writes about the search itself: beliefs, advice, styles. */
public final class Reflections {

    private static final int MOST_BELIEFS = 4;
    private static final int MOST_STYLES = 2;
    private static final int LONGEST_BELIEF = 300;
    private static final JsonMapper JSON = JsonMapper.shared();

    private Reflections() {}

    /**
     * What a critic says.
     *
     * @param beliefs what it believes
     * @param advice how much it would have the search do of what each arm stands for, between -1 and 1
     */
    public record Critique(List<Belief> beliefs, SortedMap<String, Double> advice) {}

    /**
     * Reads beliefs and advice. A belief without evidence among {@code cited} is left out: nobody can check it.
     *
     * @param answer what the model said
     * @param id what the ids of the beliefs begin with
     * @param task the task of the run
     * @param cited for each evaluation of the run, from 1, the transformation that it was made by, empty for none
     * @param arms what advice may be about
     * @throws RejectedException if there is no such JSON in it
     */
    public static Critique critique(
            String answer, String id, String task, List<Optional<String>> cited, Set<String> arms)
            throws RejectedException {
        JsonNode node = AnswerReader.object(answer, "beliefs")
                .orElseThrow(() -> new RejectedException("the answer holds no JSON with beliefs"));
        Set<String> known =
                Catalogue.kinds().stream().map(Transformation.Kind::name).collect(Collectors.toSet());
        List<Belief> beliefs = new ArrayList<>();
        for (JsonNode belief : node.path("beliefs")) {
            String transformation = belief.path("transformation").asString("");
            String text = belief.path("text").asString("").strip();
            List<String> evidence = new ArrayList<>();
            for (JsonNode number : belief.path("evidence")) {
                int evaluation = number.asInt(0);
                if (evaluation >= 1
                        && evaluation <= cited.size()
                        && cited.get(evaluation - 1).equals(Optional.of(transformation))) {
                    evidence.add("evaluation " + evaluation);
                }
            }
            boolean whole = known.contains(transformation)
                    && !text.isEmpty()
                    && text.length() <= LONGEST_BELIEF
                    && belief.path("pays").isBoolean();
            if (whole && !evidence.isEmpty() && beliefs.size() < MOST_BELIEFS) {
                beliefs.add(new Belief(
                        "%s.%d".formatted(id, beliefs.size()),
                        task,
                        text.replaceAll("\\p{Cntrl}", " "),
                        new Belief.Claim(transformation, belief.path("pays").booleanValue()),
                        evidence,
                        Optional.empty()));
            }
        }
        SortedMap<String, Double> advice = new TreeMap<>();
        for (JsonNode part : node.path("advice")) {
            String arm = part.path("arm").asString("");
            if (arms.contains(arm) && part.path("weight").isNumber()) {
                advice.put(arm, Math.clamp(part.path("weight").doubleValue(), -1.0, 1.0));
            }
        }
        return new Critique(beliefs, advice);
    }

    /**
     * Reads new styles. One whose name is taken, whose parents are not known or that is malformed is left out.
     *
     * @param answer what the model said
     * @param taken the names that are taken
     * @throws RejectedException if there is no new style in it
     */
    public static List<PromptStyle> styles(String answer, Set<String> taken) throws RejectedException {
        JsonNode node = AnswerReader.object(answer, "styles")
                .orElseThrow(() -> new RejectedException("the answer holds no JSON with styles"));
        List<PromptStyle> styles = new ArrayList<>();
        String why = "it names none";
        for (JsonNode entry : node.path("styles")) {
            try {
                PromptStyle style = JSON.treeToValue(entry, PromptStyle.class);
                boolean known = !style.parents().isEmpty() && taken.containsAll(style.parents());
                if (!known || taken.contains(style.name())) {
                    why = known
                            ? "%s is taken".formatted(style.name())
                            : "the parents of %s are not known".formatted(style.name());
                } else if (styles.size() < MOST_STYLES) {
                    styles.add(style);
                }
            } catch (JacksonException e) {
                why = e.getOriginalMessage();
            } catch (IllegalArgumentException | NullPointerException e) {
                why = String.valueOf(e.getMessage());
            }
        }
        if (styles.isEmpty()) {
            throw new RejectedException("no new style can be used: " + why);
        }
        return styles;
    }
}
