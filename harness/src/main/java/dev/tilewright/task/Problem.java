package dev.tilewright.task;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * One binding of a task's sizes, {@code M=1024,N=1024,K=1024}.
 *
 * @param sizes the value of every size, all positive, in the order in which the task names them
 */
public record Problem(SequencedMap<String, Long> sizes) {

    public Problem {
        sizes = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(sizes));
        sizes.forEach((name, value) -> {
            if (value <= 0) {
                throw new IllegalArgumentException("size %s must be positive, not %d".formatted(name, value));
            }
        });
    }

    /** Returns the problem as it is written on the command line, {@code M=1024,N=1024}. */
    @Override
    public String toString() {
        return sizes.entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(","));
    }
}
