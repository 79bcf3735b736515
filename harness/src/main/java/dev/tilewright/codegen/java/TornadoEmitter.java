package dev.tilewright.codegen.java;

import dev.tilewright.codegen.emit.Emitter;
import dev.tilewright.codegen.emit.EntryWriter;
import dev.tilewright.codegen.lower.Identifiers;
import dev.tilewright.codegen.lower.Procedure;
import dev.tilewright.kernel.Language;
import dev.tilewright.loops.transform.Capability;
import dev.tilewright.loops.transform.Limits;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes Java that TornadoVM compiles for a device.
 *
 * <p>Kernels without work-items that share something are {@code @Parallel} loops; all others take a {@code KernelContext}, with tiles
 * in local memory and barriers. The compiler behind it takes no hints, so unrolled loops are written out, and accumulators are local
 * variables. There are no vectors: those of TornadoVM cannot be read from its plain arrays.
 */
public final class TornadoEmitter implements Emitter {

    /** TornadoVM makes ten statements of one and a block of each branch, and gives up, or the driver below takes minutes, at some thousands. */
    private static final long UNROLLED_OPERATIONS = 512;

    @Override
    public Language language() {
        return Language.TORNADO;
    }

    @Override
    public Limits restrict(Limits device) {
        return device.and(new Limits(
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                1,
                UNROLLED_OPERATIONS,
                EnumSet.of(Capability.WORK_ITEMS, Capability.BARRIERS_IN_BRANCHES)));
    }

    @Override
    public void check(Procedure procedure) {
        // Its arrays and grids are bounded by memory alone.
    }

    @Override
    public List<String> buildOptions(boolean relaxed) {
        return List.of();
    }

    @Override
    public Source emit(String name, List<Procedure> procedures) {
        Set<String> imports = new TreeSet<>();
        Set<String> members = new TreeSet<>();
        TornadoJava dialect = new TornadoJava(imports);
        List<Procedure> written = procedures.stream().map(Procedure::writtenOut).toList();
        Source entries = EntryWriter.write(
                written,
                (stage, body) -> new TornadoStage(stage, parallel(stage, written), dialect, members, body),
                (head, procedure, parameters) -> {
                    Identifiers names =
                            new Identifiers(procedure.stages().getFirst().nest());
                    List<String> all = new ArrayList<>(parameters);
                    if (!parallel(procedure, written)) {
                        all.addFirst(dialect.context(names));
                    }
                    head.signature("public static void " + procedure.entry(), all);
                });
        return new Source(JavaEmitter.file(name, imports, members, entries.text()), entries.parameters());
    }

    /** Tells whether a stage is a whole entry point that can be written with {@code @Parallel} loops. */
    private static boolean parallel(Procedure stage, List<Procedure> entries) {
        return entries.contains(stage) && TornadoStage.parallel(stage);
    }
}
