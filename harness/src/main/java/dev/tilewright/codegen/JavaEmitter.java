package dev.tilewright.codegen;

import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Language;
import dev.tilewright.loops.Limits;
import dev.tilewright.loops.Nest;
import dev.tilewright.loops.Tile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes Java: plain loops over arrays, one call for each work-group, and the Vector API (JEP 508) where a loop is vectorized.
 *
 * <p>There are no work-items, so a group is one thread, and a tile in local memory is an array of that thread's own. Unrolled loops
 * are written out, so that accumulators are local variables, which the compiler keeps in registers.
 */
public final class JavaEmitter implements Emitter {

    /** Arrays of a thread's own that stay in its caches. */
    private static final long TILE_BYTES = 256 << 10;

    @Override
    public Language language() {
        return Language.JAVA;
    }

    @Override
    public Limits restrict(Limits device) {
        return new Limits(false, 1, TILE_BYTES, device.lanes());
    }

    @Override
    public List<String> buildOptions() {
        return List.of();
    }

    @Override
    public Source emit(String name, List<Procedure> procedures) {
        List<List<String>> parameters = new ArrayList<>();
        Set<String> species = new TreeSet<>();
        StringBuilder entries = new StringBuilder();
        for (Procedure procedure : procedures) {
            Entry entry = new Entry(procedure, species);
            entries.append('\n').append(entry.text());
            parameters.add(entry.parameters());
        }
        StringBuilder text = new StringBuilder();
        if (!species.isEmpty()) {
            text.append("import jdk.incubator.vector.*;\n\n");
        }
        text.append("/** ").append(name).append(" */\n");
        text.append("public final class ").append(className(name)).append(" {\n");
        species.forEach(constant -> text.append("    ").append(constant).append('\n'));
        entries.toString()
                .lines()
                .forEach(
                        line -> text.append(line.isEmpty() ? "" : "    " + line).append('\n'));
        return new Source(text.append("}\n").toString(), parameters);
    }

    private static String className(String name) {
        StringBuilder text = new StringBuilder();
        for (String word : name.split("\\W+", 0)) {
            text.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        }
        return Reserved.contains(text.toString()) ? text.append("Kernel").toString() : text.toString();
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
        private final JavaValues values;
        private final SourceText body = new SourceText();
        private final Set<String> undeclared = new HashSet<>();

        Entry(Procedure procedure, Set<String> species) {
            this.procedure = procedure;
            nest = procedure.nest();
            names = new Names(nest);
            values = new JavaValues(nest, names, species);
        }

        List<String> parameters() {
            List<String> parameters = new ArrayList<>();
            nest.shapes().keySet().stream().filter(names.tensors()::contains).forEach(parameters::add);
            nest.sizes().keySet().stream().filter(names.sizes()::contains).forEach(parameters::add);
            return parameters;
        }

        String text() {
            body.inside();
            for (Tile tile : procedure.tiles()) {
                String type = type(nest.type(tile.staged().tensor()));
                body.line("%s[] %s = new %s[%d];"
                        .formatted(type, names.tile(tile.staged().tensor()), type, tile.elements()));
            }
            statements(List.of(Unrolling.of(procedure.body())), true);
            body.close();
            List<String> declared = new ArrayList<>();
            for (int d = 0; d < 3; d++) {
                declared.add("int " + names.own("group" + d));
            }
            for (String parameter : parameters()) {
                declared.add(
                        nest.sizes().containsKey(parameter)
                                ? "int " + names.given(parameter)
                                : "%s[] %s".formatted(type(nest.type(parameter)), names.given(parameter)));
            }
            SourceText head = new SourceText();
            Requirements.definitions(nest, names.sizes())
                    .forEach(definition -> head.line("// Requires " + definition + "."));
            procedure.requirements().forEach(requirement -> head.line("// Requires " + requirement + "."));
            head.signature("public static void " + procedure.entry(), declared);
            return head + body.toString();
        }

        private void statements(List<Code> statements, boolean last) {
            for (int i = 0; i < statements.size(); i++) {
                boolean end = last && i == statements.size() - 1;
                Code code = statements.get(i);
                if (code instanceof Code.DeclareAccumulators(var name, var extents, int lanes)) {
                    List<Code> rest = statements.subList(i + 1, statements.size());
                    if (Accumulators.numbered(name, rest)) {
                        Accumulators.declare(extents).forEach(suffix -> undeclared.add(name + suffix));
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
                    if (last) {
                        statements(statements, true);
                    } else {
                        body.open("");
                        statements(statements, true);
                        body.close();
                    }
                    values.arrays().clear();
                    values.arrays().putAll(outer);
                }
                case Code.For loop -> {
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
                case Code.DefineFromGrid(String variable, var group, var _) -> {
                    Code.GridIndex index = group.orElseThrow();
                    String place = names.own("group" + index.dimension());
                    body.line("int %s = %s;".formatted(names.given(variable), names.gridIndex(place, index)));
                }
                case Code.DefineRemainder(String variable, var extent, long multiple) ->
                    body.line("int %s = %s / %d * %d;"
                            .formatted(names.given(variable), names.factor(extent), multiple, multiple));
                case Code.DeclareAccumulators _ -> statements(List.of(code), last);
                case Code.SetAccumulator(var accumulator, var value) -> {
                    String place = values.text(accumulator);
                    String declaration = undeclared.remove(place) ? values.type(accumulator.lanes()) + " " : "";
                    body.line("%s%s = %s;".formatted(declaration, place, values.text(value, accumulator.lanes())));
                }
                case Code.FoldAccumulator(var accumulator, var reducer, var value) ->
                    body.line(values.fold(accumulator, reducer, value) + ";");
                case Code.Store store -> body.line(values.store(store) + ";");
                case Code.CopyTile copy -> copy(copy);
                case Code.Barrier() -> throw new IllegalStateException("a barrier without work-items");
            }
        }

        private void copy(Code.CopyTile copy) {
            TileCopy lines = new TileCopy(copy, names);
            lines.loops().forEach(body::open);
            String tensor = copy.tile().staged().tensor();
            String assignment = "%s[%s] = %s[%s];"
                    .formatted(names.tile(tensor), lines.target(), names.given(tensor), lines.source());
            if (lines.guards().isEmpty()) {
                body.line(assignment);
            } else {
                body.open("if (%s)".formatted(names.conditions(lines.guards())));
                body.line(assignment);
                body.close();
            }
            lines.loops().forEach(loop -> body.close());
        }
    }
}
