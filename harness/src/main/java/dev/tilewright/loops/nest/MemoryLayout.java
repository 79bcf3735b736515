package dev.tilewright.loops.nest;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How tensors lie in memory.
 *
 * @param panels the tensors that lie in panels; all others are row-major
 */
public record MemoryLayout(Map<String, Panels> panels) implements Annotation {

    public MemoryLayout {
        panels = Collections.unmodifiableMap(new TreeMap<>(panels));
    }
}
