package dev.tilewright.cli;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.cost.CostDescription;
import dev.tilewright.device.Device;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What candidates cost, for reports: derived from their schedules and what memory keeps of the device. */
final class Descriptions {

    private static final String FACTS = "device-facts";

    private Descriptions() {}

    /** Keeps what is known of a device, so that reports can be written where it is not. */
    static void keepFacts(Device device, Memory memory) {
        memory.keepFact(device.hardware(), FACTS, JsonMapper.shared().writeValueAsString(device.facts()));
    }

    /** Describes a candidate; empty where it has no schedule that is legal today, or memory knows nothing of the device. */
    static Optional<CostDescription> of(
            Candidate candidate, Task task, Problem problem, Memory memory, Hardware hardware) {
        return facts(memory, hardware)
                .flatMap(facts -> new CandidateFactory(
                                task, problem, candidate.program().kernel().language(), facts, List.of())
                        .describe(candidate));
    }

    /** Returns what memory keeps of a device. */
    static Optional<DeviceFacts> facts(Memory memory, Hardware hardware) {
        try {
            return memory.fact(hardware, FACTS).map(json -> JsonMapper.shared().readValue(json, DeviceFacts.class));
        } catch (JacksonException written) {
            // By another version, which knew other facts.
            return Optional.empty();
        }
    }
}
