package dev.tilewright.device.runner;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.kernel.Launch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** What is said to a runner beyond numbers, as JSON. */
final class Wire {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addMixIn(KernelArgument.class, Named.class)
            // A record is its components: an isConstant() beside them is no property.
            .changeDefaultVisibility(visible -> visible.withGetterVisibility(Visibility.NONE)
                    .withIsGetterVisibility(Visibility.NONE)
                    .withFieldVisibility(Visibility.ANY))
            .addModule(new SimpleModule().addAbstractTypeMapping(SequencedMap.class, LinkedHashMap.class))
            .build();

    private Wire() {}

    /** Tells the members of a sealed family apart by the names of their records. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "is")
    private interface Named {}

    /**
     * Launches of a kernel on buffers.
     *
     * @param names the names by which the launches refer to buffers
     * @param buffers the number of each of them
     */
    record Bound(int kernel, List<Launch> launches, List<String> names, List<Integer> buffers) {}

    static byte[] encode(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    static <T> T decode(byte[] json, Class<T> type) {
        return MAPPER.readValue(json, type);
    }

    static <T> List<T> decodeList(byte[] json, Class<T> type) {
        return MAPPER.readValue(json, MAPPER.getTypeFactory().constructCollectionType(List.class, type));
    }
}
