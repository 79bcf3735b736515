package dev.tilewright.codegen;

import dev.tilewright.loops.Tile;
import dev.tilewright.tensor.Affine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes what a group does for one statement of an entry point, in Java. */
final class JavaStage extends StageWriter {
    private final JavaValues values;
    private final Set<String> undeclared = new HashSet<>();

    /**
     * Makes a writer that goes on with {@code body}.
     *
     * @param members what the class must have beside its entry points
     */
    JavaStage(Procedure procedure, Set<String> members, SourceText body) {
        super(procedure, body);
        values = new JavaValues(nest, names, members);
    }

    @Override
    String declaredSize(String size) {
        return "int " + names.given(size);
    }

    @Override
    String declaredTensor(String tensor, TensorUse use) {
        return "%s[] %s".formatted(JavaEmitter.type(nest.type(tensor)), names.given(tensor));
    }

    @Override
    List<String> local() {
        List<String> lines = new ArrayList<>();
        for (Tile tile : procedure.tiles()) {
            String type = JavaEmitter.type(nest.type(tile.staged().tensor()));
            lines.add("%s[] %s = new %s[%d];"
                    .formatted(type, names.tile(tile.staged().tensor()), type, tile.allocatedElements()));
        }
        return lines;
    }

    @Override
    void statements(List<Code> statements, boolean last) {
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
            case Code.TransposeSquare(String name, int lanes) ->
                values.transpose(name, lanes).forEach(line -> body.line(line + ";"));
            case Code.Store store -> body.line(values.store(store) + ";");
            case Code.CopyTile copy -> copy(copy);
            case Code.MultiplyFragments _ -> throw new IllegalStateException("matrix units without work-items");
            case Code.DeclareNext _, Code.DefineBuffer _ ->
                throw new IllegalStateException("a copy for the next iteration without work-items");
            case Code.Define(Value.Local(String name, int lanes), var value) ->
                body.line("%s %s = %s;".formatted(values.type(lanes), name, values.text(value, lanes)));
            case Code.SetPartial _, Code.Halving _, Code.Barrier _ ->
                throw new IllegalStateException("work-items meet in a language that has none");
        }
    }

    private void copy(Code.CopyTile copy) {
        TileCopy lines = new TileCopy(copy, names);
        lines.loops().forEach(body::open);
        String tensor = copy.tile().staged().tensor();
        List<Affine> shape =
                copy.tile().allocated().stream().map(Affine::constant).toList();
        String place = names.flatten(lines.target(), shape);
        String assignment =
                "%s[%s] = %s[%s];".formatted(names.tile(tensor), place, names.given(tensor), lines.source());
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
