package dev.tilewright.task;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.apache.commons.text.similarity.DamerauLevenshteinDistance;

/** Guesses which name was meant by one that does not exist. */
public final class Suggestion {

    /** Swapping neighbours is one edit, as is to insert, delete or replace a letter. */
    private static final DamerauLevenshteinDistance DISTANCE = new DamerauLevenshteinDistance();

    private Suggestion() {}

    /**
     * Returns {@code " (did you mean NAME?)"} for the nearest of {@code names}, or nothing where none is near. Case does not count, and the
     * beginning of a name is near.
     */
    public static String forName(String unknown, Collection<String> names) {
        String wanted = unknown.toLowerCase(Locale.ROOT);
        return names.stream()
                .filter(name -> isNear(wanted, name.toLowerCase(Locale.ROOT)))
                .min(Comparator.comparingInt(name -> DISTANCE.apply(wanted, name.toLowerCase(Locale.ROOT))))
                .map(" (did you mean %s?)"::formatted)
                .orElse("");
    }

    private static boolean isNear(String wanted, String name) {
        return (!wanted.isEmpty() && name.startsWith(wanted))
                || DISTANCE.apply(wanted, name) <= tolerated(name.length());
    }

    /** Of a name of one or two letters nothing would be left with more. */
    private static int tolerated(int length) {
        return length <= 2 ? 1 : Math.max(2, length / 3);
    }
}
