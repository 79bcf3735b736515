package dev.tilewright.codegen;

import dev.tilewright.codegen.lower.SizeCondition;
import dev.tilewright.codegen.lower.SizeFormula;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.TunableKernel;
import dev.tilewright.space.Condition;
import dev.tilewright.space.Formula;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A program whose launches and buffers are formulas over the sizes of a problem, so that it is written once and run on many.
 *
 * @param kernel the source and how it is built
 * @param launches what is run, in order
 * @param scratch the buffers that launches share beside the task's arguments
 * @param derived the sizes that only the kernel knows, and how they follow from the task's own
 * @param requirements what a problem must satisfy for the source to be right
 * @param assumptions what else decided how it was written: a problem that satisfies all of both gets the same source
 */
public record ParametricProgram(
        Kernel kernel,
        List<ParametricLaunch> launches,
        List<ParametricBuffer> scratch,
        SequencedMap<String, SizeFormula> derived,
        Set<SizeCondition> requirements,
        Set<SizeCondition> assumptions) {

    public ParametricProgram {
        launches = List.copyOf(launches);
        scratch = List.copyOf(scratch);
        derived = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(derived));
        requirements = Collections.unmodifiableSet(new LinkedHashSet<>(requirements));
        assumptions = Collections.unmodifiableSet(new LinkedHashSet<>(assumptions));
    }

    /** Tells whether the same schedule gives the same source for a problem, of which {@code sizes} are the task's own. */
    public boolean fits(Map<String, Long> sizes) {
        return Stream.concat(requirements.stream(), assumptions.stream()).allMatch(condition -> condition.holds(sizes));
    }

    /**
     * Returns the program for a problem that it fits.
     *
     * @param sizes the task's own sizes
     * @param arguments the buffers of the task's arguments for them
     */
    public KernelProgram program(Map<String, Long> sizes, List<Buffer> arguments) {
        Map<String, Long> all = new HashMap<>(sizes);
        derived.forEach((name, value) -> all.put(name, value.evaluate(sizes)));
        List<Buffer> buffers = new ArrayList<>(arguments);
        scratch.forEach(buffer -> buffers.add(buffer.buffer(sizes)));
        return new KernelProgram(
                kernel,
                buffers,
                launches.stream().map(launch -> launch.launch(all)).toList());
    }

    /** Returns the program as somebody would write it down: formulas as text, and as constraints what the source depends on. */
    public TunableKernel written() {
        Map<String, Formula> sizes = new LinkedHashMap<>();
        derived.forEach((name, value) -> sizes.put(name, Formula.parse(value.toString())));
        return new TunableKernel(
                kernel.language(),
                kernel.source(),
                launches.stream().map(ParametricLaunch::written).toList(),
                scratch.stream().map(ParametricBuffer::written).toList(),
                sizes,
                List.of(),
                requirements.stream()
                        .map(condition -> Condition.parse(condition.toString()))
                        .toList());
    }
}
