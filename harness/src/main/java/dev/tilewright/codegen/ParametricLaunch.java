package dev.tilewright.codegen;

import dev.tilewright.codegen.lower.SizeFormula;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.kernel.Launch;
import dev.tilewright.kernel.TunableLaunch;
import dev.tilewright.space.Formula;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A launch whose grid depends on sizes.
 *
 * @param entry the entry point
 * @param parameters the names of its parameters, in order: tensors, then sizes
 * @param globalSize work-items in three dimensions, fastest first
 * @param localSize work-items of a group in the same dimensions
 */
public record ParametricLaunch(
        String entry, List<String> parameters, List<SizeFormula> globalSize, List<Long> localSize) {

    public ParametricLaunch {
        parameters = List.copyOf(parameters);
        globalSize = List.copyOf(globalSize);
        localSize = List.copyOf(localSize);
    }

    /** Returns the launch for a problem, whose derived sizes are among {@code sizes}, without dimensions that are 1 at the end. */
    Launch launch(Map<String, Long> sizes) {
        List<KernelArgument> arguments = new ArrayList<>();
        for (String parameter : parameters) {
            Long size = sizes.get(parameter);
            arguments.add(
                    size == null
                            ? new KernelArgument.BufferArgument(parameter)
                            : new KernelArgument.ScalarArgument(parameter, ElementType.INT32, size));
        }
        List<Long> global =
                globalSize.stream().map(extent -> extent.evaluate(sizes)).toList();
        int dimensions = global.size();
        while (dimensions > 1 && global.get(dimensions - 1) == 1) {
            dimensions--;
        }
        return new Launch(entry, global.subList(0, dimensions), localSize.subList(0, dimensions), arguments);
    }

    TunableLaunch written() {
        int dimensions = globalSize.size();
        while (dimensions > 1 && globalSize.get(dimensions - 1).equals(SizeFormula.of(1))) {
            dimensions--;
        }
        return new TunableLaunch(
                entry,
                parameters,
                globalSize.subList(0, dimensions).stream()
                        .map(extent -> Formula.parse(extent.toString()))
                        .toList(),
                localSize.subList(0, dimensions).stream()
                        .map(extent -> Formula.parse(Long.toString(extent)))
                        .toList());
    }
}
