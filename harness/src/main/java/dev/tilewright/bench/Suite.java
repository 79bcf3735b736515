package dev.tilewright.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * Named cases that are measured together.
 *
 * @param file where it was read from
 * @param cases in the order of the file, at least one
 */
public record Suite(Path file, List<BenchCase> cases) {

    public Suite {
        cases = List.copyOf(cases);
        if (cases.isEmpty()) {
            throw new IllegalArgumentException("a suite must have a case");
        }
    }
}
