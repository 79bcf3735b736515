package dev.tilewright.search;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.kernels.genome.CandidateJson;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What memory keeps of a plan, so that a run can be resumed: everything that decisions depend on beside the outcomes themselves.
 *
 * @param task how the task was named: its name, or the path of its file
 * @param seed the seed
 * @param evaluations how many candidates may be evaluated
 * @param time how long the search may take
 * @param generators the names of the operators
 * @param controller the name of the policy
 * @param policy the policy's state at the start; empty if it knew nothing
 * @param kernel the kernel given on the command line
 * @param known the best candidate that memory knew at the start
 * @param llm what the part of language models depends on; empty where they have none
 */
public record RunPlan(
        String task,
        long seed,
        int evaluations,
        Optional<Duration> time,
        List<String> generators,
        String controller,
        Optional<String> policy,
        Optional<Path> kernel,
        Optional<Candidate.Origin> known,
        Optional<LlmPlan> llm) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Makes the plan of a run without language models. */
    public RunPlan(
            String task,
            long seed,
            int evaluations,
            Optional<Duration> time,
            List<String> generators,
            String controller,
            Optional<String> policy,
            Optional<Path> kernel,
            Optional<Candidate.Origin> known) {
        this(task, seed, evaluations, time, generators, controller, policy, kernel, known, Optional.empty());
    }

    public RunPlan {
        generators = List.copyOf(generators);
    }

    /** Returns the plan as JSON. */
    public String toJson() {
        ObjectNode node = JSON.createObjectNode();
        node.put("task", task).put("seed", seed).put("evaluations", evaluations);
        time.ifPresent(limit -> node.put("time", limit.toString()));
        generators.forEach(node.putArray("generators")::add);
        node.put("controller", controller);
        policy.ifPresent(state -> node.put("policy", state));
        kernel.ifPresent(path -> node.put("kernel", path.toString()));
        known.ifPresent(origin -> node.set("known", CandidateJson.write(origin)));
        llm.ifPresent(models -> node.set("llm", models.toJson()));
        return JSON.writeValueAsString(node);
    }

    /** Reads what {@link #toJson()} wrote. */
    public static RunPlan fromJson(String json) {
        JsonNode node = JSON.readTree(json);
        List<String> generators = new ArrayList<>();
        node.path("generators").forEach(generator -> generators.add(generator.asString()));
        return new RunPlan(
                node.path("task").asString(),
                node.path("seed").asLong(),
                node.path("evaluations").asInt(),
                text(node, "time").map(Duration::parse),
                generators,
                node.path("controller").asString(),
                text(node, "policy"),
                text(node, "kernel").map(Path::of),
                node.has("known") ? Optional.of(CandidateJson.readOrigin(node.path("known"))) : Optional.empty(),
                node.has("llm") ? Optional.of(LlmPlan.fromJson(node.path("llm"))) : Optional.empty());
    }

    private static Optional<String> text(JsonNode node, String name) {
        return node.has(name) ? Optional.of(node.path(name).asString()) : Optional.empty();
    }
}
