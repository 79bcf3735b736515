package dev.tilewright.task;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A task file as written, before its expression and names are resolved. An optional part that is absent is null. */
record TaskFile(
        String name,
        String summary,
        List<String> sizes,
        LinkedHashMap<String, ArgumentEntry> arguments,
        @Nullable String compute,
        @Nullable String reference,
        List<LinkedHashMap<String, Long>> problems,
        @Nullable List<LinkedHashMap<String, Long>> verify,
        @JsonProperty("held-out") @Nullable List<LinkedHashMap<String, Long>> heldOut,
        @Nullable ToleranceEntry tolerance,
        @Nullable List<KernelEntry> kernels) {

    record ArgumentEntry(
            String type,
            List<String> shape,
            @Nullable String role,
            @Nullable InitEntry init) {}

    record InitEntry(
            @Nullable List<Double> uniform,
            @Nullable List<Double> normal,
            @Nullable Double constant) {}

    record ToleranceEntry(
            @Nullable Double relative,
            @Nullable String reason,
            @Nullable @JsonProperty("non-finite") Boolean nonFinite) {}

    record KernelEntry(
            String source,
            @Nullable String entry,
            @Nullable LinkedHashMap<String, List<String>> tunables,
            @Nullable List<String> constraints,
            @Nullable LaunchEntry launch,
            @Nullable List<String> arguments) {}

    record LaunchEntry(List<String> global, List<String> local) {}
}
