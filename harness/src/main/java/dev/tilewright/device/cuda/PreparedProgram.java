package dev.tilewright.device.cuda;

import java.util.List;
import java.util.Optional;
import jcuda.driver.CUevent;
import jcuda.driver.CUstream;
import org.jspecify.annotations.Nullable;

/** Launches that are ready, and the graph that they become once it is known that they run more than once. */
final class PreparedProgram {

    private final List<PreparedLaunch> launches;
    private @Nullable LaunchGraph graph;
    private boolean repeated;

    PreparedProgram(List<PreparedLaunch> launches) {
        this.launches = List.copyOf(launches);
    }

    List<PreparedLaunch> launches() {
        return launches;
    }

    /** Tells whether all their buffers are open. */
    boolean usable() {
        return launches.stream().allMatch(PreparedLaunch::usable);
    }

    /** Returns their graph, if they were made one. */
    Optional<LaunchGraph> graph() {
        return Optional.ofNullable(graph);
    }

    /**
     * Makes them a graph after their second run.
     *
     * @throws CudaFailure if the driver makes none of them
     */
    void repeat(CUstream stream, CUevent first, CUevent last) {
        if (repeated && graph == null) {
            graph = LaunchGraph.of(launches, stream, first, last);
        }
        repeated = true;
    }

    void release() {
        if (graph != null) {
            graph.close();
        }
        graph = null;
    }
}
