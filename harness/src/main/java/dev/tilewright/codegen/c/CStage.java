package dev.tilewright.codegen.c;

import dev.tilewright.codegen.emit.SourceText;
import dev.tilewright.codegen.emit.StageWriter;
import dev.tilewright.codegen.emit.TileCopy;
import dev.tilewright.codegen.lower.Code;
import dev.tilewright.codegen.lower.Partials;
import dev.tilewright.codegen.lower.Procedure;
import dev.tilewright.codegen.lower.TensorUse;
import dev.tilewright.loops.nest.Tile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Writes what a group does for one statement of an entry point, in a language of C's family. */
final class CStage extends StageWriter {
    private final CDialect dialect;
    private final CValues values;

    /** Makes a writer that goes on with {@code body}. */
    CStage(Procedure procedure, CDialect dialect, SourceText body) {
        super(procedure, body, variable -> "(%s)%s".formatted(dialect.wide(), variable));
        this.dialect = dialect;
        values = new CValues(procedure, names, writer, control, dialect);
    }

    @Override
    protected String declaredSize(String size) {
        return "const int " + names.given(size);
    }

    @Override
    protected String declaredTensor(String tensor, TensorUse use) {
        return dialect.parameter(nest.type(tensor), names.given(tensor), use);
    }

    @Override
    protected List<String> local() {
        List<String> lines = new ArrayList<>();
        for (Tile tile : procedure.tiles()) {
            StringBuilder extents = new StringBuilder();
            tile.allocated()
                    .forEach(extent -> extents.append('[').append(extent).append(']'));
            String tensor = tile.staged().tensor();
            lines.add(dialect.local(nest.type(tensor), names.tile(tensor) + extents, values.alignedLanes(tensor)));
        }
        for (Partials partials : procedure.partials()) {
            StringBuilder extents = new StringBuilder();
            partials.extents()
                    .forEach(extent -> extents.append('[').append(extent).append(']'));
            lines.add(dialect.local(nest.type(nest.name()), partials.name() + extents, 1));
        }
        if (!procedure.tiles().isEmpty() && procedure.groupSize() > 1) {
            List<Long> items = procedure.items();
            String item = dialect.item(0);
            if (items.get(1) > 1) {
                item += " + %s * %d".formatted(dialect.item(1), items.get(0));
            }
            if (items.get(2) > 1) {
                item += " + %s * %d * %d".formatted(dialect.item(2), items.get(0), items.get(1));
            }
            lines.add("const int %s = %s;".formatted(names.own("item"), item));
        }
        return lines;
    }

    @Override
    protected void statements(List<Code> statements, boolean last) {
        for (int i = 0; i < statements.size(); i++) {
            boolean end = last && i == statements.size() - 1;
            if (i + 1 < statements.size()
                    && statements.get(i) instanceof Code.DeclareAccumulators(var name, var extents, int lanes)
                    && extents.isEmpty()
                    && statements.get(i + 1) instanceof Code.SetAccumulator(var accumulator, var value)
                    && accumulator.name().equals(name)) {
                body.line("%s %s = %s;".formatted(values.type(lanes), name, values.text(value, lanes)));
                i++;
            } else {
                statement(statements.get(i), end);
            }
        }
    }

    private void statement(Code code, boolean last) {
        switch (code) {
            case Code.Block(var statements) -> statements(statements, last);
            case Code.Scope(var statements) -> scope(statements, last);
            case Code.For loop -> {
                if (loop.unrolled()) {
                    body.line("#pragma unroll");
                }
                body.open(control.loop(loop));
                statements(List.of(loop.body()), true);
                body.close();
            }
            case Code.If branch -> branch(branch);
            case Code.DefineFromGrid(String variable, var group, var item) -> {
                Code.GridIndex index = item.isPresent() ? item.get() : group.orElseThrow();
                int dimension = index.dimension();
                String place = group.isEmpty()
                        ? dialect.item(dimension)
                        : item.isEmpty()
                                ? dialect.group(dimension)
                                : dialect.global(dimension, procedure.items().get(dimension), index.step() > 1);
                body.line("const int %s = %s;".formatted(names.given(variable), control.gridIndex(place, index)));
            }
            case Code.DefineLesser(String variable, var first, var second) ->
                body.line("const int %s = min(%s, %s);"
                        .formatted(names.given(variable), writer.affine(first), writer.affine(second)));
            case Code.DefineRemainder(String variable, var extent, long multiple) ->
                body.line("const int %s = %s / %d * %d;"
                        .formatted(names.given(variable), writer.factor(extent), multiple, multiple));
            case Code.DeclareAccumulators(String name, var extents, int lanes) -> {
                StringBuilder array = new StringBuilder();
                extents.forEach(extent -> array.append('[').append(extent).append(']'));
                body.line("%s %s%s;".formatted(values.type(lanes), name, array));
            }
            case Code.SetAccumulator(var accumulator, var value) ->
                body.line("%s = %s;".formatted(values.text(accumulator), values.text(value, accumulator.lanes())));
            case Code.FoldAccumulator(var accumulator, var reducer, var value) ->
                body.line(values.fold(values.text(accumulator), accumulator.lanes(), reducer, value) + ";");
            case Code.PrefetchLine(String tensor, var indices) ->
                body.line("%s(&%s[%s]);"
                        .formatted(
                                dialect.prefetch(nest.type(tensor)),
                                names.given(tensor),
                                writer.place(tensor, indices)));
            case Code.TransposeRegisters(String name, int lanes) ->
                body.line("%s(%s);".formatted(dialect.transpose(nest.type(nest.name()), lanes), name));
            case Code.Store store -> body.line(values.store(store) + ";");
            case Code.MultiplyFragments(String accumulators, var place, var left, var right) -> {
                StringBuilder results = new StringBuilder(accumulators);
                place.forEach(index ->
                        results.append('[').append(writer.affine(index)).append(']'));
                List<String> arguments = new ArrayList<>(List.of(results.toString()));
                Stream.concat(left.stream(), right.stream()).map(values::text).forEach(arguments::add);
                body.line("%s(%s);".formatted(dialect.multiplyFragments(), String.join(", ", arguments)));
            }
            case Code.CopyTile copy -> copy(copy);
            case Code.DeclareNext(Tile tile, long count) -> {
                String tensor = tile.staged().tensor();
                String several = count > 1 ? "[%d]".formatted(count) : "";
                body.line("%s %s%s;".formatted(CDialect.scalar(nest.type(tensor)), names.next(tensor), several));
            }
            case Code.DefineBuffer(String name, String variable, long step) -> {
                String number = step > 1 ? "%s / %d".formatted(names.given(variable), step) : names.given(variable);
                body.line("const int %s = %s %% 2;".formatted(name, number));
            }
            case Code.Define define -> body.line(values.definition(define) + ";");
            case Code.SetLanes set -> body.line(values.set(set) + ";");
            case Code.SetPartial(var partial, var value) -> body.line(values.set(partial, value) + ";");
            case Code.Halving halving -> halve(halving);
            case Code.Barrier(boolean global) -> body.line(dialect.barrier(global));
        }
    }

    private void copy(Code.CopyTile copy) {
        TileCopy lines = new TileCopy(copy, names, writer);
        long group = procedure.groupSize();
        long elements = copy.tile().elements();
        if (copy.way() != Code.CopyTile.Way.WHOLE && elements > group) {
            copyByRegisters(copy, lines);
            return;
        }
        if (group > 1) {
            String item = names.own("item");
            String number = item;
            if (elements > group) {
                number = names.own("t");
                body.open("for (int %s = %s; %s < %d; %s += %d)"
                        .formatted(number, item, number, elements, number, group));
            } else {
                body.open(elements == group ? "" : "if (%s < %d)".formatted(item, elements));
            }
            define(lines.fromLinear(number));
        } else {
            lines.loops().forEach(body::open);
        }
        assign(copy, lines, names.next(copy.tile().staged().tensor()));
        int opened = group > 1 ? 1 : lines.loops().size();
        for (int i = 0; i < opened; i++) {
            body.close();
        }
    }

    private void define(List<String> indices) {
        indices.forEach(index -> body.line("const int " + index + ";"));
    }

    /** Writes a part of a copy whose elements wait in several registers of each work-item; only loops written out number registers. */
    private void copyByRegisters(Code.CopyTile copy, TileCopy lines) {
        long group = procedure.groupSize();
        long elements = copy.tile().elements();
        String register = names.own("n");
        String number = register;
        body.line("#pragma unroll");
        body.open("for (int %s = 0; %s < %d; ++%s)"
                .formatted(register, register, Math.ceilDiv(elements, group), register));
        if (group > 1) {
            number = names.own("t");
            body.line("const int %s = %s + %s * %d;".formatted(number, names.own("item"), register, group));
        }
        boolean whole = elements % group == 0;
        if (!whole) {
            body.open("if (%s < %d)".formatted(number, elements));
        }
        define(lines.fromLinear(number));
        assign(copy, lines, "%s[%s]".formatted(names.next(copy.tile().staged().tensor()), register));
        if (!whole) {
            body.close();
        }
        body.close();
    }

    private void assign(Code.CopyTile copy, TileCopy lines, String register) {
        String tensor = copy.tile().staged().tensor();
        StringBuilder place = new StringBuilder(names.tile(tensor));
        lines.target()
                .forEach(index -> place.append('[').append(writer.affine(index)).append(']'));
        String source = "%s[%s]".formatted(names.given(tensor), lines.source());
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
