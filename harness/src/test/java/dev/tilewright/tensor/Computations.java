package dev.tilewright.tensor;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Short ways for tests to write computations and problems. */
final class Computations {

    private Computations() {}

    /** Parses {@code text}; {@code tensors} are written {@code A[M, K]} and the last one is the output. */
    static Computation parse(String text, String sizes, String... tensors) {
        List<String> names =
                Arrays.stream(sizes.split(" ")).filter(name -> !name.isEmpty()).toList();
        SequencedMap<String, List<Affine>> shapes = new LinkedHashMap<>();
        for (String tensor : tensors) {
            int bracket = tensor.indexOf('[');
            shapes.put(
                    tensor.substring(0, bracket),
                    Arrays.stream(tensor.substring(bracket + 1, tensor.length() - 1)
                                    .split(","))
                            .map(dimension -> TensorParser.affine(dimension, names))
                            .toList());
        }
        return TensorParser.parse(
                text, names, shapes, List.of(shapes.lastEntry().getKey()));
    }

    /** Reads sizes, {@code M=3 N=4}. */
    static Map<String, Long> sizes(String text) {
        Map<String, Long> sizes = new LinkedHashMap<>();
        for (String binding : text.split(" ")) {
            if (!binding.isEmpty()) {
                sizes.put(
                        binding.substring(0, binding.indexOf('=')),
                        Long.valueOf(binding.substring(binding.indexOf('=') + 1)));
            }
        }
        return sizes;
    }

    /** Returns {@code count} numbers of both signs that are all different. */
    static double[] numbers(int count, int seed) {
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = Math.sin(i * 1.7 + seed) + 0.1;
        }
        return numbers;
    }
}
