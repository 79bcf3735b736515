package dev.tilewright.app;

import java.nio.file.Path;
import java.util.List;

/**
 * A comparison of strategies that a caller asks for.
 *
 * @param spaces recorded spaces: cache files or results in the T4 format
 * @param definitions definitions of spaces in the T1 format; each applies to the recordings that have its tunables
 * @param strategies names of strategies; empty for all
 * @param repeats how often each is run on each space
 * @param seed where all randomness comes from
 * @param threads how many repeats run at once
 * @param known recordings of other devices that strategies may learn from; one that is a space too is not known to itself
 */
public record StudyRequest(
        List<Path> spaces,
        List<Path> definitions,
        List<String> strategies,
        int repeats,
        long seed,
        int threads,
        List<Path> known) {

    public StudyRequest {
        spaces = List.copyOf(spaces);
        definitions = List.copyOf(definitions);
        strategies = List.copyOf(strategies);
        known = List.copyOf(known);
    }
}
