package dev.tilewright.app;

import java.util.Collection;
import java.util.Comparator;

/** Guesses which of several names was meant by one that does not exist. */
public final class Nearest {

    private Nearest() {}

    /** Returns {@code "; did you mean NAME?"} for the nearest name that is near enough, or nothing. */
    public static String to(String unknown, Collection<String> names) {
        return names.stream()
                .filter(name -> name.startsWith(unknown) || distance(unknown, name) <= Math.max(1, name.length() / 3))
                .min(Comparator.comparingInt(name -> distance(unknown, name)))
                .map("; did you mean %s?"::formatted)
                .orElse("");
    }

    /** The edit distance of Damerau and Levenshtein, in which swapping neighbours is one edit. */
    private static int distance(String a, String b) {
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    edits[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                edits[i][j] =
                        Math.min(edits[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
                }
            }
        }
        return edits[a.length()][b.length()];
    }
}
