package dev.tilewright.codegen;

import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Language;
import dev.tilewright.loops.Limits;
import dev.tilewright.loops.Nest;
import dev.tilewright.loops.Tile;
import java.util.ArrayList;
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
        return device;
    }

    @Override
    public List<String> buildOptions() {
        return List.of("-cl-std=CL1.2");
    }

    @Override
    public Source emit(String name, List<Procedure> procedures) {
        List<List<String>> parameters = new ArrayList<>();
        Set<String> functions = new TreeSet<>();
        StringBuilder entries = new StringBuilder();
        for (Procedure procedure : procedures) {
            Entry entry = new Entry(procedure, functions);
            entries.append('\n').append(entry.text());
            parameters.add(entry.parameters());
        }
        StringBuilder text = new StringBuilder();
        boolean wide = procedures.stream()
                .flatMap(procedure -> procedure.nest().shapes().keySet().stream()
                        .map(tensor -> procedure.nest().type(tensor)))
                .anyMatch(ElementType.FLOAT64::equals);
        text.append("// ").append(name).append('\n');
        if (wide) {
            text.append("#pragma OPENCL EXTENSION cl_khr_fp64 : enable\n");
        }
        functions.forEach(function -> text.append('\n').append(function));
        return new Source(text.append(entries).toString(), parameters);
    }

    static String type(ElementType type) {
        return switch (type) {
            case FLOAT32 -> "float";
            case FLOAT64 -> "double";
            case INT32 -> "int";
        };
    }

    /** One entry point being written. */
    private static final class Entry {
        private final Procedure procedure;
        private final Nest nest;
        private final Names names;
        private final OpenClValues values;
        private final SourceText body = new SourceText();

        Entry(Procedure procedure, Set<String> functions) {
            this.procedure = procedure;
            nest = procedure.nest();
            names = new Names(nest);
            values = new OpenClValues(nest, names, functions);
        }

        List<String> parameters() {
            List<String> parameters = new ArrayList<>();
            nest.shapes().keySet().stream().filter(names.tensors()::contains).forEach(parameters::add);
            nest.sizes().keySet().stream().filter(names.sizes()::contains).forEach(parameters::add);
            return parameters;
        }

        String text() {
            body.inside();
            tiles();
            statements(List.of(procedure.body()), true);
            body.close();
            List<String> declared = new ArrayList<>();
            for (String parameter : parameters()) {
                boolean written = parameter.equals(nest.name());
                declared.add(
                        nest.sizes().containsKey(parameter)
                                ? "const int " + names.given(parameter)
                                : "__global %s%s* restrict %s"
                                        .formatted(
                                                written ? "" : "const ",
                                                type(nest.type(parameter)),
                                                names.given(parameter)));
            }
            SourceText head = new SourceText();
            Requirements.definitions(nest, names.sizes())
                    .forEach(definition -> head.line("// Requires " + definition + "."));
            procedure.requirements().forEach(requirement -> head.line("// Requires " + requirement + "."));
            long group = procedure.groupSize();
            if (group > 1) {
                head.line("__attribute__((reqd_work_group_size(%d, %d, %d)))"
                        .formatted(procedure.items().toArray()));
            }
            head.signature("__kernel void " + procedure.entry(), declared);
            return head + body.toString();
        }

        private void tiles() {
            for (Tile tile : procedure.tiles()) {
                StringBuilder extents = new StringBuilder();
                tile.extents()
                        .forEach(extent -> extents.append('[').append(extent).append(']'));
                String tensor = tile.staged().tensor();
                body.line("__local %s %s%s;".formatted(type(nest.type(tensor)), names.tile(tensor), extents));
            }
            if (!procedure.tiles().isEmpty() && procedure.groupSize() > 1) {
                List<Long> items = procedure.items();
                String item = "get_local_id(0)";
                if (items.get(1) > 1) {
                    item += " + get_local_id(1) * " + items.get(0);
                }
                if (items.get(2) > 1) {
                    item += " + get_local_id(2) * " + items.get(0) * items.get(1);
                }
                body.line("const int %s = %s;".formatted(names.own("item"), item));
            }
        }

        private void statements(List<Code> statements, boolean last) {
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
                    String function =
                            group.isEmpty() ? "get_local_id" : item.isEmpty() ? "get_group_id" : "get_global_id";
                    Code.GridIndex index = item.isPresent() ? item.get() : group.orElseThrow();
                    String place = "%s(%d)".formatted(function, index.dimension());
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
                    body.line(values.fold(values.text(accumulator), reducer, value) + ";");
                case Code.Store store -> body.line(values.store(store) + ";");
                case Code.CopyTile copy -> copy(copy);
                case Code.Barrier() -> body.line("barrier(CLK_LOCAL_MEM_FENCE);");
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
            lines.variables()
                    .forEach(variable -> place.append('[').append(variable).append(']'));
            String assignment =
                    "%s%s = %s[%s];".formatted(names.tile(tensor), place, names.given(tensor), lines.source());
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
}
