package dev.tilewright.report;

import dev.tilewright.evolve.archive.Niche;
import dev.tilewright.evolve.archive.Niche.Coordinate;
import dev.tilewright.evolve.loop.Insight;
import dev.tilewright.evolve.loop.Insight.Inhabited;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What lived where in the archive of a search when it ended.
 *
 * @param inhabited every niche that was inhabited, with the island, the fittest first
 */
public record NicheMap(List<Inhabited> inhabited) {

    /**
     * The archive seen along two axes.
     *
     * @param down the axis of the rows
     * @param across the axis of the columns
     * @param columns the values across
     * @param rows the values down, each with the fittest there of every column, on whatever island
     */
    public record Grid(String down, String across, List<String> columns, Map<String, List<Optional<Inhabited>>> rows) {}

    public NicheMap {
        inhabited = inhabited.stream()
                .sorted(Comparator.comparingDouble(Inhabited::fitness).reversed())
                .toList();
    }

    /** Reads a run; nothing is inhabited where nothing is known of its archive. */
    public static NicheMap of(Findings findings) {
        return new NicheMap(findings.insight().map(Insight::niches).orElse(List.of()));
    }

    /** Returns how many islands there were. */
    public int islands() {
        return inhabited.stream().mapToInt(Inhabited::island).max().orElse(-1) + 1;
    }

    /** Returns the archive along the two axes on which the most is told apart; empty where fewer than two tell anything apart. */
    public Optional<Grid> grid() {
        Map<String, TreeSet<String>> values = new LinkedHashMap<>();
        for (Inhabited each : inhabited) {
            for (Coordinate coordinate : each.niche().coordinates()) {
                values.computeIfAbsent(coordinate.axis(), _ -> new TreeSet<>(NicheMap::compare))
                        .add(coordinate.value());
            }
        }
        List<String> axes = values.entrySet().stream()
                .filter(axis -> axis.getValue().size() > 1)
                .sorted(Comparator.comparingInt(axis -> -axis.getValue().size()))
                .map(Map.Entry::getKey)
                .limit(2)
                .toList();
        return axes.size() < 2 ? Optional.empty() : Optional.of(grid(axes.getFirst(), axes.getLast(), values));
    }

    private Grid grid(String down, String across, Map<String, TreeSet<String>> values) {
        List<String> columns = List.copyOf(values.getOrDefault(across, new TreeSet<>()));
        Map<String, List<Optional<Inhabited>>> rows = new LinkedHashMap<>();
        for (String row : values.getOrDefault(down, new TreeSet<>())) {
            rows.put(
                    row,
                    columns.stream()
                            .map(column -> inhabited.stream()
                                    .filter(each -> is(each.niche(), down, row) && is(each.niche(), across, column))
                                    .findFirst())
                            .toList());
        }
        return new Grid(down, across, columns, rows);
    }

    private static boolean is(Niche niche, String axis, String value) {
        return niche.value(axis).filter(value::equals).isPresent();
    }

    /** Numbers by their size, and before words. */
    private static int compare(String one, String other) {
        Optional<Double> first = number(one);
        Optional<Double> second = number(other);
        if (first.isPresent() && second.isPresent()) {
            return first.get().equals(second.get()) ? one.compareTo(other) : Double.compare(first.get(), second.get());
        }
        return first.isPresent() ? -1 : second.isPresent() ? 1 : one.compareTo(other);
    }

    private static Optional<Double> number(String text) {
        String[] parts = text.split("/", 2);
        try {
            double number = Double.parseDouble(parts[0]);
            return Optional.of(parts.length < 2 ? number : number / Double.parseDouble(parts[1]));
        } catch (NumberFormatException word) {
            return Optional.empty();
        }
    }

    /** Returns what {@code result.json} says of it. */
    List<Map<String, Object>> content() {
        List<Map<String, Object>> content = new ArrayList<>();
        for (Inhabited each : inhabited) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("island", each.island());
            Map<String, String> niche = new TreeMap<>();
            each.niche().coordinates().forEach(coordinate -> niche.put(coordinate.axis(), coordinate.value()));
            row.put("niche", niche);
            row.put("fitness", each.fitness());
            row.put("candidates", each.candidates());
            row.put("chosen", each.chosen());
            content.add(row);
        }
        return content;
    }
}
