package dev.tilewright.loops;

import dev.tilewright.kernel.ElementType;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.transform.Capability;
import dev.tilewright.loops.transform.Limits;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Computation;
import dev.tilewright.tensor.TensorParser;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Small computations for tests, and limits of devices to schedule them within. */
public final class Computations {

    public static final Limits MATRIX_UNITS =
            new Limits(256, 32 << 10, 16, Limits.UNROLLED_OPERATIONS, EnumSet.allOf(Capability.class));
    public static final Limits GPU = MATRIX_UNITS.without(Capability.MATRIX_UNITS);
    public static final Limits NO_ITEMS =
            new Limits(1, 256 << 10, 8, Limits.UNROLLED_OPERATIONS, EnumSet.of(Capability.BARRIERS_IN_BRANCHES));

    private Computations() {}

    public static LoopNests matmul(long m, long n, long k) {
        return nests(
                "C[i, j] = sum(k, A[i, k] * B[k, j])",
                List.of("M", "N", "K"),
                List.of("A[M, K]", "B[K, N]", "C[M, N]"),
                List.of("C"),
                Map.of("M", m, "N", n, "K", k));
    }

    public static LoopNests nests(
            String text, List<String> sizes, List<String> tensors, List<String> outputs, Map<String, Long> problem) {
        Map<String, ElementType> types = new TreeMap<>();
        tensors.forEach(tensor -> types.put(name(tensor), ElementType.FLOAT32));
        return LoopNests.of(parse(text, sizes, tensors, outputs), types, problem);
    }

    public static Computation parse(String text, List<String> sizes, List<String> tensors, List<String> outputs) {
        SequencedMap<String, List<Affine>> shapes = new LinkedHashMap<>();
        for (String tensor : tensors) {
            String[] shape = tensor.substring(tensor.indexOf('[') + 1, tensor.length() - 1)
                    .split(",");
            shapes.put(
                    name(tensor),
                    Stream.of(shape)
                            .map(dimension -> TensorParser.affine(dimension.strip(), sizes))
                            .toList());
        }
        return TensorParser.parse(text, sizes, shapes, outputs);
    }

    /** Parses a computation on arguments of several types. */
    public static Computation parse(
            String text,
            List<String> sizes,
            List<String> tensors,
            List<String> outputs,
            Map<String, ElementType> types) {
        return parse(text, sizes, tensors, outputs)
                .withWhole(types.entrySet().stream()
                        .filter(entry -> entry.getValue() == ElementType.INT32)
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()));
    }

    private static String name(String tensor) {
        return tensor.substring(0, tensor.indexOf('['));
    }
}
