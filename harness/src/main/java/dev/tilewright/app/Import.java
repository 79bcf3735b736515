package dev.tilewright.app;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.candidate.Settlement;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.evolve.memory.Workload;
import dev.tilewright.space.Configuration;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.tuning.ConfigurationGenome;
import dev.tilewright.tuning.recorded.Recorded;
import dev.tilewright.tuning.recorded.RecordedPlan;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * Takes what another tuner measured into memory, as evaluations on the hardware that it was measured on, so that a search begins with what is
 * known.
 *
 * @param home where tasks are found
 */
public record Import(Home home) {

    /**
     * What was taken in.
     *
     * @param configurations how many configurations the file has
     * @param fresh how many of them memory did not know
     * @param workload what they are of
     * @param hardware what they were measured on
     * @param notice what the caller should know; empty where there is nothing to say
     */
    public record Imported(
            int configurations, int fresh, Workload workload, Hardware hardware, Optional<String> notice) {}

    /** Where results belong. */
    private record Place(Workload workload, Hardware hardware, Optional<String> notice) {}

    /**
     * Takes in a file, by the kernel and the device that it names.
     *
     * @throws UseCaseException if it cannot be read
     */
    public Imported asNamed(Path file, MemoryLocation memory) {
        Recording recording = Recording.read(file, Optional.empty());
        return take(recording, new Place(recording.workload(), recording.hardware(), Optional.empty()), memory);
    }

    /**
     * Takes in a file as results of a task, on the device that it names: a search for the task with a kernel of the user's own on another device
     * starts warm from them.
     *
     * @throws UseCaseException if it cannot be read
     */
    public Imported asOf(Path file, ProblemChoice wanted, MemoryLocation memory) {
        Recording recording = Recording.read(file, Optional.empty());
        Task task = wanted.task(home);
        Problem problem = wanted.problem(task);
        Workload workload = new Workload(task.name(), problem.toString(), task.content());
        return take(recording, new Place(workload, recording.hardware(), ofAnother(recording, problem)), memory);
    }

    /** Says that a file seems to be of another problem than the one that it is taken for. */
    private static Optional<String> ofAnother(Recording recording, Problem problem) {
        List<Long> named = recording.space().problem();
        boolean isAnother =
                named.stream().anyMatch(size -> size > 1 && !problem.sizes().containsValue(size));
        return isAnother
                ? Optional.of("%s says that it is of the problem %s; it is taken for %s, as --problem says"
                        .formatted(
                                recording.file(),
                                named.stream().map(String::valueOf).collect(Collectors.joining(" x ")),
                                problem))
                : Optional.empty();
    }

    /**
     * Takes in a file as results of a task on a device of this machine: a search for the task with a kernel of the user's own begins with
     * them.
     *
     * @throws UseCaseException if it cannot be read
     */
    public Imported asOf(Path file, ProblemChoice wanted, DeviceChoice device, MemoryLocation memory) {
        Recording recording = Recording.read(file, Optional.empty());
        Task task = wanted.task(home);
        Problem problem = wanted.problem(task);
        Hardware hardware = device.choose().device().hardware();
        String named = recording.space().device().strip();
        Optional<String> notice = named.isEmpty() || named.equals(hardware.model())
                ? ofAnother(recording, problem)
                : Optional.of("%s was measured on %s; it is taken for %s, as --device says"
                        .formatted(file, named, hardware.model()));
        return take(
                recording,
                new Place(new Workload(task.name(), problem.toString(), task.content()), hardware, notice),
                memory);
    }

    /**
     * Takes in files of other devices, each on the one that it names, so that a search that begins now starts warm from them.
     *
     * @param recordings what they have recorded
     * @param workload what is searched for
     * @param memory where it is kept
     */
    static void known(List<Recording> recordings, Workload workload, OpenMemory memory) {
        for (Recording recording : recordings) {
            take(recording, new Place(workload, recording.hardware(), Optional.empty()), memory.configurations());
        }
    }

    private static Imported take(Recording recording, Place place, MemoryLocation location) {
        try (OpenMemory store = location.open()) {
            return take(recording, place, store.configurations());
        }
    }

    private static Imported take(Recording recording, Place place, Memory memory) {
        int all = recording.space().rows().size();
        Instant now = Instant.now();
        Run run = new Run(
                RunStart.id(place.workload(), now),
                place.workload(),
                place.hardware(),
                Recording.BACKEND + ":" + RecordedTune.full(recording.file()),
                RecordedPlan.imported(
                                RecordedTune.full(recording.file()),
                                recording.space().space().tunables(),
                                all)
                        .json(),
                Home.version(),
                now);
        KnownConfigurations known = KnownConfigurations.of(memory, place.workload(), place.hardware(), now);
        List<Step> fresh = new ArrayList<>();
        OptionalDouble best = OptionalDouble.empty();
        for (Recorded row : recording.space().rows()) {
            Configuration configuration = recording.space().space().configuration(row.point());
            if (known.outcomes().containsKey(configuration)) {
                continue;
            }
            boolean isBest = row.milliseconds().isPresent()
                    && (best.isEmpty() || row.milliseconds().getAsDouble() < best.getAsDouble());
            best = isBest ? row.milliseconds() : best;
            fresh.add(step(fresh.size(), configuration, row, isBest, now));
        }
        if (!fresh.isEmpty()) {
            memory.begin(run);
            memory.commit(run.id(), fresh);
        }
        return new Imported(all, fresh.size(), place.workload(), place.hardware(), place.notice());
    }

    /** Each that is faster than those before it counts as confirmed, as it does in a search on a recording. */
    private static Step step(int ordinal, Configuration configuration, Recorded row, boolean isBest, Instant now) {
        Optional<Settlement> settlement = isBest
                ? Optional.of(new Settlement(
                        new Confirmation(
                                Verdict.FITTER,
                                row.evaluation().fitness(),
                                "recorded with %.4g ms"
                                        .formatted(row.milliseconds().orElseThrow()),
                                Optional.empty()),
                        ordinal,
                        ordinal,
                        ordinal))
                : Optional.empty();
        return new Step(
                ordinal,
                new Candidate(new ConfigurationGenome(configuration), Lineage.seed("imported: " + configuration)),
                row.evaluation(),
                false,
                0,
                ordinal,
                settlement,
                now);
    }
}
