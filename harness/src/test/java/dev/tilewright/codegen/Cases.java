package dev.tilewright.codegen;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.loops.Computations;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.task.Argument;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskCatalogue;
import dev.tilewright.tensor.Computation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The computations that random schedules are tried on: every task, and what the tasks have nothing of. */
final class Cases {

    private static final long[] SIZES = {1, 2, 3, 4, 5, 7, 8, 11, 13, 16, 17, 24, 29, 32, 37, 48, 61, 64, 67};

    /**
     * A computation with sizes to choose.
     *
     * @param name what it is called
     * @param text the expression, for messages
     * @param computation the expression, parsed
     * @param types the element types of its arguments
     */
    record Case(String name, String text, Computation computation, Map<String, ElementType> types) {

        LoopNests nests(Map<String, Long> sizes) {
            return LoopNests.of(computation, types, sizes);
        }

        /** Returns the same computation with all arguments of one type. */
        Case with(ElementType type) {
            Map<String, ElementType> all = new TreeMap<>();
            types.keySet().forEach(tensor -> all.put(tensor, type));
            return new Case(name, text, computation, all);
        }

        /** Returns the buffers of the arguments. */
        List<Buffer> arguments(Map<String, Long> sizes) {
            List<Buffer> arguments = new ArrayList<>();
            computation.shapes().forEach((tensor, shape) -> {
                boolean input = computation.inputs().contains(tensor);
                if (input || computation.outputs().contains(tensor)) {
                    List<Long> here =
                            shape.stream().map(extent -> extent.evaluate(sizes)).toList();
                    Buffer.Role role = input ? Buffer.Role.INPUT : Buffer.Role.OUTPUT;
                    ElementType type = Objects.requireNonNull(types.get(tensor));
                    arguments.add(new Buffer(tensor, type, here, role));
                }
            });
            return arguments;
        }

        /**
         * Draws sizes: primes, 1, powers of two, and others up to 70, so that no statement has more than {@code most} iterations and
         * no tensor more elements.
         */
        SequencedMap<String, Long> draw(RandomGenerator random, long most) {
            while (true) {
                SequencedMap<String, Long> sizes = new LinkedHashMap<>();
                for (String size : computation.sizes()) {
                    sizes.put(
                            size,
                            random.nextInt(3) == 0 ? random.nextLong(3, 71) : SIZES[random.nextInt(SIZES.length)]);
                }
                boolean small = computation.statements().stream()
                        .allMatch(statement -> statement.extents().values().stream()
                                        .mapToLong(extent -> extent.evaluate(sizes))
                                        .reduce(1, Math::multiplyExact)
                                <= most);
                if (small) {
                    return sizes;
                }
            }
        }
    }

    private static final List<Case> ALL = Stream.concat(tasks(), extras()).toList();

    private Cases() {}

    static List<Case> all() {
        return ALL;
    }

    static Case named(String name) {
        return ALL.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    }

    private static Stream<Case> tasks() {
        List<Case> cases = new ArrayList<>();
        for (Task task : new TaskCatalogue(Path.of("..", "tasks")).all()) {
            Map<String, ElementType> types = new TreeMap<>();
            for (Argument argument : task.arguments()) {
                types.put(argument.name(), argument.type());
            }
            task.computation()
                    .ifPresent(computation ->
                            cases.add(new Case(task.name(), task.compute().orElseThrow(), computation, types)));
        }
        return cases.stream();
    }

    private static Stream<Case> extras() {
        return Stream.of(
                extra("pad", "Y[i] = select(i >= 1 && i <= N, X[i - 1], 0)", "N", "X[N]", "Y[N + 2]"),
                extra(
                        "blur",
                        "Y[i] = sum(r, select(i + r >= 1 && i + r <= N, X[i + r - 1] * W[r], 0))",
                        "N",
                        "X[N]",
                        "W[3]",
                        "Y[N]"),
                extra("row-max", "Y[i] = max(j, X[i, j] * W[j])", "M N", "X[M, N]", "W[N]", "Y[M]"),
                extra("column-min", "Y[j] = min(i, X[i, j] - W[j])", "M N", "X[M, N]", "W[N]", "Y[N]"),
                extra("row-product", "Y[i] = prod(j, X[i, j])", "M N", "X[M, N]", "Y[M]"),
                extra("two-reductions", "Y[i] = sum(k, A[i, k]) / max(k, A[i, k])", "M K", "A[M, K]", "Y[M]"),
                extra(
                        "nested-reductions",
                        "Y[i] = sum(k, A[i, k] * max(j, B[k, j]))",
                        "M N",
                        "A[M, N]",
                        "B[N, 5]",
                        "Y[M]"),
                extra("strided", "Y[i] = A[2 * i + 1] - A[2 * i]", "N", "A[2 * N]", "Y[N]"),
                extra("strided-window", "Y[i] = sum(r, A[2 * i + r] * W[r])", "N", "A[2 * N + 1]", "W[3]", "Y[N]"),
                extra(
                        "window",
                        "Y[y, x] = sum(r, s, X[y + r, x + s] * W[r, s])",
                        "H W_",
                        "X[H + 2, W_ + 2]",
                        "W[3, 3]",
                        "Y[H, W_]"),
                extra("index-as-value", "Y[i, j] = X[i, j] * i + N - j", "M N", "X[M, N]", "Y[M, N]"),
                extra(
                        "scaled",
                        "Y[i] = 0.5 * sum(k, A[i, k] * X[k]) - -Z[i] / M",
                        "M K",
                        "A[M, K]",
                        "X[K]",
                        "Z[M]",
                        "Y[M]"),
                extra(
                        "operand-outside",
                        "Y[i] = sum(k, A[i, k] * X[k]) - A[i, 0] * X[i]",
                        "N",
                        "A[N, N]",
                        "X[N]",
                        "Y[N]"),
                extra("triangle", "Y[i] = sum(k, select(k <= i || k == 5, A[i, k], 0))", "N", "A[N, N]", "Y[N]"),
                extra("weighted", "Y[i] = sum(k, A[i, k] * k)", "M K", "A[M, K + 2]", "Y[M]"),
                extra("reverse", "Y[i] = X[N - 1 - i] * 2", "N", "X[N]", "Y[N]"),
                extra("trace", "S[0] = sum(i, j, A[i, j] * B[j, i])", "M N", "A[M, N]", "B[N, M]", "S[1]"),
                extra("time", "Y[t, item] = X[t + 1, item] + X[t, item]", "N M", "X[N + 1, M]", "Y[N, M]"),
                extra("guarded-sum", "Y[i] = select(i >= 1, sum(k, A[i - 1, k]), 0)", "N K", "A[N, K]", "Y[N]"),
                extra(
                        "fragments",
                        "Y[i, j] = sum(k, A[i, k] * B[k, j]) * Z[j] - A[i, 0]",
                        "M N K",
                        "A[16 * M, 8 * K]",
                        "B[8 * K, 8 * N]",
                        "Z[8 * N]",
                        "Y[16 * M, 8 * N]"),
                extra(
                        "blocks",
                        "Y[b, j, i] = sum(r, k, A[r, k, i] * B[b, j, k + r])",
                        "M N L",
                        "A[2, 8, 16 * M]",
                        "B[L, 8 * N, 9]",
                        "Y[L, 8 * N, 16 * M]"),
                extra("filter", "Y[i] = sum(k, X[i + k] * W[k])", "N K", "X[N + K]", "W[K]", "Y[N]"),
                extra(
                        "functions",
                        "Y[i] = sqrt(abs(X[i])) + exp(-X[i]) * max(X[i], 0.5) - tanh(X[i]) / pow(X[i], 2) + log(X[i])",
                        "N",
                        "X[N]",
                        "Y[N]"),
                extra("roots", """
                        Root[i] = sqrt(X[i])
                        Y[i] = sum(r, Root[i + r] * W[r]) - Root[i]
                        """, "N", "X[N + 2]", "W[3]", "Y[N]"),
                extra("chain", """
                        S[0] = Z[0] * 2
                        E[i, j] = X[i, j] * i + N
                        F[j, i] = E[i, j] - X[i, j] * S[0]
                        Y[i, j] = F[j, i] * E[i, j]
                        """, "M N", "X[M, N]", "Z[1]", "Y[M, N]"),
                extra("log-sum", """
                        H[i] = max(j, X[i, j] * W[j])
                        T[r] = sum(k, exp(X[r, k] * W[k] - H[r]))
                        Y[i] = log(T[i]) + H[i]
                        """, "M N", "X[M, N]", "W[N]", "Y[M]"),
                extra("outer", "Y[i, j, k] = X[i] * Z[j] - X[k]", "N M", "X[N]", "Z[M]", "Y[N, M, N]"));
    }

    private static Case extra(String name, String text, String sizes, String... tensors) {
        List<String> names = List.of(sizes.split(" "));
        String output = tensors[tensors.length - 1];
        List<String> outputs = List.of(output.substring(0, output.indexOf('[')));
        Computation computation = Computations.parse(text, names, List.of(tensors), outputs);
        Map<String, ElementType> types = new TreeMap<>();
        computation.shapes().keySet().forEach(tensor -> types.put(tensor, ElementType.FLOAT32));
        return new Case(name, text, computation, types);
    }
}
