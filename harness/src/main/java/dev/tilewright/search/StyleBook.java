package dev.tilewright.search;

import dev.tilewright.generate.llm.PromptStyle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The styles of prompt that are in use, and what each earned in this search. New ones come in when there is room; one that earns less
 * than the best for long leaves.
 */
final class StyleBook {

    /** The arms of styles. */
    static final String ARM = "llm-style";

    private static final int MOST = 8;
    private static final int LEAST = 2;

    /** A style is judged after so many answers. */
    private static final int FAIR_TRIAL = 6;

    /** How much less than the best a style may earn on average, in units of log speed-up. */
    private static final double BEHIND = 0.05;

    private final Map<String, PromptStyle> styles = new LinkedHashMap<>();
    private final Set<String> names = new LinkedHashSet<>();
    private final Map<String, Account> accounts = new LinkedHashMap<>();

    private record Account(int answers, double sum) {
        double mean() {
            return sum / answers;
        }
    }

    StyleBook(List<PromptStyle> first) {
        first.forEach(this::add);
    }

    void add(PromptStyle style) {
        styles.put(style.name(), style);
        names.add(style.name());
    }

    boolean full() {
        return styles.size() >= MOST;
    }

    List<String> inUse() {
        return List.copyOf(styles.keySet());
    }

    /** Returns every name that is or was in use. */
    Set<String> names() {
        return Set.copyOf(names);
    }

    /** Finds a style that is or was in use. */
    PromptStyle style(String name) {
        return Objects.requireNonNull(styles.get(name), name);
    }

    /** Adds what an answer earned; returns the style that leaves for it, if one does. */
    Optional<PromptStyle> earned(String name, double reward) {
        Account before = accounts.getOrDefault(name, new Account(0, 0));
        accounts.put(name, new Account(before.answers() + 1, before.sum() + reward));
        double best = accounts.entrySet().stream()
                .filter(entry ->
                        styles.containsKey(entry.getKey()) && entry.getValue().answers() >= FAIR_TRIAL)
                .mapToDouble(entry -> entry.getValue().mean())
                .max()
                .orElse(Double.NEGATIVE_INFINITY);
        Account account = Objects.requireNonNull(accounts.get(name));
        boolean leaves = styles.containsKey(name)
                && styles.size() > LEAST
                && account.answers() >= FAIR_TRIAL
                && account.mean() < best - BEHIND;
        return leaves ? Optional.ofNullable(styles.remove(name)) : Optional.empty();
    }

    /** Returns a line on each style in use, for whoever is to write a better one. */
    List<String> records() {
        List<String> records = new ArrayList<>();
        styles.forEach((name, style) -> {
            Account account = accounts.get(name);
            records.add("%s: role \"%s\", hints \"%s\", evidence %s, temperature %s; %s"
                    .formatted(
                            name,
                            style.role(),
                            style.hints(),
                            style.evidence(),
                            style.temperature(),
                            account == null
                                    ? "not tried yet"
                                    : "%d answers, mean reward %.3f".formatted(account.answers(), account.mean())));
        });
        return records;
    }
}
