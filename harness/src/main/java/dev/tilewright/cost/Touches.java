package dev.tilewright.cost;

import dev.tilewright.loops.nest.Expressions;
import dev.tilewright.loops.nest.GroupReduction;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Staged;
import dev.tilewright.loops.transform.Hoisted;
import dev.tilewright.tensor.Expression;
import dev.tilewright.tensor.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Finds where a nest touches memory, and how often. A reduction's operands are read in the innermost body, what its result is combined
 * with is read once it is complete, and the target is touched in the body or, where accumulators are in registers, around their loop.
 */
final class Touches {

    private final Nest nest;
    private final Execution execution;
    private final List<Touch> touches = new ArrayList<>();

    private Touches(Execution execution) {
        this.execution = execution;
        nest = execution.nest();
    }

    static List<Touch> of(Execution execution) {
        Touches finding = new Touches(execution);
        finding.find();
        return finding.touches;
    }

    private void find() {
        Optional<Hoisted> hoisted = Hoisted.of(nest);
        Expression value = hoisted.map(Hoisted::rest).orElse(nest.statement().value());
        Optional<Expression.Reduction> reduction =
                Expressions.reductions(value).stream().findFirst();
        int body = execution.loops().size();
        hoisted.ifPresent(before ->
                before.values().forEach(part -> read(Expressions.accesses(part), execution.position(before.loop()))));
        List<Expression.Access> inside =
                reduction.map(part -> Expressions.accesses(part.body())).orElseGet(() -> Expressions.accesses(value));
        read(inside, body);
        if (reduction.isPresent()) {
            List<Expression.Access> outside = new ArrayList<>(Expressions.accesses(value));
            inside.forEach(outside::remove);
            read(outside, complete());
        }
        // Of the work-items that share a result, one stores it.
        Optional<Integer> one = GroupReduction.of(nest)
                .map(shared -> execution.position(shared.loop().name()));
        boolean partial = reduction.isPresent()
                && nest.accumulateAt()
                        .map(loop -> nest.position(loop) != nest.firstReduction())
                        .orElse(true);
        int place = Math.min(nest.accumulateAt().map(execution::position).orElse(body), one.orElse(body));
        for (Statement statement : nest.statements()) {
            Expression.Access target = statement.target();
            add(List.of(target), place, partial, true, false);
        }
    }

    private void add(List<Expression.Access> alike, int place, boolean loads, boolean stores, boolean tile) {
        Placement placement = Placement.of(nest, alike.getFirst().tensor());
        List<Placement.Box> boxes = placement.boxes(alike, execution.loops());
        touches.add(new Touch(placement, alike, place, loads, stores, boxes, tile));
    }

    /** Returns the place around the outermost reduction loop, where a result is complete. */
    private int complete() {
        int first = nest.firstReduction();
        return first == nest.loops().size()
                ? execution.loops().size()
                : execution.position(nest.loops().get(first).name());
    }

    private void read(List<Expression.Access> accesses, int place) {
        List<Expression.Access> left = new ArrayList<>(new LinkedHashSet<>(accesses));
        left.removeIf(access -> nest.writes(access.tensor()));
        while (!left.isEmpty()) {
            Expression.Access first = left.getFirst();
            List<Expression.Access> alike = left.stream()
                    .filter(access -> access.tensor().equals(first.tensor()) && Placement.alike(first, access))
                    .toList();
            left.removeAll(alike);
            Optional<Integer> copied = nest.staged().stream()
                    .filter(staged -> staged.tensor().equals(first.tensor()))
                    .map(Staged::at)
                    .map(loop -> execution.position(loop) + 1)
                    .findFirst();
            add(alike, copied.orElse(place), true, false, copied.isPresent());
        }
    }
}
