package dev.tilewright.kernel;

import dev.tilewright.space.Configuration;
import dev.tilewright.space.Formula;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A launch with numbers left open.
 *
 * @param entry the entry point
 * @param arguments names of buffers and sizes, in the order of the entry point's parameters; {@code long N} for a size that is passed as a
 *     whole number of 64 bits
 * @param globalSize work-items in each dimension, fastest first
 * @param localSize work-items of a group in each dimension
 */
public record TunableLaunch(String entry, List<String> arguments, List<Formula> globalSize, List<Formula> localSize) {

    private static final String WIDE = "long ";

    public TunableLaunch {
        arguments = List.copyOf(arguments);
        globalSize = List.copyOf(globalSize);
        localSize = List.copyOf(localSize);
    }

    /** Returns the argument that passes a size as a whole number of 64 bits. */
    public static String wide(String size) {
        return WIDE + size;
    }

    /** Tells whether an argument is passed as a whole number of 64 bits. */
    public static boolean isWide(String argument) {
        return argument.startsWith(WIDE);
    }

    /** Returns the name of the buffer or size of an argument. */
    public static String nameOf(String argument) {
        return isWide(argument) ? argument.substring(WIDE.length()).strip() : argument;
    }

    /** Returns the conditions under which groups fill the grid. */
    List<Formula> filled() {
        return IntStream.range(0, Math.min(globalSize.size(), localSize.size()))
                .mapToObj(d -> Formula.compose(
                        "%2$s > 0 && %1$s > 0 && %1$s %% %2$s == 0", globalSize.get(d), localSize.get(d)))
                .toList();
    }

    Launch instantiate(Configuration configuration, Map<String, Long> sizes, List<KernelArgument> launched) {
        return new Launch(
                entry, numbers(globalSize, configuration, sizes), numbers(localSize, configuration, sizes), launched);
    }

    private static List<Long> numbers(List<Formula> formulas, Configuration configuration, Map<String, Long> sizes) {
        return formulas.stream()
                .map(formula -> formula.compute(sizes, configuration))
                .toList();
    }
}
