package dev.tilewright.evolve.control;

import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The states of policies as JSON, each with the name of its policy. */
final class State {

    private State() {}

    /** Begins the state of a policy. */
    static ObjectNode of(String policy) {
        return JsonMapper.shared().createObjectNode().put("policy", policy);
    }

    /**
     * Restores a policy.
     *
     * @param restore makes it of the state
     * @throws IllegalArgumentException if it is not the state of that policy
     */
    static <T> T read(String policy, String state, Function<JsonNode, T> restore) {
        try {
            JsonNode node = JsonMapper.shared().readTree(state);
            if (!node.path("policy").asString("").equals(policy)) {
                throw new IllegalArgumentException("not the state of the controller %s: %s".formatted(policy, state));
            }
            return restore.apply(node);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "not the state of the controller %s: %s".formatted(policy, e.getOriginalMessage()), e);
        }
    }
}
