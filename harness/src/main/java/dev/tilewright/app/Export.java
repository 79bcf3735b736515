package dev.tilewright.app;

import dev.tilewright.evolve.candidate.Incumbents;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.evolve.memory.Memory.Best;
import dev.tilewright.kernels.LaunchFile;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.report.KernelSubject;
import dev.tilewright.report.RunFolder;
import dev.tilewright.report.StandingTimes;
import dev.tilewright.report.Wisdom;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Writes the best kernel that memory knows for a problem on a device.
 *
 * @param home where tasks are found
 */
public record Export(Home home) {

    private static final String FOREIGN =
            "this kernel comes from the memory of another machine, and its time and its results are only claimed; `tune` with this memory verifies it";

    /**
     * What was written.
     *
     * @param source the kernel's file, with {@code launch.json} and {@code wisdom.json} beside it
     * @param problem the problem that it is for
     * @param hardware the hardware that it was timed on
     * @param time its device time
     * @param notice what the caller should know about the device; empty where there is nothing to say
     */
    public record Exported(
            Path source, Problem problem, Hardware hardware, TimeEstimate time, Optional<String> notice) {}

    /**
     * Writes the kernel's source, {@code launch.json} and {@code wisdom.json} into {@code folder}, which is made where it is missing.
     *
     * @throws UseCaseException if memory knows no kernel, or the folder cannot be written
     * @throws IOException if writing fails half-way
     */
    public Exported to(Path folder, ProblemChoice wanted, DeviceChoice device, MemoryLocation memory)
            throws IOException {
        Task task = wanted.task(home);
        Problem problem = wanted.problem(task);
        DeviceChoice.Chosen chosen = device.choose();
        Hardware hardware = chosen.device().hardware();
        try (OpenMemory store = memory.openToRead()) {
            Best best = BestKnown.find(store.memory(), memory, task, problem, chosen.device());
            OutputFolder.prepare(folder);
            TimeEstimate time = time(store.memory().steps(best.run()), best.step());
            LaunchFile launch =
                    new LaunchFile(task.name(), best.step(), hardware, Optional.of(time), RunFolder.VERIFICATION_SEEDS);
            launch.writeTo(folder);
            Wisdom.Entry known = new Wisdom.Entry(task.name(), problem, hardware, best);
            Files.writeString(folder.resolve(Wisdom.NAME), Wisdom.write(List.of(known), Home.version()));
            return new Exported(
                    folder.resolve(launch.sourceName()),
                    problem,
                    hardware,
                    time,
                    best.own() ? chosen.notice() : Optional.of(FOREIGN));
        }
    }

    /** Returns the time that reports of the run give its best. */
    private static TimeEstimate time(List<Step> steps, Step best) {
        return StandingTimes.of(new KernelSubject(), steps, Incumbents.of(steps))
                .of(best)
                .orElseThrow();
    }
}
