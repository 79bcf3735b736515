package dev.tilewright.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tilewright.kernel.Launch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PreparedRunsTest {

    private final Set<String> closed = new HashSet<>();
    private final List<String> released = new ArrayList<>();
    private final PreparedRuns<String> runs = new PreparedRuns<>(prepared -> !closed.contains(prepared), released::add);

    private String get(long size, String name) throws LaunchException {
        Launch launch = new Launch("entry", List.of(size), List.of(1L), List.of());
        return runs.get(List.of(launch), Map.of(), () -> name);
    }

    @Test
    void whatIsReadyIsNotMadeReadyAgain() throws LaunchException {
        assertThat(get(1, "one")).isEqualTo("one");
        assertThat(get(2, "two")).isEqualTo("two");
        assertThat(get(1, "again")).isEqualTo("one");
        assertThat(released).isEmpty();
        runs.close();
        assertThat(released).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void whatHasAClosedBufferIsMadeReadyAgain() throws LaunchException {
        get(1, "one");
        closed.add("one");
        assertThat(get(1, "again")).isEqualTo("again");
        assertThat(released).containsExactly("one");
    }

    @Test
    void whatWasUsedLastIsKept() throws LaunchException {
        get(1, "first");
        get(2, "second");
        for (int i = 3; released.isEmpty(); i++) {
            get(1, "never");
            get(i, Integer.toString(i));
        }
        assertThat(released).containsExactly("second");
    }

    @Test
    void whatCannotBeMadeReadyIsNotKept() throws LaunchException {
        Launch launch = new Launch("entry", List.of(1L), List.of(1L), List.of());
        assertThatThrownBy(() -> runs.get(List.of(launch), Map.of(), () -> {
                    throw new LaunchException("refused");
                }))
                .hasMessage("refused");
        assertThat(get(1, "one")).isEqualTo("one");
    }
}
