package dev.tilewright.app;

import dev.tilewright.bench.BaselineException;
import dev.tilewright.bench.KernelNotFoundException;
import dev.tilewright.bench.history.HistoryException;
import dev.tilewright.bench.repository.RepositoryException;
import dev.tilewright.confine.NoTemporaryFolderException;
import dev.tilewright.device.DeviceException;
import dev.tilewright.device.NoDeviceException;
import dev.tilewright.evolve.loop.RepetitionException;
import dev.tilewright.evolve.memory.MemoryException;
import dev.tilewright.llm.model.ModelsException;
import dev.tilewright.task.TaskException;

/** Who has to act so that a use case which failed succeeds next time. Sorted as Trino sorts its {@code StandardErrorCode}. */
public enum Blame {
    /** The caller: what was asked for, or a file that it names, has a mistake. */
    REQUEST,
    /** The machine: it has no usable device, driver or compiler, or no room for temporary files. */
    MACHINE,
    /** Nobody: all was in order, and there is no kernel that answers the request. */
    NO_KERNEL,
    /** The program: this is a defect of Tilewright. */
    DEFECT;

    /** Returns who is to blame for a failure of a use case. */
    public static Blame of(Throwable failure) {
        return switch (failure) {
            case UseCaseException known -> known.blame();
            case TaskException _,
                    MemoryException _,
                    ModelsException _,
                    BaselineException _,
                    HistoryException _,
                    RepositoryException _,
                    RepetitionException _ -> REQUEST;
            case KernelNotFoundException _ -> NO_KERNEL;
            case NoDeviceException _, DeviceException _, NoTemporaryFolderException _ -> MACHINE;
            default -> DEFECT;
        };
    }
}
