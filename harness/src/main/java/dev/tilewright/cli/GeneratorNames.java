package dev.tilewright.cli;

import dev.tilewright.kernels.operator.Operators;
import dev.tilewright.search.EvolutionPlan;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Reads which generators make children, as the command line names them: {@code transform,tune}. */
final class GeneratorNames {

    static final List<String> USUAL = List.of("transform", "tune", "cross");

    private GeneratorNames() {}

    static List<String> parse(String text) {
        List<String> known = Stream.concat(Operators.names().stream(), Stream.of(EvolutionPlan.LLM))
                .toList();
        List<String> names =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (name.isEmpty()) {
                throw CommandFailure.usage(
                        "--generators \"%s\" leaves a name out; expected names with one comma between them, such as %s; there are %s"
                                .formatted(text, String.join(",", USUAL), String.join(", ", known)));
            }
            if (!known.contains(name)) {
                throw CommandFailure.usage("no generator is called %s%s; there are %s"
                        .formatted(name, Nearest.to(name, known), String.join(", ", known)));
            }
            if (!seen.add(name)) {
                throw CommandFailure.usage("--generators \"%s\" names %s twice".formatted(text, name));
            }
        }
        return names;
    }
}
