package dev.tilewright.codegen.c;

import dev.tilewright.codegen.emit.Emitter;
import dev.tilewright.codegen.emit.EntryWriter;
import dev.tilewright.codegen.lower.GridLimits;
import dev.tilewright.codegen.lower.Procedure;
import dev.tilewright.kernel.Language;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.NumberTypes;
import dev.tilewright.loops.transform.Capability;
import dev.tilewright.loops.transform.FastMath;
import dev.tilewright.loops.transform.Limits;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes CUDA C that needs no header, so that NVRTC compiles it as {@code nvcc} does.
 *
 * <p>Vectors are the built-in types of at most 16 bytes, {@code float4}, {@code double2}, {@code int4} and smaller ones; see
 * {@link CudaDialect} for their arithmetic and alignment. Limits are those that all devices have in common (CUDA C++ Programming
 * Guide, "Technical Specifications per Compute Capability").
 */
public final class CudaEmitter implements Emitter {

    private static final long GROUP_SIZE = 1024;
    private static final long STATIC_LOCAL_BYTES = 48 << 10;
    private static final int LANES = 4;
    private static final int VECTOR_BYTES = 16;

    @Override
    public Language language() {
        return Language.CUDA;
    }

    @Override
    public Limits restrict(Limits device) {
        return device.and(new Limits(
                GROUP_SIZE,
                STATIC_LOCAL_BYTES,
                LANES,
                Limits.UNROLLED_OPERATIONS,
                EnumSet.complementOf(EnumSet.of(Capability.LINE_HINTS))));
    }

    @Override
    public void check(Procedure procedure) throws IllegalTransformationException {
        Loop vector = procedure.nest().vectorLoop().orElse(null);
        if (vector != null) {
            long lanes = vector.trips().orElseThrow();
            int bytes = procedure.nest().type(procedure.nest().name()).bytes();
            if (lanes * bytes > VECTOR_BYTES) {
                throw new IllegalTransformationException(
                        "a vector of %d lanes takes %d bytes, and the largest in CUDA C has %d"
                                .formatted(lanes, lanes * bytes, VECTOR_BYTES));
            }
        }
        launches(procedure, "groups", procedure.groups(), GridLimits.SHORTEST.groups());
        launches(procedure, "work-items in a group", procedure.items(), GridLimits.SHORTEST.items());
    }

    private static void launches(Procedure procedure, String what, List<Long> sizes, List<Long> most)
            throws IllegalTransformationException {
        for (int d = 0; d < sizes.size(); d++) {
            if (sizes.get(d) > most.get(d)) {
                throw new IllegalTransformationException("%s would have %d %s along dimension %d, and CUDA launches %d"
                        .formatted(procedure.entry(), sizes.get(d), what, d, most.get(d)));
            }
        }
    }

    @Override
    public List<String> buildOptions(boolean relaxed) {
        return relaxed ? List.of("-std=c++17", "-use_fast_math") : List.of("-std=c++17");
    }

    @Override
    public List<String> buildOptions(List<Nest> nests) {
        boolean relaxed = nests.stream().anyMatch(FastMath::in);
        List<String> options = new ArrayList<>(buildOptions(relaxed));
        if (!relaxed && nests.stream().anyMatch(NumberTypes::truncates)) {
            options.add("-fmad=false");
        }
        return options;
    }

    @Override
    public Source emit(String name, List<Procedure> procedures) {
        Set<String> definitions = new TreeSet<>();
        CDialect dialect = new CudaDialect(definitions);
        Source entries =
                EntryWriter.write(procedures, (stage, body) -> new CStage(stage, dialect, body), dialect::signature);
        StringBuilder text = new StringBuilder();
        text.append("// ").append(name).append('\n');
        definitions.forEach(definition -> text.append('\n').append(definition));
        return new Source(text.append(entries.text()).toString(), entries.parameters());
    }
}
