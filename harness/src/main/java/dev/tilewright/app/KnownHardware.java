package dev.tilewright.app;

import dev.tilewright.device.DeviceDescription;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.kernels.evaluate.DeviceInspector;
import dev.tilewright.kernels.evaluate.measure.Roofline;
import dev.tilewright.report.Demand;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What memory keeps of a device's hardware, so that reports can be written where the device is not: its facts and its measured peaks.
 *
 * @param memory the memory
 * @param hardware the device's identity
 */
public record KnownHardware(Memory memory, Hardware hardware) {

    private static final String FACTS = "device-facts";

    /** What memory kept as {@code peaks} has no read bandwidth, and on CPUs a copy of pages that were never written. */
    private static final String PEAKS = "ceilings";

    /** Returns the device's facts; empty where memory has none, or they are of a version that knew others. */
    public Optional<DeviceFacts> facts() {
        try {
            return memory.fact(hardware, FACTS).map(json -> JsonMapper.shared().readValue(json, DeviceFacts.class));
        } catch (JacksonException otherVersion) {
            return Optional.empty();
        }
    }

    /** Returns the device's measured peaks. */
    public Optional<Roofline> peaks() {
        return memory.fact(hardware, PEAKS).map(json -> JsonMapper.shared().readValue(json, Roofline.class));
    }

    /** Returns the device's peaks, where this machine measured them: what somebody else's memory says must not decide which time is possible. */
    Optional<Roofline> ownPeaks() {
        return memory.ownFact(hardware, PEAKS).map(json -> JsonMapper.shared().readValue(json, Roofline.class));
    }

    /** Returns what a problem demands, with the peaks if they are known. */
    public Demand demand(Task task, Problem problem) {
        Demand demand = Demand.of(task, problem);
        return peaks().map(known -> demand.under(known.peakFlops(), known.bandwidth()))
                .orElse(demand);
    }

    /** Keeps the facts of a device of this hardware. */
    void keepFacts(DeviceFacts facts) {
        memory.keepFact(hardware, FACTS, JsonMapper.shared().writeValueAsString(facts));
    }

    /** Has the peaks of a device of this hardware measured, once per memory. */
    void keepPeaks(DeviceDescription device, DeviceInspector inspector) {
        if (ownPeaks().isEmpty()) {
            inspector
                    .peaks(device.id())
                    .ifPresent(peaks ->
                            memory.keepFact(hardware, PEAKS, JsonMapper.shared().writeValueAsString(peaks)));
        }
    }
}
