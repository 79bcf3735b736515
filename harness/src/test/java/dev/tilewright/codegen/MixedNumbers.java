package dev.tilewright.codegen;

import dev.tilewright.kernel.ElementType;
import dev.tilewright.loops.Computations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Draws computations on whole and real numbers together: statements of random expressions, each an output of its own, of every type.
 *
 * <p>Constants and real inputs are fractions of few bits, so that sums and products are exact in every order. What single precision does
 * not round as double precision does, a quotient or a root, is kept out of what decides in a statement that assigns real numbers:
 * conditions and {@code floor}.
 */
final class MixedNumbers {

    private static final List<String> TENSORS = List.of("X[N]", "Z[N]", "W[N, 4]", "F[N]", "G[N, 4]");
    private static final List<String> WHOLE = List.of("X[i]", "Z[i]", "W[i, 1]");
    private static final List<String> REAL = List.of("F[i]", "G[i, 2]", "F[i]");
    private static final List<String> EITHER = List.of("i", "N - i", "3 * i + 1", "i * i", "2", "3", "-5", "7", "1");
    private static final List<String> FRACTIONS = List.of("0.5", "1.5", "-0.25");

    private final RandomGenerator random;
    private final boolean real;

    private MixedNumbers(RandomGenerator random, boolean real) {
        this.random = random;
        this.real = real;
    }

    /** Draws a computation of several statements. */
    static Cases.Case draw(RandomGenerator random, int statements) {
        List<String> tensors = new ArrayList<>(TENSORS);
        List<String> outputs = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        Map<String, ElementType> types = types();
        for (int s = 0; s < statements; s++) {
            ElementType type = List.of(ElementType.INT32, ElementType.FLOAT32, ElementType.INT32, ElementType.FLOAT64)
                    .get(s % 4);
            String name = "Y" + s;
            String value = new MixedNumbers(random, type != ElementType.INT32).value(3, false);
            if (random.nextInt(3) == 0 && value.contains("[i")) {
                lines.add("T%d[i] = %s".formatted(s, value));
                value = "T%d[i] + %s".formatted(s, random.nextBoolean() ? "X[i]" : "F[i]");
            }
            lines.add("%s[i] = %s".formatted(name, value));
            tensors.add(name + "[N]");
            outputs.add(name);
            types.put(name, type);
        }
        return of(String.join("\n", lines), tensors, outputs, types);
    }

    /** Returns a computation of one statement on the same inputs. */
    static Cases.Case of(String text, String output, ElementType type) {
        Map<String, ElementType> types = types();
        String name = output.substring(0, output.indexOf('['));
        types.put(name, type);
        List<String> tensors = new ArrayList<>(TENSORS);
        tensors.add(output);
        return of(text, tensors, List.of(name), types);
    }

    private static Cases.Case of(
            String text, List<String> tensors, List<String> outputs, Map<String, ElementType> types) {
        return new Cases.Case("mixed", text, Computations.parse(text, List.of("N"), tensors, outputs, types), types);
    }

    private static Map<String, ElementType> types() {
        Map<String, ElementType> types = new TreeMap<>();
        TENSORS.forEach(tensor -> types.put(
                tensor.substring(0, 1),
                "FG".contains(tensor.substring(0, 1)) ? ElementType.FLOAT32 : ElementType.INT32));
        return types;
    }

    /** @param decides whether an inexact value would show as a whole unit or another branch */
    private String value(int depth, boolean decides) {
        if (depth == 0 || random.nextInt(6) == 0) {
            return leaf();
        }
        boolean exact = real && decides;
        return switch (random.nextInt(exact ? 7 : 10)) {
            case 0 -> "(%s + %s)".formatted(value(depth - 1, decides), value(depth - 1, decides));
            case 1 -> "(%s - %s)".formatted(value(depth - 1, decides), value(depth - 1, decides));
            case 2 -> "%s * %s".formatted(group(depth, decides), group(depth, decides));
            case 3 ->
                "%s(%s, %s)"
                        .formatted(
                                random.nextBoolean() ? "min" : "max",
                                "(" + value(depth - 1, decides) + ")",
                                value(depth - 1, decides));
            case 4 -> "%s(%s)".formatted(random.nextBoolean() ? "abs" : "-", value(depth - 1, decides));
            case 5 ->
                "select(%s, %s, %s)"
                        .formatted(condition(depth - 1), value(depth - 1, decides), value(depth - 1, decides));
            case 6 -> "floor(%s)".formatted(value(depth - 1, true));
            case 7 -> "%s / %s".formatted(group(depth, decides), divisor());
            case 8 -> reduction(decides);
            default -> "sqrt(abs(%s))".formatted(value(depth - 1, decides));
        };
    }

    private String group(int depth, boolean decides) {
        return "(" + value(depth - 1, decides) + ")";
    }

    private String condition(int depth) {
        String comparison = "%s %s %s"
                .formatted(value(depth, true), pick(List.of("<", "<=", ">", ">=", "==", "!=")), value(depth, true));
        return switch (random.nextInt(4)) {
            case 0 -> comparison + " && " + condition(0);
            case 1 -> "!(" + comparison + ")";
            default -> comparison;
        };
    }

    private String divisor() {
        return switch (random.nextInt(3)) {
            case 0 -> "7";
            case 1 -> "(abs(%s) + 1)".formatted(leaf());
            default -> "4";
        };
    }

    private String reduction(boolean decides) {
        String body = pick(List.of("W[i, k]", "W[i, k] * X[i]", "G[i, k]", "W[i, k] * G[i, k]", "k * W[i, k]", "k"));
        return body.equals("k")
                ? "sum(k, k + 0 * W[i, k])"
                : "%s(k, %s)".formatted(pick(List.of("sum", "max", "min")), body);
    }

    private String leaf() {
        return switch (random.nextInt(6)) {
            case 0, 1 -> pick(WHOLE);
            case 2, 3 -> pick(EITHER);
            case 4 -> pick(REAL);
            default -> pick(FRACTIONS);
        };
    }

    private String pick(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
