package dev.tilewright.kernel;

import dev.tilewright.space.Condition;
import dev.tilewright.space.Configuration;
import dev.tilewright.space.Formula;
import dev.tilewright.space.Space;
import dev.tilewright.space.Tunable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program with numbers left open: source, launches, scratch buffers between them, tunables and constraints.
 *
 * <p>Tunables are given to the source as macros ({@code -DTILE=16}), as in Kernel Tuner and CLBlast. An entry point takes its launch's
 * arguments in order: the name of a buffer, or that of a size, which is passed as {@code int32} or, where it is told so, in 64 bits.
 *
 * @param language the language of the source
 * @param source the source text
 * @param launches what is run, in order
 * @param scratch the buffers that launches share beside the task's arguments
 * @param derivedSizes sizes that follow from the task's and from tunables, by name
 * @param tunables what is left open
 * @param constraints what every configuration satisfies
 */
public record TunableKernel(
        Language language,
        String source,
        List<TunableLaunch> launches,
        List<TunableBuffer> scratch,
        Map<String, Formula> derivedSizes,
        List<Tunable> tunables,
        List<Condition> constraints) {

    public TunableKernel {
        launches = List.copyOf(launches);
        scratch = List.copyOf(scratch);
        derivedSizes = Map.copyOf(derivedSizes);
        tunables = List.copyOf(tunables);
        constraints = List.copyOf(constraints);
        if (launches.isEmpty()) {
            throw new IllegalArgumentException("a kernel must have a launch");
        }
    }

    /** Tells whether a launch depends on one of the sizes, by name. */
    public boolean namesASize(List<String> sizes) {
        return launches.stream()
                .flatMap(launch -> launch.globalSize().stream())
                .anyMatch(formula -> formula.names().stream().anyMatch(sizes::contains));
    }

    /** Returns the configurations that are allowed for {@code sizes}: by the constraints, and because their groups fill the grid. */
    public Space space(Map<String, Long> sizes) {
        List<Condition> all = new ArrayList<>(constraints);
        launches.forEach(launch -> all.addAll(launch.filled()));
        scratch.forEach(buffer -> buffer.shape().forEach(dimension -> all.add(Formula.compose("%1$s > 0", dimension))));
        return new Space(tunables, all, sizes);
    }

    /**
     * Returns the program that runs this kernel with {@code configuration}.
     *
     * @param sizes the problem's sizes
     * @param arguments the buffers of the task's arguments
     * @throws IllegalArgumentException if the geometry is impossible, or an argument is neither a buffer nor a size
     */
    public KernelProgram instantiate(Configuration configuration, Map<String, Long> sizes, List<Buffer> arguments) {
        List<String> options = new ArrayList<>();
        configuration.values().forEach((name, value) -> options.add("-D" + name + "=" + value));
        List<Buffer> buffers = new ArrayList<>(arguments);
        scratch.forEach(buffer -> buffers.add(buffer.instantiate(configuration, sizes)));
        List<Launch> launched = new ArrayList<>();
        for (TunableLaunch launch : launches) {
            List<KernelArgument> taken = launch.arguments().stream()
                    .map(name -> argument(launch.entry(), name, configuration, sizes, buffers))
                    .toList();
            launched.add(launch.instantiate(configuration, sizes, taken));
        }
        List<String> entries =
                launches.stream().map(TunableLaunch::entry).distinct().toList();
        return new KernelProgram(new Kernel(language, source, entries, options), buffers, launched);
    }

    private KernelArgument argument(
            String entry, String argument, Configuration configuration, Map<String, Long> sizes, List<Buffer> buffers) {
        String name = TunableLaunch.nameOf(argument);
        if (buffers.stream().anyMatch(buffer -> buffer.name().equals(name))) {
            return new KernelArgument.BufferArgument(name);
        }
        Formula derived = derivedSizes.get(name);
        Long size = derived == null ? sizes.get(name) : Long.valueOf(derived.compute(sizes, configuration));
        if (size == null) {
            throw new IllegalArgumentException(
                    "%s takes %s, which is neither a buffer nor a size".formatted(entry, name));
        }
        if (TunableLaunch.isWide(argument)) {
            return new KernelArgument.WideArgument(name, size);
        }
        if (size > Integer.MAX_VALUE || size < Integer.MIN_VALUE) {
            throw new IllegalArgumentException(
                    "%s takes %s as an int, which does not hold %d; declare it as long".formatted(entry, name, size));
        }
        return new KernelArgument.ScalarArgument(name, ElementType.INT32, size);
    }
}
