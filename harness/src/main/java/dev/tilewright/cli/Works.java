package dev.tilewright.cli;

import dev.tilewright.device.Device;
import dev.tilewright.device.Hardware;
import dev.tilewright.evaluate.measure.Peaks;
import dev.tilewright.evaluate.measure.Roofline;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.Language;
import dev.tilewright.memory.Memory;
import dev.tilewright.report.Work;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.tensor.Counts;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.json.JsonMapper;

/** What a task's problem demands, for reports. */
final class Works {

    /** What memory kept as {@code peaks} has no read bandwidth, and on CPUs a copy of pages that were never written. */
    private static final String PEAKS = "ceilings";

    private Works() {}

    /** Counts the work of a problem, and adds the device's peaks, if memory has them. */
    static Work of(Task task, Problem problem, Memory memory, Hardware hardware) {
        Work work = of(task, problem);
        return peaks(memory, hardware)
                .map(peaks -> new Work(
                        work.operations(),
                        work.bytes(),
                        OptionalDouble.of(peaks.peakFlops()),
                        OptionalDouble.of(peaks.bandwidth())))
                .orElse(work);
    }

    /** Returns what memory has of a device's peaks. */
    static Optional<Roofline> peaks(Memory memory, Hardware hardware) {
        return memory.fact(hardware, PEAKS).map(json -> JsonMapper.shared().readValue(json, Roofline.class));
    }

    /** Measures the device's peaks, once per hardware and memory. */
    static void keepPeaks(Device device, Language language, Memory memory) {
        boolean measurable = switch (language) {
            case OPENCL, CUDA -> true;
            // The Java peak is that of vectors, whose module only the worker has; without it there is no roofline.
            case JAVA -> ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
            // Kernels for TornadoVM have no vectors: what they reach says nothing of what a processor can do.
            case TORNADO -> false;
        };
        if (measurable && memory.fact(device.hardware(), PEAKS).isEmpty()) {
            Roofline peaks = Peaks.measure(device, language);
            memory.keepFact(device.hardware(), PEAKS, JsonMapper.shared().writeValueAsString(peaks));
        }
    }

    /** Counts the work of a problem; a task without an expression has its buffers' bytes and no operations. */
    static Work of(Task task, Problem problem) {
        Map<String, Integer> bytes = new HashMap<>();
        task.arguments()
                .forEach(argument -> bytes.put(argument.name(), argument.type().bytes()));
        if (task.computation().isEmpty()) {
            long all = task.buffers(problem).stream().mapToLong(Buffer::bytes).sum();
            return new Work(0, all, OptionalDouble.empty(), OptionalDouble.empty());
        }
        Counts counts = Counts.of(task.computation().get(), problem.sizes());
        return new Work(
                counts.operations(),
                counts.bytes(name -> bytes.getOrDefault(name, Float.BYTES)),
                OptionalDouble.empty(),
                OptionalDouble.empty());
    }
}
