package dev.tilewright.report;

import dev.tilewright.evolve.memory.Run;
import dev.tilewright.task.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * What a run's plan says that a reader wants to know. A plan is kept as JSON by the search that made it; a field that it lacks is
 * empty here.
 *
 * @param seed what all randomness came from
 * @param evaluations how many evaluations were allowed
 * @param time how long it was allowed to take
 * @param generators the operators that made children
 * @param controller the policy that chose among them
 */
record Plan(
        OptionalLong seed,
        OptionalInt evaluations,
        Optional<Duration> time,
        List<String> generators,
        Optional<String> controller) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Plan of(Run run) {
        JsonNode plan;
        try {
            plan = JSON.readTree(run.plan());
        } catch (JacksonException e) {
            plan = JSON.createObjectNode();
        }
        List<String> generators = new ArrayList<>();
        plan.path("generators").forEach(name -> generators.add(name.asString()));
        return new Plan(
                plan.path("seed").isIntegralNumber()
                        ? OptionalLong.of(plan.path("seed").longValue())
                        : OptionalLong.empty(),
                plan.path("evaluations").isIntegralNumber()
                        ? OptionalInt.of(plan.path("evaluations").intValue())
                        : OptionalInt.empty(),
                time(plan.path("time")),
                List.copyOf(generators),
                Optional.of(plan.path("controller")).filter(JsonNode::isString).map(JsonNode::asString));
    }

    private static Optional<Duration> time(JsonNode node) {
        try {
            return node.isString() ? Optional.of(Duration.parse(node.asString())) : Optional.empty();
        } catch (java.time.format.DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Returns the command that repeats the run. */
    String command(Run run) {
        StringBuilder command = new StringBuilder("scripts/tilewright tune ")
                .append(run.task())
                .append(" --device ")
                .append(run.device())
                .append(" --problem ")
                .append(Problem.parse(run.workload().problem()));
        evaluations.ifPresent(n -> command.append(" --evaluations ").append(n));
        time.ifPresent(
                limit -> command.append(" --time ").append(limit.toSeconds()).append('s'));
        seed.ifPresent(value -> command.append(" --seed ").append(value));
        if (!generators.isEmpty()) {
            command.append(" --generators ").append(String.join(",", generators));
        }
        controller.ifPresent(policy -> command.append(" --controller ").append(policy));
        return command.toString();
    }
}
