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

    /**
     * Reads what {@link #toString()} wrote.
     *
     * @throws IllegalArgumentException if it is not a list of sizes with whole values
     */
    public static Problem parse(String text) {
        SequencedMap<String, Long> sizes = new LinkedHashMap<>();
        for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("\"%s\" is no problem; it is written M=1024,N=1024".formatted(text));
            }
            sizes.put(part.substring(0, equals), Long.parseLong(part.substring(equals + 1)));
        }
        return new Problem(sizes);
    }

    /** Returns the problem as it is written on the command line, {@code M=1024,N=1024}. */
    @Override
    public String toString() {
        return sizes.entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(","));
    }
}
