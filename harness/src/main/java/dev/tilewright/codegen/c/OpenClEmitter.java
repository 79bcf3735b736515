package dev.tilewright.codegen.c;

import dev.tilewright.codegen.emit.Emitter;
import dev.tilewright.codegen.emit.EntryWriter;
import dev.tilewright.codegen.lower.Procedure;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Language;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.NumberTypes;
import dev.tilewright.loops.transform.Capability;
import dev.tilewright.loops.transform.FastMath;
import dev.tilewright.loops.transform.Limits;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Writes OpenCL C 1.2. */
public final class OpenClEmitter implements Emitter {

    @Override
    public Language language() {
        return Language.OPENCL;
    }

    @Override
    public Limits restrict(Limits device) {
        return device.and(Limits.NONE.without(Capability.MATRIX_UNITS));
    }

    @Override
    public void check(Procedure procedure) {
        // OpenCL C has vectors of all sizes, and its grids are as large as a size_t counts.
    }

    @Override
    public List<String> buildOptions(boolean relaxed) {
        return relaxed ? List.of("-cl-std=CL1.2", "-cl-unsafe-math-optimizations") : List.of("-cl-std=CL1.2");
    }

    @Override
    public Source emit(String name, List<Procedure> procedures) {
        Set<String> functions = new TreeSet<>();
        CDialect dialect = new OpenClDialect(functions);
        Source entries =
                EntryWriter.write(procedures, (stage, body) -> new CStage(stage, dialect, body), dialect::signature);
        StringBuilder text = new StringBuilder();
        List<Nest> nests = procedures.stream()
                .flatMap(procedure -> procedure.stages().stream())
                .map(Procedure::nest)
                .toList();
        boolean truncates = nests.stream().anyMatch(NumberTypes::truncates);
        boolean wide = truncates
                || nests.stream()
                        .flatMap(nest -> nest.shapes().keySet().stream().map(nest::type))
                        .anyMatch(ElementType.FLOAT64::equals);
        text.append("// ").append(name).append('\n');
        if (wide) {
            text.append("#pragma OPENCL EXTENSION cl_khr_fp64 : enable\n");
        }
        if (truncates && nests.stream().noneMatch(FastMath::in)) {
            text.append("#pragma OPENCL FP_CONTRACT OFF\n");
        }
        functions.forEach(function -> text.append('\n').append(function));
        return new Source(text.append(entries.text()).toString(), entries.parameters());
    }
}
