package dev.tilewright.app;

import dev.tilewright.bench.Baseline;
import dev.tilewright.bench.BenchCase;
import dev.tilewright.bench.KernelChoice;
import dev.tilewright.bench.Subject;
import dev.tilewright.bench.Subjects;
import dev.tilewright.kernels.evaluate.DeviceInspector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;

/** Finds device and kernel of cases. Devices are looked at once, in a process that ends before anything is measured. */
final class SubjectFinder {

    private final DeviceChoice device;
    private final MemoryLocation memory;
    private final Map<DeviceChoice, DeviceChoice.Chosen> chosen = new HashMap<>();

    /**
     * @param device where every case is measured; where it names none, each case's own device
     * @param memory what knows the best kernels
     */
    SubjectFinder(DeviceChoice device, MemoryLocation memory) {
        this.device = device;
        this.memory = memory;
    }

    /**
     * Returns the cases with their kernels, in order.
     *
     * @param baseline what they are compared with; empty for nothing
     * @param notices takes what the caller should know about the choice of devices
     */
    List<Subject> find(List<BenchCase> cases, Optional<Baseline> baseline, SequencedSet<String> notices) {
        look(cases);
        boolean asksMemory = cases.stream().anyMatch(row -> row.kernel() instanceof KernelChoice.Best);
        Optional<OpenMemory> store = asksMemory ? memory.openIfThere() : Optional.empty();
        try {
            Subjects finder = new Subjects(baseline, store.map(OpenMemory::memory));
            List<Subject> subjects = new ArrayList<>();
            for (BenchCase row : cases) {
                DeviceChoice.Chosen found = Objects.requireNonNull(chosen.get(choice(row)));
                found.notice().ifPresent(notices::add);
                subjects.add(finder.of(row, found.device(), found.language()));
            }
            return subjects;
        } finally {
            store.ifPresent(OpenMemory::close);
        }
    }

    private void look(List<BenchCase> cases) {
        List<DeviceChoice> unknown = cases.stream()
                .map(this::choice)
                .distinct()
                .filter(choice -> !chosen.containsKey(choice))
                .toList();
        if (unknown.isEmpty()) {
            return;
        }
        try (DeviceInspector inspector = new DeviceInspector()) {
            unknown.forEach(choice -> chosen.put(choice, choice.choose(inspector)));
        }
    }

    private DeviceChoice choice(BenchCase row) {
        return device.id().isPresent() ? device : new DeviceChoice(row.device());
    }
}
