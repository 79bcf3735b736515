package dev.tilewright.app;

import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.evolve.memory.Workload;
import dev.tilewright.space.SearchSpace;
import dev.tilewright.space.T1;
import dev.tilewright.tuning.Known;
import dev.tilewright.tuning.recorded.Recorded;
import dev.tilewright.tuning.recorded.RecordedFile;
import dev.tilewright.tuning.recorded.RecordedSpace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.CRC32;

/**
 * A file of recorded results, and what it is called in memory.
 *
 * @param file the file
 * @param space what was recorded, or the part of it that counts
 * @param content a digest of all that was recorded: another recording of a device of that name is another device to memory
 */
record Recording(Path file, RecordedSpace space, String content) {

    /** What a recording is reached through, in the place of a backend. */
    static final String BACKEND = "recorded";

    private static final List<String> DIMENSIONS = List.of("x", "y", "z");

    /** Words of names of devices that tell their manufacturer; the first that occurs counts. */
    private static final List<Map.Entry<String, String>> VENDORS = List.of(
            Map.entry("nvidia", "NVIDIA"),
            Map.entry("geforce", "NVIDIA"),
            Map.entry("tesla", "NVIDIA"),
            Map.entry("radeon", "AMD"),
            Map.entry("instinct", "AMD"),
            Map.entry("amd", "AMD"),
            Map.entry("intel", "Intel"));

    /**
     * Reads a file.
     *
     * @param definition a T1 file with the part of the space that counts; empty for all that was recorded
     * @throws UseCaseException if one of the two cannot be read, or nothing is left
     */
    static Recording read(Path file, Optional<Path> definition) {
        RecordedSpace all = space(file);
        return new Recording(file, definition.map(t1 -> within(all, t1)).orElse(all), content(all));
    }

    /**
     * Reads files of other devices, for a strategy to start from.
     *
     * @throws UseCaseException if one cannot be read, or no strategy searches
     */
    static List<Recording> elsewhere(List<Path> files, boolean isSearched) {
        if (!files.isEmpty() && !isSearched) {
            throw UseCaseException.request(
                    "--known is for a strategy to start from, so it goes with neither --generators nor --controller");
        }
        return files.stream().map(file -> read(file, Optional.empty())).toList();
    }

    /**
     * Checks that recordings of other devices are of the space that is searched.
     *
     * @throws UseCaseException if one has no configuration of it
     */
    static void requireCommon(List<Recording> elsewhere, Supplier<SearchSpace> searched) {
        if (elsewhere.isEmpty()) {
            return;
        }
        SearchSpace space = searched.get();
        for (Recording recording : elsewhere) {
            try {
                Known.of(recording.space(), space);
            } catch (IllegalArgumentException e) {
                throw new UseCaseException(
                        Blame.REQUEST, "--known %s: %s".formatted(recording.file(), e.getMessage()), e);
            }
        }
    }

    private static RecordedSpace space(Path file) {
        try {
            return RecordedFile.read(file);
        } catch (NoSuchFileException e) {
            throw new UseCaseException(Blame.REQUEST, "there is no recorded file %s".formatted(file), e);
        } catch (IOException e) {
            throw new UseCaseException(
                    Blame.REQUEST, "the recorded file %s cannot be read: %s".formatted(file, e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new UseCaseException(Blame.REQUEST, "%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static RecordedSpace within(RecordedSpace all, Path definition) {
        try {
            return all.within(definition(definition).space().search());
        } catch (IllegalArgumentException e) {
            throw new UseCaseException(Blame.REQUEST, "%s: %s".formatted(definition, e.getMessage()), e);
        }
    }

    /**
     * Reads the definition of a space.
     *
     * @throws UseCaseException if it cannot be read
     */
    static T1 definition(Path file) {
        try {
            return T1.read(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new UseCaseException(Blame.REQUEST, "there is no T1 file %s".formatted(file), e);
        } catch (IOException e) {
            throw new UseCaseException(
                    Blame.REQUEST, "the T1 file %s cannot be read: %s".formatted(file, e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new UseCaseException(Blame.REQUEST, "%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** Returns the identity of the device, by its name, or by that of the file where the recording does not tell it. */
    Hardware hardware() {
        String model = space.device().isBlank() ? stem() : space.device().strip();
        String lower = model.toLowerCase(Locale.ROOT);
        String vendor = VENDORS.stream()
                .filter(word -> lower.contains(word.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
        return new Hardware(BACKEND, vendor, model, "", content);
    }

    private static String content(RecordedSpace all) {
        CRC32 sum = new CRC32();
        for (Recorded row : all.rows()) {
            String text = all.space().configuration(row.point()) + "=" + row.milliseconds();
            sum.update(text.getBytes(StandardCharsets.UTF_8));
        }
        return "%08x".formatted(sum.getValue());
    }

    private String stem() {
        return String.valueOf(file.getFileName()).replaceFirst("\\.json(\\.gz)?$", "");
    }

    /** Returns what was tuned: the kernel, or the file where the recording does not tell it, and the size of its problem. */
    Workload workload() {
        String kernel = space.kernel().isBlank() ? stem() : space.kernel();
        List<String> sizes = new ArrayList<>();
        for (int i = 0; i < Math.min(DIMENSIONS.size(), space.problem().size()); i++) {
            if (space.problem().get(i) > 0) {
                sizes.add(DIMENSIONS.get(i) + "=" + space.problem().get(i));
            }
        }
        return new Workload(kernel.replaceAll("[^A-Za-z0-9_.-]+", "-"), String.join(",", sizes));
    }
}
