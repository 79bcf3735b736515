package dev.tilewright.app;

import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.evolve.memory.Workload;
import dev.tilewright.space.Configuration;
import dev.tilewright.space.Tunable;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.tuning.recorded.CacheFile;
import dev.tilewright.tuning.recorded.RecordedSpace;
import dev.tilewright.tuning.recorded.ResultsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes what memory has of the configurations of a kernel for other tuners to read.
 *
 * @param home where tasks are found
 */
public record ExportResults(Home home) {

    /** What results are written as. */
    public enum Format {
        /** Results in T4. */
        T4 {
            @Override
            void write(Path file, RecordedSpace results) throws IOException {
                ResultsFile.write(file, results);
            }
        },
        /** A cache file of Kernel Tuner. */
        CACHE {
            @Override
            void write(Path file, RecordedSpace results) throws IOException {
                CacheFile.write(file, results);
            }
        };

        abstract void write(Path file, RecordedSpace results) throws IOException;
    }

    /**
     * What was written.
     *
     * @param configurations how many configurations
     * @param right how many of them have a time
     * @param hardware where they were measured
     */
    public record Written(int configurations, int right, Hardware hardware) {}

    /**
     * Writes the results of a run.
     *
     * @throws UseCaseException if there is no such run, it has no configurations, or the file cannot be written
     */
    public Written ofRun(String name, MemoryLocation memory, Format format, Path file) {
        try (OpenMemory store = memory.openToRead()) {
            RunLookup.Found found = RunLookup.find(store, memory, name);
            return write(store, List.of(found), "run " + found.run().id(), format, file);
        }
    }

    /**
     * Writes the results of all runs of a task on a device, imports among them.
     *
     * @throws UseCaseException as {@link #ofRun}
     */
    public Written ofTask(ProblemChoice wanted, DeviceChoice device, MemoryLocation memory, Format format, Path file) {
        Task task = wanted.task(home);
        Problem problem = wanted.problem(task);
        Hardware hardware = device.choose().device().hardware();
        return of(new Workload(task.name(), problem.toString(), task.content()), hardware, memory, format, file);
    }

    /**
     * Writes the results of all runs on a recording, imports among them.
     *
     * @throws UseCaseException as {@link #ofRun}
     */
    public Written ofRecording(Path recorded, MemoryLocation memory, Format format, Path file) {
        Recording recording = Recording.read(recorded, Optional.empty());
        return of(recording.workload(), recording.hardware(), memory, format, file);
    }

    private static Written of(Workload workload, Hardware hardware, MemoryLocation memory, Format format, Path file) {
        try (OpenMemory store = memory.openToRead()) {
            List<RunLookup.Found> runs = Arrays.stream(Realm.values())
                    .flatMap(realm -> realm.memory(store).runs().stream()
                            .filter(run -> run.workload().equals(workload)
                                    && run.hardware().equals(hardware))
                            .sorted(Comparator.comparing(Run::started))
                            .map(run -> new RunLookup.Found(realm, run)))
                    .toList();
            return write(
                    store,
                    runs,
                    "%s for %s on %s".formatted(memory.location(), workload, hardware.model()),
                    format,
                    file);
        }
    }

    private static Written write(OpenMemory store, List<RunLookup.Found> runs, String what, Format format, Path file) {
        new OutputFile(file, "--output").check();
        Map<Configuration, Result> results = new LinkedHashMap<>();
        List<Tunable> declared = new ArrayList<>();
        for (RunLookup.Found found : runs) {
            if (declared.isEmpty()) {
                declared.addAll(found.realm().tunables(found.run()));
            }
            for (Step step : found.memory(store).steps(found.run().id())) {
                Optional<Result> result =
                        Optional.of(step).filter(Step::isDecided).flatMap(found.realm()::result);
                result.ifPresent(each -> results.putIfAbsent(each.configuration(), each));
            }
        }
        requireOne(results, what);
        List<Tunable> tunables = tunables(declared, results.keySet());
        Run run = runs.getFirst().run();
        RecordedSpace recorded = RecordedSpace.ofConfigurations(
                entry(results, run),
                run.hardware().model(),
                List.copyOf(Problem.parse(run.workload().problem()).sizes().values()),
                tunables,
                results.keySet(),
                (configuration, point) ->
                        Objects.requireNonNull(results.get(configuration)).row(point));
        try {
            format.write(file, recorded);
        } catch (IOException e) {
            throw new UseCaseException(
                    Blame.REQUEST,
                    "%s cannot be written: %s; name a file with --output".formatted(file, e.getMessage()),
                    e);
        }
        int right = Math.toIntExact(results.values().stream()
                .filter(result -> result.milliseconds().isPresent())
                .count());
        return new Written(results.size(), right, run.hardware());
    }

    /** Results of several kernels, or spaces, are no one space. */
    private static void requireOne(Map<Configuration, Result> results, String what) {
        if (results.isEmpty()) {
            throw new UseCaseException(
                    Blame.NO_KERNEL,
                    "%s has no configurations of a kernel; they come from `tune --kernel FILE`, `tune --device recorded:FILE` and `import FILE`"
                            .formatted(what));
        }
        Set<String> kernels = new TreeSet<>();
        results.values().forEach(result -> kernels.add(result.kernel()));
        kernels.remove("");
        long spaces = results.keySet().stream()
                .map(configuration -> configuration.values().keySet())
                .distinct()
                .count();
        if (kernels.size() > 1 || spaces > 1) {
            throw UseCaseException.request(
                    "%s has configurations of several kernels%s; name one run of it with --run RUN"
                            .formatted(what, kernels.isEmpty() ? "" : ", " + String.join(", ", kernels)));
        }
    }

    private static String entry(Map<Configuration, Result> results, Run run) {
        return results.values().stream()
                .map(Result::entry)
                .filter(entry -> !entry.isEmpty())
                .findFirst()
                .orElse(run.task());
    }

    /** Returns the tunables as they are declared, or else by name, with the values that occur. A declaration may have changed since. */
    private static List<Tunable> tunables(List<Tunable> declared, Set<Configuration> configurations) {
        Map<String, Set<String>> values = new LinkedHashMap<>();
        declared.stream()
                .filter(tunable -> configurations.stream()
                        .allMatch(configuration -> configuration.values().containsKey(tunable.name())))
                .forEach(tunable -> values.put(tunable.name(), new LinkedHashSet<>(tunable.values())));
        for (Configuration configuration : configurations) {
            configuration
                    .values()
                    .forEach((name, value) -> values.computeIfAbsent(name, _ -> new LinkedHashSet<>())
                            .add(value));
        }
        return values.entrySet().stream()
                .map(tunable -> declared.stream()
                        .filter(each -> each.name().equals(tunable.getKey())
                                && each.values().size() == tunable.getValue().size())
                        .findFirst()
                        .orElseGet(() -> Tunable.sorted(tunable.getKey(), tunable.getValue())))
                .toList();
    }
}
