package dev.tilewright.llm.answer;

import dev.tilewright.llm.record.Belief;
import dev.tilewright.llm.record.PromptStyle;
import dev.tilewright.llm.record.RunContext;
import dev.tilewright.loops.transform.Transformation;
import dev.tilewright.loops.transform.Transformations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
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

    /** Comparisons of whole numbers, sizes and the parameter, and nothing else of the language of formulas. */
    private static final Pattern CONDITION = Pattern.compile(
            "(?:\\s|\\d{1,9}\\b|\\b[A-Za-z]\\w*\\b(?!\\s*\\()|[-+*/%()]|[<>=!]=|[<>]|&&|\\|\\|){1,120}");

    private static final Set<String> TRANSFORMATIONS =
            Transformations.kinds().stream().map(Transformation.Kind::name).collect(Collectors.toSet());

    private Reflections() {}

    /**
     * What a critic says.
     *
     * @param beliefs what it believes
     * @param advice how much it would have the search do of what each arm stands for, between -1 and 1
     */
    public record Critique(List<Belief> beliefs, SortedMap<String, Double> advice) {}

    /**
     * Reads beliefs and advice. A belief is left out unless an evaluation that it cites was made by its transformation, where the belief
     * says to hold, and came out as it says: nobody could check it.
     *
     * @param answer what the model said
     * @param id what the ids of the beliefs begin with
     * @param task the task of the run
     * @param context where the run is
     * @param shows tells whether an evaluation, by its number from 1, shows what a claim says
     * @param arms what advice may be about
     * @throws RejectedException if there is no such JSON in it
     */
    public static Critique critique(
            String answer,
            String id,
            String task,
            RunContext context,
            BiPredicate<Belief.Claim, Integer> shows,
            Set<String> arms)
            throws RejectedException {
        JsonNode node = AnswerReader.object(Reasoning.removed(answer), "beliefs")
                .orElseThrow(() -> new RejectedException("the answer holds no JSON with beliefs"));
        List<Belief> beliefs = new ArrayList<>();
        for (JsonNode belief : node.path("beliefs")) {
            Optional<Belief.Claim> claim = claim(belief, context);
            String text = belief.path("text").asString("").strip();
            if (claim.isEmpty() || text.isEmpty() || text.length() > LONGEST_BELIEF || beliefs.size() >= MOST_BELIEFS) {
                continue;
            }
            List<String> evidence = new ArrayList<>();
            for (JsonNode number : belief.path("evidence")) {
                if (shows.test(claim.get(), number.asInt(0))) {
                    evidence.add("evaluation " + number.asInt());
                }
            }
            if (!evidence.isEmpty()) {
                beliefs.add(new Belief(
                        "%s.%d".formatted(id, beliefs.size()),
                        task,
                        text.replaceAll("\\p{Cntrl}", " "),
                        claim.get(),
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

    /** Reads a claim. It may be as wide as the run's kind of task and class of device, of which the run can show something. */
    private static Optional<Belief.Claim> claim(JsonNode belief, RunContext context) {
        String transformation = belief.path("transformation").asString("");
        String tasks = belief.path("tasks").asString("any");
        String devices = belief.path("devices").asString("this");
        String condition = belief.path("condition").asString("").strip();
        boolean whole = TRANSFORMATIONS.contains(transformation)
                && belief.path("pays").isBoolean()
                && (tasks.equals("any") || tasks.equals(context.tasks()))
                && (devices.equals("this") || devices.equals(context.devices()))
                && (condition.isEmpty() || CONDITION.matcher(condition).matches());
        return whole
                ? Optional.of(new Belief.Claim(
                        transformation,
                        belief.path("pays").booleanValue(),
                        new Belief.Scope(
                                Optional.of(tasks).filter(kind -> !kind.equals("any")),
                                Optional.of(devices).filter(kind -> !kind.equals("this")),
                                Optional.of(condition).filter(text -> !text.isEmpty()))))
                : Optional.empty();
    }

    /**
     * Reads new styles. One whose name is taken, whose parents are not known or that is malformed is left out.
     *
     * @param answer what the model said
     * @param taken the names that are taken
     * @throws RejectedException if there is no new style in it
     */
    public static List<PromptStyle> styles(String answer, Set<String> taken) throws RejectedException {
        JsonNode node = AnswerReader.object(Reasoning.removed(answer), "styles")
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
