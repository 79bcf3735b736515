package dev.tilewright.candidate;

import dev.tilewright.device.Hardware;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The JSON form of a hardware identity. */
public final class HardwareJson {

    private HardwareJson() {}

    /** Writes a hardware identity. */
    public static ObjectNode write(Hardware hardware) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("backend", hardware.backend());
        node.put("vendor", hardware.vendor());
        node.put("model", hardware.model());
        node.put("architecture", hardware.architecture());
        node.put("driver", hardware.driver());
        return node;
    }

    /**
     * Reads what {@link #write} wrote, whatever else stands beside it.
     *
     * @throws IllegalArgumentException if it is not the JSON form of a hardware identity
     */
    public static Hardware read(JsonNode node) {
        return new Hardware(
                ProgramJson.text(node, "backend"),
                ProgramJson.text(node, "vendor"),
                ProgramJson.text(node, "model"),
                ProgramJson.text(node, "architecture"),
                ProgramJson.text(node, "driver"));
    }
}
