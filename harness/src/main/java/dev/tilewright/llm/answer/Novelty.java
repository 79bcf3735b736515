package dev.tilewright.llm.answer;

import dev.tilewright.kernel.Language;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Knows the sources of a search, and finds the one that another nearly is.
 *
 * <p>Two sources with the same {@link SyntaxTree} are the same but for names and layout. Beyond that, sources are compared by their
 * shingles, runs of {@value #SHINGLE} words: MinHash sketches (Broder, "On the resemblance and containment of documents", 1997) find
 * those that are alike at all, and of these only what each changed in the parent is compared. Kernels are long and changes short, so
 * that two different changes of one parent always have most of their text in common.
 *
 * <p>What a source declares in comments, its launch and its tunables, belongs to it: the same code on another grid is something else.
 */
public final class Novelty {

    static final int SHINGLE = 5;
    private static final int PERMUTATIONS = 64;

    /** Sketches that agree in fewer places are not looked at further. */
    private static final double ALIKE = 0.5;

    /** Changes that have this share of their shingles in common are one change. */
    private static final double SAME_CHANGE = 0.9;

    private final Language language;
    private final Map<String, String> trees = new HashMap<>();
    private final List<Known> known = new ArrayList<>();

    private record Known(String name, Set<Integer> shingles, List<Integer> sketch) {}

    /** Makes a novelty filter for kernels of one language. */
    public Novelty(Language language) {
        this.language = language;
    }

    /**
     * Adds a source, unless it is known.
     *
     * @param name what it is called when another is found to be like it, {@code evaluation 12}
     */
    public void add(String name, String source) {
        try {
            SyntaxTree tree = SyntaxTree.of(source, language);
            if (trees.putIfAbsent(key(tree, source), name) == null) {
                Set<Integer> shingles = shingles(tree, source);
                known.add(new Known(name, shingles, sketch(shingles)));
            }
        } catch (RejectedException e) {
            // A source that does not parse was never accepted, or was not written by a model: nothing is compared with
            // it.
            trees.putIfAbsent(source, name);
        }
    }

    /**
     * Checks that a source is new.
     *
     * @param source what to check
     * @param parent the source that it was made of
     * @throws RejectedException if it does not parse, or nearly is one that is known
     */
    public void check(String source, String parent) throws RejectedException {
        SyntaxTree tree = SyntaxTree.of(source, language);
        if (isTheSame(tree, source, parent)) {
            throw new RejectedException("it is the same as its parent but for names, comments and layout");
        }
        String same = trees.get(key(tree, source));
        if (same != null) {
            throw new RejectedException("it is the same as %s but for names, comments and layout".formatted(same));
        }
        Set<Integer> own = shingles(tree, source);
        Set<Integer> before = parentShingles(parent);
        Set<Integer> change = difference(own, before);
        List<Integer> sketch = sketch(own);
        for (Known other : known) {
            if (agreement(sketch, other.sketch()) >= ALIKE
                    && jaccard(change, difference(other.shingles(), before)) >= SAME_CHANGE) {
                throw new RejectedException("it changes nearly the same as %s".formatted(other.name()));
            }
        }
    }

    private boolean isTheSame(SyntaxTree tree, String source, String parent) {
        try {
            return key(SyntaxTree.of(parent, language), parent).equals(key(tree, source));
        } catch (RejectedException e) {
            return false;
        }
    }

    private Set<Integer> parentShingles(String parent) {
        try {
            return shingles(SyntaxTree.of(parent, language), parent);
        } catch (RejectedException e) {
            return Set.of();
        }
    }

    private static String key(SyntaxTree tree, String source) {
        return tree.hash() + header(source);
    }

    /** Returns what comments say of launches, in the order of these, and of all else, in any order. */
    private static List<String> header(String source) {
        List<String> header = new ArrayList<>();
        header.addAll(comments(source, "arguments"));
        header.addAll(comments(source, "launch"));
        header.addAll(comments(source, "tunable|constraint|scratch|size").stream()
                .sorted()
                .toList());
        return header;
    }

    private static List<String> comments(String source, String kinds) {
        return source.lines()
                .map(String::strip)
                .filter(line -> line.matches("//\\s*tilewright:(?:%s)\\b.*".formatted(kinds)))
                .map(line -> line.replaceAll("\\s+", ""))
                .toList();
    }

    private static Set<Integer> shingles(SyntaxTree tree, String source) {
        List<String> words = tree.tokens();
        Set<Integer> shingles = new HashSet<>();
        for (int i = 0; i + SHINGLE <= words.size(); i++) {
            shingles.add(words.subList(i, i + SHINGLE).hashCode());
        }
        header(source).forEach(line -> shingles.add(line.hashCode()));
        return shingles;
    }

    private static List<Integer> sketch(Set<Integer> shingles) {
        List<Integer> sketch = new ArrayList<>();
        for (int p = 0; p < PERMUTATIONS; p++) {
            int least = Integer.MAX_VALUE;
            for (int shingle : shingles) {
                least = Math.min(least, mix(shingle, p));
            }
            sketch.add(least);
        }
        return sketch;
    }

    /** A different order of all numbers for each {@code permutation}: the finalizer of MurmurHash3, which is a bijection. */
    private static int mix(int value, int permutation) {
        int h = value ^ (permutation * 0x9E3779B9);
        h = (h ^ (h >>> 16)) * 0x85EBCA6B;
        h = (h ^ (h >>> 13)) * 0xC2B2AE35;
        return h ^ (h >>> 16);
    }

    private static double agreement(List<Integer> one, List<Integer> other) {
        int equal = 0;
        for (int p = 0; p < PERMUTATIONS; p++) {
            equal += one.get(p).equals(other.get(p)) ? 1 : 0;
        }
        return (double) equal / PERMUTATIONS;
    }

    /** What is in one of the two and not in both, each side kept apart. */
    private static Set<Integer> difference(Set<Integer> child, Set<Integer> parent) {
        Set<Integer> changed = new HashSet<>();
        for (int shingle : child) {
            if (!parent.contains(shingle)) {
                changed.add(shingle);
            }
        }
        for (int shingle : parent) {
            if (!child.contains(shingle)) {
                changed.add(~shingle);
            }
        }
        return changed;
    }

    private static double jaccard(Set<Integer> one, Set<Integer> other) {
        if (one.isEmpty() && other.isEmpty()) {
            return 1;
        }
        long common = one.stream().filter(other::contains).count();
        return (double) common / (one.size() + other.size() - common);
    }
}
