package dev.tilewright.evolve.candidate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What was chosen for one child: on an island, for a parent, in a context. The turn and the operator are its handle: no two decisions of a run
 * have both in common, and exactly one reward comes back for each. In one turn a model may be asked, and an operator make a child meanwhile.
 *
 * <p>Memory keeps decisions as text. A decision whose text would say something else is refused with {@link IllegalArgumentException}.
 *
 * @param turn the turn of the run in which it was taken, from 1
 * @param island the island that the parent comes from and the child goes to, from 0
 * @param operator what makes the child
 * @param transformation what the operator is asked for, where it offers several things
 * @param choices further choices by name, each an arm of its own: {@code strength}, {@code model}
 */
public record Decision(
        int turn, int island, String operator, Optional<String> transformation, SortedMap<String, String> choices) {

    /** The name of the choice that says how much is changed. */
    public static final String STRENGTH = "strength";

    /** The name of the choice that says from how many drafts a child is chosen. */
    public static final String DRAFTS = "drafts";

    /** The name of the choice that says by which policy the parent was chosen. */
    public static final String PARENTS = "parents";

    /** The choices that mean the same whatever the operator is. */
    private static final Set<String> SHARED = Set.of(DRAFTS, PARENTS);

    private static final Pattern OPERATOR = Pattern.compile("[^:\\[@]+");
    private static final Pattern TRANSFORMATION = Pattern.compile("[^\\[@]+");
    private static final Pattern NAME = Pattern.compile("[^=,\\]]+");
    private static final Pattern VALUE = Pattern.compile("[^,\\]]*");
    private static final Pattern FORM = Pattern.compile(
            "(%s)(?::(%s))?(?:\\[([^\\]]*)])?(?:@(\\d+))?".formatted(OPERATOR.pattern(), TRANSFORMATION.pattern()));

    public Decision {
        choices = Collections.unmodifiableSortedMap(new TreeMap<>(choices));
        check(OPERATOR, operator);
        transformation.ifPresent(asked -> check(TRANSFORMATION, asked));
        choices.forEach((name, value) -> {
            check(NAME, name);
            check(VALUE, value);
        });
    }

    private static void check(Pattern form, String part) {
        if (!form.matcher(part).matches()) {
            throw new IllegalArgumentException(
                    "a decision with \"%s\" in it could be written, and cannot be read again".formatted(part));
        }
    }

    /** Makes a decision with no further choices. */
    public Decision(int turn, int island, Arm move) {
        this(turn, island, move.kind(), move.choice(), new TreeMap<>());
    }

    /** Returns the same decision with a further choice. */
    public Decision with(String name, String value) {
        SortedMap<String, String> more = new TreeMap<>(choices);
        more.put(name, value);
        return new Decision(turn, island, operator, transformation, more);
    }

    /** Returns the operator with what it is asked for. */
    public Arm move() {
        return new Arm(operator, transformation);
    }

    /** Returns the arm of one of its choices: {@code tune-strength:2}, and of what means the same for all operators {@code drafts:16}. */
    public static Arm arm(String operator, String choice, String value) {
        return Arm.of(SHARED.contains(choice) ? choice : operator + "-" + choice, value);
    }

    /** Returns the arms of its choices, without {@link #move()}. */
    public List<Arm> choiceArms() {
        List<Arm> arms = new ArrayList<>();
        choices.forEach((name, value) -> arms.add(arm(operator, name, value)));
        return arms;
    }

    /** Returns every arm that this decision pulled. */
    public List<Arm> arms() {
        List<Arm> arms = new ArrayList<>(List.of(move()));
        arms.addAll(choiceArms());
        return arms;
    }

    /** Returns the decision without its turn: {@code transform:vectorize}, {@code tune[strength=2]}, {@code cross@1} on island 1. */
    @Override
    public String toString() {
        String word = move().toString();
        String chosen = choices.isEmpty()
                ? ""
                : choices.entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(",", "[", "]"));
        return word + chosen + (island == 0 ? "" : "@" + island);
    }

    /**
     * Reads what {@link #toString()} wrote.
     *
     * @throws IllegalArgumentException if it is no decision
     */
    public static Decision parse(int turn, String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"%s\" is no decision".formatted(text));
        }
        SortedMap<String, String> choices = new TreeMap<>();
        if (matcher.group(3) != null) {
            for (String choice : matcher.group(3).split(",", -1)) {
                int equals = choice.indexOf('=');
                if (equals < 0) {
                    throw new IllegalArgumentException(
                            "\"%s\" is no decision: \"%s\" has no value".formatted(text, choice));
                }
                choices.put(choice.substring(0, equals), choice.substring(equals + 1));
            }
        }
        int island = matcher.group(4) == null ? 0 : Integer.parseInt(matcher.group(4));
        return new Decision(turn, island, matcher.group(1), Optional.ofNullable(matcher.group(2)), choices);
    }
}
