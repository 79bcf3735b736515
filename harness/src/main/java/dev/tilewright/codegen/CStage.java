package dev.tilewright.codegen;

import dev.tilewright.loops.Tile;
import java.util.ArrayList;
import java.util.List;

/** Writes what a group does for one statement of an entry point, in a language of C's family. */
final class CStage extends StageWriter {
    private final CDialect dialect;
    private final CValues values;

    /** Makes a writer that goes on with {@code body}. */
    CStage(Procedure procedure, CDialect dialect, SourceText body) {
        super(procedure, body);
        this.dialect = dialect;
        values = new CValues(procedure, names, dialect);
    }

    @Override
    String declaredSize(String size) {
        return "const int " + names.given(size);
    }

    @Override
    String declaredTensor(String tensor, TensorUse use) {
        return dialect.parameter(nest.type(tensor), names.given(tensor), use);
    }

    @Override
    List<String> local() {
        List<String> lines = new ArrayList<>();
        for (Tile tile : procedure.tiles()) {
            StringBuilder extents = new StringBuilder();
            tile.extents().forEach(extent -> extents.append('[').append(extent).append(']'));
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
    void statements(List<Code> statements, boolean last) {
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
            case Code.Scope(var statements) -> {
                if (last) {
                    statements(statements, true);
                } else {
                    body.open("");
                    statements(statements, true);
                    body.close();
                }
            }
            case Code.For loop -> {
                if (loop.unrolled()) {
                    body.line("#pragma unroll");
                }
                body.open(names.loop(loop));
                statements(List.of(loop.body()), true);
                body.close();
            }
            case Code.If(var conditions, Code then, Code otherwise) -> {
                body.open("if (%s)".formatted(names.conditions(conditions)));
                statements(List.of(then), true);
                if (!(otherwise instanceof Code.Block(var none) && none.isEmpty())) {
                    body.otherwise();
                    statements(List.of(otherwise), true);
                }
                body.close();
            }
            case Code.DefineFromGrid(String variable, var group, var item) -> {
                Code.GridIndex index = item.isPresent() ? item.get() : group.orElseThrow();
                int dimension = index.dimension();
                String place = group.isEmpty()
                        ? dialect.item(dimension)
                        : item.isEmpty()
                                ? dialect.group(dimension)
                                : dialect.global(dimension, procedure.items().get(dimension), index.step() > 1);
                body.line("const int %s = %s;".formatted(names.given(variable), names.gridIndex(place, index)));
            }
            case Code.DefineRemainder(String variable, var extent, long multiple) ->
                body.line("const int %s = %s / %d * %d;"
                        .formatted(names.given(variable), names.factor(extent), multiple, multiple));
            case Code.DeclareAccumulators(String name, var extents, int lanes) -> {
                StringBuilder array = new StringBuilder();
                extents.forEach(extent -> array.append('[').append(extent).append(']'));
                body.line("%s %s%s;".formatted(values.type(lanes), name, array));
            }
            case Code.SetAccumulator(var accumulator, var value) ->
                body.line("%s = %s;".formatted(values.text(accumulator), values.text(value, accumulator.lanes())));
            case Code.FoldAccumulator(var accumulator, var reducer, var value) ->
                body.line(values.fold(values.text(accumulator), accumulator.lanes(), reducer, value) + ";");
            case Code.Store store -> body.line(values.store(store) + ";");
            case Code.CopyTile copy -> copy(copy);
            case Code.Define(Value.Local(String name, int lanes), var value) ->
                body.line("const %s %s = %s;".formatted(values.type(lanes), name, values.text(value, lanes)));
            case Code.SetPartial(var partial, var value) -> body.line(values.set(partial, value) + ";");
            case Code.Halving(String variable, long from, Code repeated) -> {
                body.open("for (int %1$s = %2$d; %1$s > 0; %1$s /= 2)".formatted(variable, from));
                statements(List.of(repeated), true);
                body.close();
            }
            case Code.Barrier(boolean global) -> body.line(dialect.barrier(global));
        }
    }

    private void copy(Code.CopyTile copy) {
        TileCopy lines = new TileCopy(copy, names);
        String tensor = copy.tile().staged().tensor();
        String number = names.own("t");
        long group = procedure.groupSize();
        if (group > 1) {
            String item = names.own("item");
            long elements = copy.tile().elements();
            if (elements > group) {
                body.open("for (int %s = %s; %s < %d; %s += %d)"
                        .formatted(number, item, number, elements, number, group));
            } else {
                body.open(elements == group ? "" : "if (%s < %d)".formatted(item, elements));
                number = item;
            }
            lines.fromLinear(number).forEach(body::line);
        } else {
            lines.loops().forEach(body::open);
        }
        StringBuilder place = new StringBuilder();
        lines.variables().forEach(variable -> place.append('[').append(variable).append(']'));
        String assignment = "%s%s = %s[%s];".formatted(names.tile(tensor), place, names.given(tensor), lines.source());
        if (lines.guards().isEmpty()) {
            body.line(assignment);
        } else {
            body.open("if (%s)".formatted(names.conditions(lines.guards())));
            body.line(assignment);
            body.close();
        }
        int opened = group > 1 ? 1 : lines.loops().size();
        for (int i = 0; i < opened; i++) {
            body.close();
        }
    }
}
