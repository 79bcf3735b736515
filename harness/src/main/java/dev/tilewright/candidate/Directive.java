package dev.tilewright.candidate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the controller asks of a generator.
 *
 * @param operator which operator makes the child: {@code transform}, {@code tune}, {@code cross}, {@code llm}
 * @param transformation which loop transformation it is about, for operators that can be told
 * @param choices what else was chosen, by its name: for {@code llm} the model, the form of the answer and the style of the prompt
 */
public record Directive(String operator, Optional<String> transformation, SortedMap<String, String> choices) {

    private static final Pattern FORM = Pattern.compile("([^:\\[]+)(?::([^\\[]+))?(?:\\[(.*)])?");

    public Directive {
        choices = Collections.unmodifiableSortedMap(new TreeMap<>(choices));
    }

    /** Makes a directive for an operator that is told no more than a transformation. */
    public Directive(String operator, Optional<String> transformation) {
        this(operator, transformation, new TreeMap<>());
    }

    /**
     * Returns the arms of the controller that this directive pulls: itself, where it is one choice. Where it is several, they are an arm
     * each, {@code llm-model:gemma3}, and the transformation that it names is the arm that the engine pulls for it too.
     */
    public List<Directive> arms() {
        if (choices.isEmpty()) {
            return List.of(this);
        }
        List<Directive> arms = new ArrayList<>();
        choices.forEach((name, value) -> arms.add(new Directive(operator + "-" + name, Optional.of(value))));
        transformation.ifPresent(name -> arms.add(new Directive("transform", Optional.of(name))));
        return arms;
    }

    /** Returns the directive as one word, {@code transform:vectorize} or {@code llm:vectorize[form=edit,model=gemma3]}. */
    @Override
    public String toString() {
        String word = transformation.map(name -> operator + ":" + name).orElse(operator);
        return choices.isEmpty()
                ? word
                : choices.entrySet().stream()
                        .map(Map.Entry::toString)
                        .collect(Collectors.joining(",", word + "[", "]"));
    }

    /** Reads what {@link #toString()} wrote. */
    public static Directive parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"%s\" is no directive".formatted(text));
        }
        SortedMap<String, String> choices = new TreeMap<>();
        if (matcher.group(3) != null) {
            for (String choice : matcher.group(3).split(",", -1)) {
                int equals = choice.indexOf('=');
                choices.put(choice.substring(0, Math.max(0, equals)), choice.substring(equals + 1));
            }
        }
        return new Directive(matcher.group(1), Optional.ofNullable(matcher.group(2)), choices);
    }
}
