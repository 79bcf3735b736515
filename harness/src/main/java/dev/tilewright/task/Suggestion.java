package dev.tilewright.task;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Guesses which name was meant by one that does not exist. */
final class Suggestion {

    private Suggestion() {}

    /** Returns {@code " (did you mean NAME?)"} for the nearest of {@code names}, or nothing if none is near. */
    static String forName(String unknown, Collection<String> names) {
        String wanted = unknown.toLowerCase(Locale.ROOT);
        return names.stream()
                .filter(name -> distance(wanted, name.toLowerCase(Locale.ROOT)) <= tolerated(name.length()))
                .min(Comparator.comparingInt(name -> distance(wanted, name.toLowerCase(Locale.ROOT))))
                .map(" (did you mean %s?)"::formatted)
                .orElse("");
    }

    /** Two letters that changed places make a distance of 2; of a name of one or two letters nothing would be left. */
    private static int tolerated(int length) {
        return length <= 2 ? 1 : Math.max(2, length / 3);
    }

    /** The edit distance of Levenshtein, one row at a time. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
