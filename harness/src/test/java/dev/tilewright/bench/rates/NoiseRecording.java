package dev.tilewright.bench.rates;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Times of kernels in real processes on a real machine with its neighbours, each kernel held against itself: what noise looks like.
 *
 * @param rounds for each round, in the order in which they were recorded, what each case's process gave
 */
record NoiseRecording(List<Map<String, List<Turn>>> rounds) {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    /**
     * Two evaluations of one kernel, one right after the other.
     *
     * @param firstNanos median device time in the first, in ns
     * @param secondNanos the same in the second
     */
    record Turn(double firstNanos, double secondNanos) {}

    private record Line(int round, String name, List<double[]> turns) {}

    NoiseRecording {
        rounds = List.copyOf(rounds);
    }

    /** Returns a line of a recording. */
    static String line(int round, String name, List<Turn> turns) {
        return MAPPER.writeValueAsString(new Line(
                round,
                name,
                turns.stream()
                        .map(turn -> new double[] {turn.firstNanos(), turn.secondNanos()})
                        .toList()));
    }

    /** Reads a recording; a round that is not there for every case, because it was interrupted, is left out. */
    static NoiseRecording read(Path file) {
        Map<Integer, Map<String, List<Turn>>> rounds = new LinkedHashMap<>();
        try {
            for (String text : Files.readAllLines(file)) {
                Line line = MAPPER.readValue(text, Line.class);
                rounds.computeIfAbsent(line.round(), _ -> new LinkedHashMap<>())
                        .put(
                                line.name(),
                                line.turns().stream()
                                        .map(turn -> new Turn(turn[0], turn[1]))
                                        .toList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int cases = rounds.values().stream().mapToInt(Map::size).max().orElse(0);
        return new NoiseRecording(new ArrayList<>(
                rounds.values().stream().filter(round -> round.size() == cases).toList()));
    }

    List<String> cases() {
        return List.copyOf(rounds.getFirst().keySet());
    }
}
