package dev.tilewright.llm.dialogue;

import dev.tilewright.llm.record.PromptStyle;
import dev.tilewright.llm.record.StyleRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The styles of prompt that are in use, and what each earned on this hardware, in this search and in those before it. A new one begins
 * with what its parents earned, as a few answers; one that earns less than the best for long leaves.
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

    /** What a style begins with of its parents' record counts as so many answers at most. */
    private static final double INHERITED = 3;

    /** What earlier searches found counts as so many answers at most: what pays early in a search does not pay late. */
    private static final double REMEMBERED = 12;

    /**
     * What a style earned.
     *
     * @param answers how many answers that is worth, those of its parents included
     * @param sum of their rewards
     * @param squares sum of the squares of these
     * @param own how many of them were to its own prompts
     */
    record Account(double answers, double sum, double squares, int own) {

        static final Account EMPTY = new Account(0, 0, 0, 0);

        double mean() {
            return sum / answers;
        }

        Account plus(double reward) {
            return new Account(answers + 1, sum + reward, squares + reward * reward, own + 1);
        }

        Account corrected(double before, double after) {
            return new Account(answers, sum + after - before, squares + after * after - before * before, own);
        }

        Account plus(Account other) {
            return new Account(answers + other.answers, sum + other.sum, squares + other.squares, own + other.own);
        }

        /** Returns the same as at most so many answers. */
        Account atMost(double most, int counted) {
            double factor = answers <= most ? 1 : most / answers;
            return new Account(answers * factor, sum * factor, squares * factor, counted);
        }
    }

    /**
     * Opens the book.
     *
     * @param first the styles to begin with, parents before their children
     * @param records what styles earned on this hardware before
     */
    StyleBook(List<PromptStyle> first, List<StyleRecord> records) {
        for (StyleRecord record : records) {
            accounts.put(
                    record.style(),
                    new Account(record.answers(), record.sum(), record.squares(), record.answers())
                            .atMost(REMEMBERED, record.answers()));
        }
        first.forEach(this::add);
    }

    void add(PromptStyle style) {
        styles.put(style.name(), style);
        names.add(style.name());
        Account parents = style.parents().stream()
                .map(this::account)
                .reduce(Account.EMPTY, Account::plus)
                .atMost(INHERITED, 0);
        accounts.merge(style.name(), parents, Account::plus);
    }

    /** Returns what a style earned. */
    Account account(String name) {
        return accounts.getOrDefault(name, Account.EMPTY);
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
        Account account = account(name).plus(reward);
        accounts.put(name, account);
        double best = styles.keySet().stream()
                .map(this::account)
                .filter(other -> other.own() >= FAIR_TRIAL)
                .mapToDouble(Account::mean)
                .max()
                .orElse(Double.NEGATIVE_INFINITY);
        boolean leaves = styles.containsKey(name)
                && styles.size() > LEAST
                && account.own() >= FAIR_TRIAL
                && account.mean() < best - BEHIND;
        return leaves ? Optional.ofNullable(styles.remove(name)) : Optional.empty();
    }

    /** Corrects what an answer earned. A style that leaves for it leaves with its next answer. */
    void corrected(String name, double before, double after) {
        accounts.put(name, account(name).corrected(before, after));
    }

    /** Returns a line on each style in use, for whoever is to write a better one. */
    List<String> records() {
        List<String> records = new ArrayList<>();
        styles.forEach((name, style) -> {
            Account account = account(name);
            records.add("%s: role \"%s\", hints \"%s\", evidence %s, temperature %s; %s"
                    .formatted(
                            name,
                            style.role(),
                            style.hints(),
                            style.evidence(),
                            style.temperature(),
                            account.own() == 0
                                    ? "not tried yet"
                                    : "%d answers, mean reward %.3f".formatted(account.own(), account.mean())));
        });
        return records;
    }
}
