package dev.tilewright.llm.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says numbers, each known for several problems, as formulas over sizes. */
final class SizeFormulas {

    private final List<Map<String, Long>> problems;
    private boolean unsaid;

    /**
     * Makes them for problems.
     *
     * @param problems the sizes of each problem, that which candidates are timed on first
     */
    SizeFormulas(List<Map<String, Long>> problems) {
        this.problems = List.copyOf(problems);
    }

    /** Tells whether a number was met that no formula says: what was returned in its place is right for the first problem only. */
    boolean unsaid() {
        return unsaid;
    }

    /** Says how many work-items there are, whole groups of {@code items}. */
    String grid(List<Long> values, long items) {
        return said(values, items).orElseGet(() -> number(values));
    }

    /** Says the extent of a dimension, which may be rounded up to whole tiles. */
    String extent(List<Long> values) {
        long common = values.stream().reduce(SizeFormulas::divisor).orElse(1L);
        for (long tile = 1; tile <= common; tile++) {
            Optional<String> formula = common % tile == 0 ? said(values, tile) : Optional.empty();
            if (formula.isPresent()) {
                return formula.get();
            }
        }
        return number(values);
    }

    private String number(List<Long> values) {
        unsaid |= values.stream().distinct().count() > 1;
        return Long.toString(values.getFirst());
    }

    private static long divisor(long a, long b) {
        return b == 0 ? a : divisor(b, a % b);
    }

    /** Finds a size, or two, and how much of the first makes one whole tile, so that there are as many tiles as {@code values} hold. */
    private Optional<String> said(List<Long> values, long tile) {
        if (values.stream().distinct().count() < 2) {
            return Optional.empty();
        }
        List<Long> tiles = values.stream().map(value -> value / tile).toList();
        String times = tile == 1 ? "" : " * " + tile;
        Optional<String> one = chunks(tiles).map(count -> count + times);
        if (one.isPresent()) {
            return one;
        }
        for (String size : problems.getFirst().keySet()) {
            List<Long> extents = extents(size);
            List<Long> left = new ArrayList<>();
            for (int i = 0; i < tiles.size(); i++) {
                if (tiles.get(i) % extents.get(i) == 0) {
                    left.add(tiles.get(i) / extents.get(i));
                }
            }
            Optional<String> other = left.size() == tiles.size() ? chunks(left) : Optional.empty();
            if (other.isPresent()) {
                return Optional.of("%s * %s%s".formatted(other.get(), size, times));
            }
        }
        return Optional.empty();
    }

    private Optional<String> chunks(List<Long> tiles) {
        for (String size : problems.getFirst().keySet()) {
            List<Long> extents = extents(size);
            for (long chunk = 1; chunk <= extents.getFirst(); chunk++) {
                if (fits(tiles, extents, chunk)) {
                    long each = chunk;
                    boolean whole = extents.stream().allMatch(extent -> extent % each == 0);
                    return Optional.of(
                            chunk == 1
                                    ? size
                                    : whole
                                            ? "%s / %d".formatted(size, chunk)
                                            : "(%s + %d) / %d".formatted(size, chunk - 1, chunk));
                }
            }
        }
        return Optional.empty();
    }

    private List<Long> extents(String size) {
        return problems.stream().map(problem -> problem.getOrDefault(size, 1L)).toList();
    }

    private static boolean fits(List<Long> tiles, List<Long> extents, long chunk) {
        for (int i = 0; i < tiles.size(); i++) {
            if (Math.ceilDiv(extents.get(i), chunk) != tiles.get(i)) {
                return false;
            }
        }
        return true;
    }
}
