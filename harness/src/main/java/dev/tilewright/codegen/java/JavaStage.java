package dev.tilewright.codegen.java;

import dev.tilewright.codegen.emit.SourceText;
import dev.tilewright.codegen.emit.StageWriter;
import dev.tilewright.codegen.emit.TileCopy;
import dev.tilewright.codegen.lower.Code;
import dev.tilewright.codegen.lower.Partials;
import dev.tilewright.codegen.lower.Procedure;
import dev.tilewright.codegen.lower.TensorUse;
import dev.tilewright.loops.nest.Tile;
import dev.tilewright.tensor.Affine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes what a group does for one statement of an entry point, in Java. */
class JavaStage extends StageWriter {
    private final JavaDialect dialect;
    private final JavaValues values;
    private final Set<String> undeclared = new HashSet<>();

    /**
     * Makes a writer that goes on with {@code body}.
     *
     * @param members what the class must have beside its entry points
     */
    JavaStage(Procedure procedure, JavaDialect dialect, Set<String> members, SourceText body) {
        super(procedure, body, "(long) "::concat);
        this.dialect = dialect;
        values = new JavaValues(nest, names, writer, control, dialect, members);
        procedure.partials().forEach(partials -> values.arrays().put(partials.name(), partials.extents()));
    }

    @Override
    protected String declaredSize(String size) {
        return "int " + names.given(size);
    }

    @Override
    protected String declaredTensor(String tensor, TensorUse use) {
        return dialect.parameter(nest.type(tensor), names.given(tensor));
    }

    @Override
    protected List<String> local() {
        List<String> lines = new ArrayList<>();
        for (Tile tile : procedure.tiles()) {
            String tensor = tile.staged().tensor();
            lines.add(dialect.local(names, nest.type(tensor), names.tile(tensor), tile.allocatedElements()));
        }
        for (Partials partials : procedure.partials()) {
            long elements = partials.extents().stream().reduce(1L, Math::multiplyExact);
            lines.add(dialect.local(names, nest.type(nest.name()), partials.name(), elements));
        }
        if (!procedure.tiles().isEmpty() && procedure.groupSize() > 1) {
            lines.add("int %s = %s;".formatted(names.own("item"), item()));
        }
        return lines;
    }

    /** Writes the number of the work-item in its group, over all dimensions. */
    private String item() {
        List<Long> items = procedure.items();
        StringBuilder text = new StringBuilder(dialect.item(names, 0));
        long below = items.getFirst();
        for (int d = 1; d < items.size(); d++) {
            if (items.get(d) > 1) {
                text.append(" + ").append(dialect.item(names, d)).append(" * ").append(below);
            }
            below *= items.get(d);
        }
        return text.toString();
    }

    @Override
    protected void statements(List<Code> statements, boolean last) {
        for (int i = 0; i < statements.size(); i++) {
            boolean end = last && i == statements.size() - 1;
            Code code = statements.get(i);
            if (code instanceof Code.DeclareAccumulators(var name, var extents, int lanes)) {
                List<Code> rest = statements.subList(i + 1, statements.size());
                if (ScalarReplacement.numbered(name, rest)) {
                    ScalarReplacement.declare(extents).forEach(suffix -> undeclared.add(name + suffix));
                } else {
                    values.arrays().put(name, extents);
                    body.line("%s[] %s = new %s[%d];"
                            .formatted(
                                    values.type(lanes),
                                    name,
                                    values.type(lanes),
                                    extents.stream().reduce(1L, Math::multiplyExact)));
                }
            } else {
                statement(code, end);
            }
        }
    }

    private void statement(Code code, boolean last) {
        switch (code) {
            case Code.Block(var statements) -> statements(statements, last);
            case Code.Scope(var statements) -> {
                Map<String, List<Long>> outer = new HashMap<>(values.arrays());
                scope(statements, last);
                values.arrays().clear();
                values.arrays().putAll(outer);
            }
            case Code.For loop -> {
                body.open(head(loop));
                statements(List.of(loop.body()), true);
                body.close();
            }
            case Code.If branch -> branch(branch);
            case Code.DefineFromGrid define -> defineFromGrid(define);
            case Code.DefineLesser(String variable, var first, var second) ->
                body.line("int %s = Math.min(%s, %s);"
                        .formatted(names.given(variable), writer.affine(first), writer.affine(second)));
            case Code.DefineRemainder(String variable, var extent, long multiple) ->
                body.line("int %s = %s / %d * %d;"
                        .formatted(names.given(variable), writer.factor(extent), multiple, multiple));
            case Code.DeclareAccumulators _ -> statements(List.of(code), last);
            case Code.SetAccumulator(var accumulator, var value) -> {
                String place = values.text(accumulator);
                String declaration = undeclared.remove(place) ? values.type(accumulator.lanes()) + " " : "";
                body.line("%s%s = %s;".formatted(declaration, place, values.stored(value, accumulator.lanes())));
            }
            case Code.FoldAccumulator(var accumulator, var reducer, var value) ->
                body.line(values.fold(accumulator, reducer, value) + ";");
            case Code.PrefetchLine _ -> throw new IllegalStateException("a hint in a language that takes none");
            case Code.TransposeRegisters(String name, int lanes) ->
                values.transpose(name, lanes).forEach(line -> body.line(line + ";"));
            case Code.Store store -> body.line(values.store(store) + ";");
            case Code.CopyTile copy -> copy(copy);
            case Code.MultiplyFragments _ -> throw new IllegalStateException("matrix units without work-items");
            case Code.DeclareNext(Tile tile, long count) -> {
                String tensor = tile.staged().tensor();
                String type = JavaEmitter.type(nest.type(tensor));
                for (int i = 0; i < count; i++) {
                    body.line("%s %s = 0;".formatted(type, register(tensor, count, i)));
                }
            }
            case Code.DefineBuffer(String name, String variable, long step) -> {
                String number = step > 1 ? "%s / %d".formatted(names.given(variable), step) : names.given(variable);
                body.line("int %s = %s %% 2;".formatted(name, number));
            }
            case Code.Define define -> body.line(values.definition(define) + ";");
            case Code.SetLanes set -> body.line(values.set(set) + ";");
            case Code.SetPartial(var partial, var value) -> body.line(values.set(partial, value) + ";");
            case Code.Halving halving -> halve(halving);
            case Code.Barrier(boolean global) -> body.line(dialect.barrier(names, global));
        }
    }

    /** Writes the head of a loop. */
    String head(Code.For loop) {
        return control.loop(loop);
    }

    /** Writes the definition of an index from the place in the grid. */
    void defineFromGrid(Code.DefineFromGrid define) {
        Code.GridIndex index = define.item().orElseGet(() -> define.group().orElseThrow());
        int dimension = index.dimension();
        String place = define.group().isEmpty()
                ? dialect.item(names, dimension)
                : define.item().isEmpty() ? dialect.group(names, dimension) : dialect.global(names, dimension);
        body.line("int %s = %s;".formatted(names.given(define.variable()), control.gridIndex(place, index)));
    }

    private void copy(Code.CopyTile copy) {
        TileCopy lines = new TileCopy(copy, names, writer);
        long group = procedure.groupSize();
        if (copy.way() != Code.CopyTile.Way.WHOLE) {
            copyByRegisters(copy, lines);
            return;
        }
        if (group == 1) {
            lines.loops().forEach(body::open);
            assign(copy, lines, "");
            lines.loops().forEach(loop -> body.close());
            return;
        }
        long elements = copy.tile().elements();
        String number = names.own("item");
        if (elements > group) {
            String item = number;
            number = names.own("t");
            body.open("for (int %s = %s; %s < %d; %s += %d)".formatted(number, item, number, elements, number, group));
        } else {
            body.open(elements == group ? "" : "if (%s < %d)".formatted(number, elements));
        }
        lines.fromLinear(number).forEach(definition -> body.line("int " + definition + ";"));
        assign(copy, lines, "");
        body.close();
    }

    /** Writes a part of a copy whose elements wait in registers of each work-item, each of which has a name of its own. */
    private void copyByRegisters(Code.CopyTile copy, TileCopy lines) {
        long group = procedure.groupSize();
        long elements = copy.tile().elements();
        long count = Math.ceilDiv(elements, group);
        for (int i = 0; i < count; i++) {
            String number = names.own("t");
            body.open("");
            String first = Long.toString(i * group);
            String item = group == 1 ? first : i == 0 ? names.own("item") : names.own("item") + " + " + first;
            body.line("int %s = %s;".formatted(number, item));
            boolean whole = (i + 1) * group <= elements;
            if (!whole) {
                body.open("if (%s < %d)".formatted(number, elements));
            }
            lines.fromLinear(number).forEach(definition -> body.line("int " + definition + ";"));
            assign(copy, lines, register(copy.tile().staged().tensor(), count, i));
            if (!whole) {
                body.close();
            }
            body.close();
        }
    }

    private String register(String tensor, long count, int number) {
        return count > 1 ? names.next(tensor) + "_" + number : names.next(tensor);
    }

    private void assign(Code.CopyTile copy, TileCopy lines, String register) {
        String tensor = copy.tile().staged().tensor();
        List<Affine> shape =
                copy.tile().allocated().stream().map(Affine::constant).toList();
        String place = "%s[%s]".formatted(names.tile(tensor), writer.flatten(lines.target(), shape));
        String source = dialect.read(names.given(tensor), lines.source());
        String assignment = switch (copy.way()) {
            case WHOLE -> "%s = %s;".formatted(place, source);
            case TO_REGISTERS -> "%s = %s;".formatted(register, source);
            case FROM_REGISTERS -> "%s = %s;".formatted(place, register);
        };
        if (lines.guards().isEmpty()) {
            body.line(assignment);
        } else {
            body.open("if (%s)".formatted(control.conditions(lines.guards())));
            body.line(assignment);
            body.close();
        }
    }
}
