package dev.tilewright.kernels.evaluate.referee;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class WorkerProcessTest {

    @TempDir
    private Path cache;

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux shows what a process has loaded")
    void theVirtualMachinesSignalHandlersStayTheFirst() throws Exception {
        try (WorkerProcess worker = WorkerProcess.start(64 << 20, cache)) {
            Path loaded = Path.of("/proc", Long.toString(worker.handle().pid()), "maps");
            assertThat(loaded).content().contains("/libjsig.so");
        }
    }
}
