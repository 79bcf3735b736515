package dev.tilewright.app;

import dev.tilewright.device.DeviceDescription;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Memory.Best;
import dev.tilewright.evolve.memory.Workload;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;

/** The best kernel that memory has for a task, a problem and a device. */
final class BestKnown {

    private BestKnown() {}

    /**
     * Finds it.
     *
     * @throws UseCaseException if there is none, with the command that would find one
     */
    static Best find(Memory memory, MemoryLocation location, Task task, Problem problem, DeviceDescription device) {
        return memory.best(new Workload(task.name(), problem.toString(), task.content()), device.hardware())
                .orElseThrow(() -> new UseCaseException(
                        Blame.NO_KERNEL,
                        "%s knows no kernel for %s with %s on %s; find one with: tilewright tune %s --device %s --problem %s"
                                .formatted(
                                        location.location(),
                                        task.name(),
                                        problem,
                                        device.hardware().model(),
                                        task.name(),
                                        device.id(),
                                        problem)));
    }
}
