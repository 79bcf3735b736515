package dev.tilewright.search;

import dev.tilewright.device.Device;
import dev.tilewright.memory.Memory;
import dev.tilewright.memory.Run;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Begins runs. */
public final class Runs {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Runs() {}

    /**
     * Returns a new run of a plan: with the controller's state and the best candidate that memory has for the hardware.
     *
     * @param plan what shapes the search
     * @param taskReference how the task was named, so that it is found again: its name, or the path of its file
     * @param device where it runs
     * @param memory what is known
     * @param version the version of Tilewright
     */
    public static Run begin(EvolutionPlan plan, String taskReference, Device device, Memory memory, String version) {
        String task = plan.task().name();
        RunPlan kept = new RunPlan(
                taskReference,
                plan.seed(),
                plan.evaluations(),
                plan.time(),
                plan.generators(),
                plan.controller(),
                memory.policy(plan.controller(), task, device.hardware()),
                plan.kernel().map(kernel -> kernel.path().toAbsolutePath()).map(Path::normalize),
                plan.kernel().isPresent()
                        ? Optional.empty()
                        : memory.best(task, plan.problem(), device.hardware())
                                .map(best -> best.candidate().origin()));
        Instant now = Instant.now();
        return new Run(
                "%s-%s".formatted(task, TIME.format(now)),
                task,
                plan.problem(),
                device.hardware(),
                device.id(),
                kept.toJson(),
                version,
                now);
    }
}
