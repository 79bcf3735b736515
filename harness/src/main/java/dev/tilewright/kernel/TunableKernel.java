package dev.tilewright.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A kernel with numbers left open: source, tunables, constraints and launch geometry.
 *
 * <p>Tunables are given to the source as macros ({@code -DTILE=16}), as in Kernel Tuner and CLBlast. The entry point takes
 * {@code arguments} in order: the name of a buffer, or that of a size, which is passed as {@code int32}.
 *
 * @param language the language of the source
 * @param source the source text
 * @param entry the entry point
 * @param arguments names of buffers and sizes, in the order of the entry point's parameters
 * @param tunables what is left open
 * @param constraints what every configuration satisfies
 * @param globalSize work-items in each dimension, fastest first
 * @param localSize work-items of a group in each dimension
 */
public record TunableKernel(
        Language language,
        String source,
        String entry,
        List<String> arguments,
        List<Tunable> tunables,
        List<Formula> constraints,
        List<Formula> globalSize,
        List<Formula> localSize) {

    public TunableKernel {
        arguments = List.copyOf(arguments);
        tunables = List.copyOf(tunables);
        constraints = List.copyOf(constraints);
        globalSize = List.copyOf(globalSize);
        localSize = List.copyOf(localSize);
    }

    /** Tells whether the launch depends on one of the sizes, by name. */
    public boolean namesASize(List<String> sizes) {
        return globalSize.stream()
                .anyMatch(formula -> sizes.stream()
                        .anyMatch(size -> Pattern.compile("\\b" + size + "\\b")
                                .matcher(formula.toString())
                                .find()));
    }

    /** Returns the configurations that are allowed for {@code sizes}: by the constraints, and because their groups fill the grid. */
    public Space space(Map<String, Long> sizes) {
        List<Formula> all = new ArrayList<>(constraints);
        for (int d = 0; d < Math.min(globalSize.size(), localSize.size()); d++) {
            all.add(Formula.parse("(%2$s) > 0 && (%1$s) > 0 && (%1$s) %% (%2$s) == 0"
                    .formatted(globalSize.get(d), localSize.get(d))));
        }
        return new Space(tunables, all, sizes);
    }

    /**
     * Returns the program that runs this kernel with {@code configuration}.
     *
     * @param sizes the problem's sizes
     * @param buffers the problem's buffers
     * @throws IllegalArgumentException if the geometry is impossible, or an argument is neither a buffer nor a size
     */
    public KernelProgram instantiate(Configuration configuration, Map<String, Long> sizes, List<Buffer> buffers) {
        List<String> options = new ArrayList<>();
        configuration.values().forEach((name, value) -> options.add("-D" + name + "=" + value));
        List<KernelArgument> launched = new ArrayList<>();
        for (String name : arguments) {
            Long size = sizes.get(name);
            if (buffers.stream().anyMatch(buffer -> buffer.name().equals(name))) {
                launched.add(new KernelArgument.BufferArgument(name));
            } else if (size != null) {
                launched.add(new KernelArgument.ScalarArgument(name, ElementType.INT32, size));
            } else {
                throw new IllegalArgumentException(
                        "%s takes %s, which is neither an argument nor a size of the task".formatted(entry, name));
            }
        }
        Launch launch = new Launch(
                entry,
                globalSize.stream()
                        .map(formula -> formula.compute(sizes, configuration))
                        .toList(),
                localSize.stream()
                        .map(formula -> formula.compute(sizes, configuration))
                        .toList(),
                launched);
        return new KernelProgram(new Kernel(language, source, List.of(entry), options), buffers, List.of(launch));
    }
}
