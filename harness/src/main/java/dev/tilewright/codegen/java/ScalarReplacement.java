package dev.tilewright.codegen.java;

import dev.tilewright.codegen.lower.Code;
import dev.tilewright.codegen.lower.Value;
import dev.tilewright.tensor.Affine;
import java.util.ArrayList;
import java.util.List;

/** Which accumulators can be local variables, each with a name of its own: those that are only met with constant numbers. */
final class ScalarReplacement {

    private ScalarReplacement() {}

    /** Returns the suffixes of the names of an array's elements, {@code _0_1}. */
    static List<String> declare(List<Long> extents) {
        List<String> suffixes = List.of("");
        for (long extent : extents) {
            List<String> longer = new ArrayList<>();
            for (String suffix : suffixes) {
                for (long i = 0; i < extent; i++) {
                    longer.add(suffix + "_" + i);
                }
            }
            suffixes = longer;
        }
        return suffixes;
    }

    /** Returns the suffix of an element's name. */
    static String suffix(List<Affine> indices) {
        StringBuilder suffix = new StringBuilder();
        indices.forEach(index -> suffix.append('_').append(index.constant()));
        return suffix.toString();
    }

    /** Tells whether statements mention the accumulators {@code name} with constant numbers alone. */
    static boolean numbered(String name, List<Code> statements) {
        return statements.stream().allMatch(code -> numbered(name, code));
    }

    private static boolean numbered(String name, Code code) {
        return switch (code) {
            case Code.Block(var statements) -> numbered(name, statements);
            case Code.Scope(var statements) -> numbered(name, statements);
            case Code.For loop -> numbered(name, loop.body());
            case Code.If(var _, Code then, Code otherwise) -> numbered(name, then) && numbered(name, otherwise);
            case Code.SetAccumulator(var accumulator, Value _) -> constant(name, accumulator);
            case Code.FoldAccumulator(var accumulator, var _, Value _) -> constant(name, accumulator);
            case Code.SetLanes(var first, var _) -> !first.name().equals(name);
            case Code.Halving(var _, var _, Code body) -> numbered(name, body);
            default -> true;
        };
    }

    private static boolean constant(String name, Value.Accumulator accumulator) {
        return !accumulator.name().equals(name)
                || accumulator.indices().stream().allMatch(Affine::isConstant);
    }
}
