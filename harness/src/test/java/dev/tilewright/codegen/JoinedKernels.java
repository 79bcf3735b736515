package dev.tilewright.codegen;

import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.Language;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Many kernels in CUDA C as one, since a start of {@code nvcc} takes a third of a second: each in a namespace of its own, with entry
 * points renamed by macros, and with lines numbered as in the kernel's source.
 *
 * @param kernel all of them
 */
record JoinedKernels(Kernel kernel) {

    /** Functions that kernels overload: within a namespace, an overload would hide CUDA's own. */
    private static final String OVERLOADED = Stream.of(
                    "abs", "cos", "exp", "log", "max", "min", "pow", "rsqrt", "sin", "sqrt", "tanh")
            .map("using ::%s;"::formatted)
            .collect(Collectors.joining(" "));

    static JoinedKernels of(List<Kernel> kernels) {
        StringBuilder text = new StringBuilder();
        List<String> entries = new ArrayList<>();
        Set<String> options = new LinkedHashSet<>();
        for (int i = 0; i < kernels.size(); i++) {
            Kernel kernel = kernels.get(i);
            options.addAll(kernel.buildOptions());
            String first = kernel.source()
                    .lines()
                    .findFirst()
                    .orElse("")
                    .replaceAll("[^\\w-]+", " ")
                    .strip();
            for (String entry : kernel.entries()) {
                text.append("#define %s %s_%d%n".formatted(entry, entry, i));
                entries.add("%s_%d".formatted(entry, i));
            }
            text.append("namespace kernel_%d {%n%s%n#line 1 \"%d %s\"%n%s}%n"
                    .formatted(i, OVERLOADED, i, first, kernel.source()));
            for (String entry : kernel.entries()) {
                text.append("#undef %s%n".formatted(entry));
            }
        }
        return new JoinedKernels(new Kernel(Language.CUDA, text.toString(), entries, List.copyOf(options)));
    }
}
