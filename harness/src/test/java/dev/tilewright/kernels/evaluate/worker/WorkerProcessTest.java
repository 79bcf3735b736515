package dev.tilewright.kernels.evaluate.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerProcessTest {

    @TempDir
    private Path cache;

    @Test
    void theVirtualMachinesSignalHandlersStayTheFirst() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/maps")), "only Linux shows what a process has loaded");
        try (WorkerProcess worker = WorkerProcess.start(64 << 20, cache)) {
            Path loaded = Path.of("/proc", Long.toString(worker.handle().pid()), "maps");
            assertThat(loaded).content().contains("/libjsig.so");
        }
    }
}
