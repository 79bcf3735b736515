package dev.tilewright.codegen.java;

import dev.tilewright.codegen.emit.SourceText;
import dev.tilewright.codegen.lower.Code;
import dev.tilewright.codegen.lower.Procedure;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Writes what a group does for one statement of an entry point, in Java for TornadoVM.
 *
 * <p>A kernel whose groups have one work-item each is written as nested {@code @Parallel} loops in place of the grid. They stay open
 * until the last statement. TornadoVM spreads the outermost loop over dimension 0 and so on, and so the innermost loop of the nest is
 * written outermost.
 */
final class TornadoStage extends JavaStage {

    private final TornadoJava dialect;
    private final boolean parallel;
    private int opened;
    private int nested;

    /** Makes a writer that goes on with {@code body}. */
    TornadoStage(Procedure procedure, boolean parallel, TornadoJava dialect, Set<String> members, SourceText body) {
        super(procedure, dialect, members, body);
        this.dialect = dialect;
        this.parallel = parallel;
    }

    /** Tells whether an entry point can be written with {@code @Parallel} loops: nobody shares anything, and each loop has a dimension. */
    static boolean parallel(Procedure procedure) {
        return procedure.groupSize() == 1
                && procedure.earlier().isEmpty()
                && procedure.tiles().isEmpty()
                && !procedure.sharedDefinitions().isEmpty()
                && procedure.sharedDefinitions().stream()
                        .allMatch(code -> code instanceof Code.DefineFromGrid(var _, var group, var item)
                                && item.isEmpty()
                                && group.orElseThrow().dividend().isEmpty()
                                && group.orElseThrow().modulus().isEmpty());
    }

    @Override
    protected void statements(List<Code> statements, boolean last) {
        boolean places = parallel && statements.stream().allMatch(Code.DefineFromGrid.class::isInstance);
        nested++;
        super.statements(places ? byDimension(statements) : statements, last);
        nested--;
        if (last && nested == 0) {
            while (opened > 0) {
                body.close();
                opened--;
            }
        }
    }

    /**
     * Writes where a parallel loop ends. A parameter that ends one by itself would be taken from the launch wherever the kernel
     * mentions it, the first such parameter from dimension 0, whatever loop it ends.
     */
    private String end(Code.Trips trips) {
        String text = control.trips(trips);
        return trips.step() == 1 && trips.extent().isName() ? "Math.max(%s, 0)".formatted(text) : text;
    }

    private static List<Code> byDimension(List<Code> places) {
        return places.stream()
                .map(Code.DefineFromGrid.class::cast)
                .sorted(Comparator.comparingInt(
                        place -> place.group().orElseThrow().dimension()))
                .map(Code.class::cast)
                .toList();
    }

    /** Its compiler fails on the code of loops with two ends where it unrolls them. */
    @Override
    String head(Code.For loop) {
        return control.loopToLesser(loop, "Math.min");
    }

    @Override
    void defineFromGrid(Code.DefineFromGrid define) {
        if (!parallel) {
            super.defineFromGrid(define);
            return;
        }
        Code.GridIndex index = define.group().orElseThrow();
        String variable = names.given(define.variable());
        boolean strided = index.step() > 1;
        String counted = strided ? names.own(variable + "_number") : variable;
        body.open(dialect.parallelLoop(counted, end(index.trips())));
        opened++;
        if (strided) {
            body.line("int %s = %s * %d;".formatted(variable, counted, index.step()));
        }
    }
}
