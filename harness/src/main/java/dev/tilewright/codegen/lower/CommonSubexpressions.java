package dev.tilewright.codegen.lower;

import dev.tilewright.loops.nest.Nest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What a value computes more than once, so that it is computed, and read by people, once: common subexpressions (Cocke, "Global Common
 * Subexpression Elimination", 1970) of one statement. A kernel's compiler finds them too, but nobody reads a root written out three times.
 *
 * <p>A part counts once for each different part that uses it. So what is used only by a common part has no name of its own. What a choice
 * chooses is left where it is, since elsewhere it may read outside of a tensor.
 */
final class CommonSubexpressions {

    private final Map<Value, Value.Local> locals = new LinkedHashMap<>();

    private CommonSubexpressions(Nest nest, Value value) {
        if (nest.shapes().keySet().stream().map(nest::type).distinct().count() > 1) {
            return;
        }
        List<Value> computed = new ArrayList<>();
        Map<Value, Integer> uses = new HashMap<>();
        count(value, computed, new HashSet<>(), uses);
        List<Value> common =
                computed.stream().filter(part -> uses.getOrDefault(part, 0) > 1).toList();
        Identifiers names = new Identifiers(nest);
        for (Value part : common) {
            String suffix = common.size() == 1 ? "" : Integer.toString(locals.size() + 1);
            locals.put(part, new Value.Local(names.own("common" + suffix), part.lanes()));
        }
    }

    /**
     * Returns the statement that does something with a value, after the definitions of what the value computes more than once.
     *
     * @param statement makes the statement from the value as it is written then
     */
    static Code named(Nest nest, Value value, Function<Value, Code> statement) {
        CommonSubexpressions common = new CommonSubexpressions(nest, value);
        if (common.locals.isEmpty()) {
            return statement.apply(value);
        }
        List<Code> statements = new ArrayList<>();
        common.locals.forEach((part, local) -> statements.add(new Code.Define(local, common.inside(part))));
        statements.add(statement.apply(common.written(value)));
        return new Code.Scope(statements);
    }

    /** Lists what is computed, operands first, and counts what uses it. */
    private static void count(Value value, List<Value> computed, Set<Value> seen, Map<Value, Integer> uses) {
        List<Value> operands = operands(value);
        if (operands.isEmpty() || !seen.add(value)) {
            return;
        }
        for (Value operand : operands) {
            uses.merge(operand, 1, Integer::sum);
            count(operand, computed, seen, uses);
        }
        computed.add(value);
    }

    /** Returns what a part is computed from; nothing where it is no arithmetic. */
    private static List<Value> operands(Value value) {
        return switch (value) {
            case Value.Negation(Value operand) -> List.of(operand);
            case Value.Binary(var _, Value left, Value right) -> List.of(left, right);
            case Value.Combine(var _, Value left, Value right) -> List.of(left, right);
            case Value.Call(var _, List<Value> arguments) -> arguments;
            case Value.Constant _,
                    Value.IndexValue _,
                    Value.Load _,
                    Value.TileLoad _,
                    Value.Accumulator _,
                    Value.Local _,
                    Value.Partial _,
                    Value.Fold _,
                    Value.Choice _ -> List.of();
        };
    }

    /** Returns a value with the names of common parts in their places. */
    private Value written(Value value) {
        Value.Local local = locals.get(value);
        return local == null ? inside(value) : local;
    }

    private Value inside(Value value) {
        return switch (value) {
            case Value.Negation(Value operand) -> new Value.Negation(written(operand));
            case Value.Binary(var operator, Value left, Value right) ->
                new Value.Binary(operator, written(left), written(right));
            case Value.Combine(var reducer, Value left, Value right) ->
                new Value.Combine(reducer, written(left), written(right));
            case Value.Call(var function, List<Value> arguments) ->
                new Value.Call(function, arguments.stream().map(this::written).toList());
            default -> value;
        };
    }
}
