package dev.tilewright.app;

import dev.tilewright.evolve.memory.Forgetful;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.evolve.memory.Workload;
import dev.tilewright.kernels.Part;
import dev.tilewright.kernels.TuningPlan;
import dev.tilewright.kernels.genome.GenomeForm;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.task.TaskCatalogue;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** How runs begin. */
final class RunStart {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private RunStart() {}

    /** Returns the name of a run that begins now. */
    static String id(Workload workload, Instant now) {
        return "%s-%s".formatted(workload.task(), TIME.format(now));
    }

    /**
     * Returns a new run of a plan: with the controller's state and the best candidate that memory has for the hardware, and what it has of the nearest.
     *
     * @param plan what shapes the search
     * @param tasks finds the tasks of earlier runs
     * @param workload what it is about
     * @param hardware where it runs
     * @param device the device's id
     * @param memory what is known
     * @param llm what the part of language models depends on; empty where they have none
     */
    static Run of(
            TuningPlan plan,
            TaskCatalogue tasks,
            Workload workload,
            Hardware hardware,
            String device,
            Memory memory,
            Optional<JsonNode> llm) {
        Instant now = Instant.now();
        String id = id(workload, now);
        Memory knows = plan.uses(Part.MEMORY) ? memory : new Forgetful(memory, id);
        // A kernel of the user's own is tuned from its own first configuration.
        Optional<GenomeForm> known = plan.kernel().isPresent()
                ? Optional.empty()
                : knows.best(workload, hardware)
                        .map(best -> GenomeForm.of(KernelGenome.of(best.step().candidate())));
        Optional<String> policy = knows.policy(plan.controller(), workload.task(), hardware);
        boolean borrows = plan.uses(Part.TRANSFER) && plan.kernel().isEmpty();
        Neighbours neighbours = new Neighbours(tasks, knows, workload, hardware);
        TuningPlan kept = plan.startingFrom(
                borrows ? policy.or(() -> neighbours.policy(plan.controller())) : policy,
                known,
                borrows ? neighbours.borrowed() : List.of(),
                llm);
        return new Run(id, workload, hardware, device, kept.json(), Home.version(), now);
    }
}
