package dev.tilewright.llm.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The parts of a source that may be changed: the lines between {@code // tilewright:evolve} and {@code // tilewright:end}. A source
 * without such comments may be changed everywhere.
 */
public final class Regions {

    private static final Pattern EVOLVE = Pattern.compile("\\s*//\\s*tilewright:evolve\\s*");
    private static final Pattern END = Pattern.compile("\\s*//\\s*tilewright:end\\s*");

    private Regions() {}

    /** Tells whether a source says which parts may be changed. */
    public static boolean marked(String source) {
        return source.lines().anyMatch(line -> EVOLVE.matcher(line).matches());
    }

    /**
     * Checks that a child differs from its parent in the parent's regions alone.
     *
     * @throws RejectedException if it does not, with the first line that differs
     */
    static void check(String parent, String child) throws RejectedException {
        if (!marked(parent)) {
            return;
        }
        List<String> before = fixed(parent);
        List<String> after = fixed(child);
        for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
            String was = i < before.size() ? before.get(i) : "the end of the source";
            String is = i < after.size() ? after.get(i) : "the end of the source";
            if (!was.equals(is)) {
                throw new RejectedException(
                        "only the lines between // tilewright:evolve and // tilewright:end may be changed; outside of them \"%s\" became \"%s\""
                                .formatted(was.strip(), is.strip()));
            }
        }
    }

    /** Returns the lines outside of the regions, markers included; space at the end of a line does not count. */
    private static List<String> fixed(String source) throws RejectedException {
        List<String> fixed = new ArrayList<>();
        boolean open = false;
        for (String line : source.lines().toList()) {
            boolean begins = EVOLVE.matcher(line).matches();
            boolean ends = END.matcher(line).matches();
            if ((begins && open) || (ends && !open)) {
                throw new RejectedException(
                        "the markers // tilewright:evolve and // tilewright:end must stay in pairs, as they are");
            }
            if (!open || ends) {
                fixed.add(line.stripTrailing());
            }
            open = begins || (open && !ends);
        }
        if (open) {
            throw new RejectedException("// tilewright:end is missing after // tilewright:evolve");
        }
        return fixed;
    }
}
