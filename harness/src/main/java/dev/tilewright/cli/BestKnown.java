package dev.tilewright.cli;

import dev.tilewright.device.Device;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Memory.Best;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;

/** The best kernel that memory has for a task, a problem and a device. */
final class BestKnown {

    private BestKnown() {}

    /**
     * Finds it.
     *
     * @throws CommandFailure if there is none, with the command that would find one
     */
    static Best find(Memory memory, String location, Task task, Problem problem, Device device) {
        return memory.best(task.name(), problem, device.hardware())
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.NO_CANDIDATE,
                        "%s knows no kernel for %s with %s on %s; find one with: tilewright tune %s --device %s --problem %s"
                                .formatted(
                                        location,
                                        task.name(),
                                        problem,
                                        device.hardware().model(),
                                        task.name(),
                                        device.id(),
                                        problem)));
    }
}
