package dev.tilewright.space;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/** Constrained spaces of real kernels, as {@code real-world-spaces.txt} restates them. */
final class RealWorldSpaces {

    /**
     * A space, and what others counted.
     *
     * @param space the space, with the limit that Kernel Tuner adds
     * @param product how many configurations there are before constraints
     * @param valid how many satisfy the constraints
     */
    record Known(Space space, double product, long valid) {}

    private RealWorldSpaces() {}

    /** Returns all, by name. */
    static SequencedMap<String, Known> all() {
        SequencedMap<String, Known> all = new LinkedHashMap<>();
        List<Tunable> tunables = new ArrayList<>();
        List<Condition> constraints = new ArrayList<>();
        Optional<String> heading = Optional.empty();
        for (String line : lines()) {
            if (line.startsWith("space ")) {
                heading.ifPresent(former -> put(all, former, tunables, constraints));
                heading = Optional.of(line);
                tunables.clear();
                constraints.clear();
            } else if (line.startsWith("  : ")) {
                constraints.add(PythonExpression.parse(line.substring(4)));
            } else {
                String[] parts = line.strip().split(" = ", 2);
                tunables.add(new Tunable(parts[0], List.of(parts[1].split(", "))));
            }
        }
        put(all, heading.orElseThrow(), tunables, constraints);
        return all;
    }

    private static void put(
            Map<String, Known> all, String heading, List<Tunable> tunables, List<Condition> constraints) {
        String[] words = heading.split(" ");
        List<Condition> conditions = Stream.concat(constraints.stream(), T1.groupLimit(tunables).stream())
                .toList();
        all.put(
                words[1],
                new Known(
                        new Space(tunables, conditions, Map.of()),
                        Double.parseDouble(words[2]),
                        Long.parseLong(words[3])));
    }

    private static List<String> lines() {
        String name = "real-world-spaces.txt";
        try (InputStream file = Objects.requireNonNull(RealWorldSpaces.class.getResourceAsStream(name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
