package dev.tilewright.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A search on a recording that a caller asks for.
 *
 * @param file the recording
 * @param definition a T1 file with the part of the space to search; empty for all that was recorded
 * @param evaluations how many configurations may be evaluated; empty for {@link TuneRequest#DEFAULT_EVALUATIONS}
 * @param time how long the evaluations may have taken when they were recorded; empty for as long as they need
 * @param seed where all randomness comes from; empty for a fresh one
 * @param strategy the strategy that searches; empty for the usual one, or where configurations evolve
 * @param known files of what was recorded on other devices, which a strategy starts from
 * @param generators what makes children, by name; empty where a strategy searches
 * @param controller what chooses among generators; empty for the usual one
 * @param memory where results are remembered
 * @param output the run folder; empty for {@code results/runs/ID}
 */
public record RecordedRequest(
        Path file,
        Optional<Path> definition,
        OptionalInt evaluations,
        Optional<Duration> time,
        OptionalLong seed,
        Optional<String> strategy,
        List<Path> known,
        Optional<List<String>> generators,
        Optional<String> controller,
        MemoryLocation memory,
        Optional<Path> output) {

    public RecordedRequest {
        known = List.copyOf(known);
    }
}
