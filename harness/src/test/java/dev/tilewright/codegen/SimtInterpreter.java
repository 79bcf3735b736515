package dev.tilewright.codegen;

import dev.tilewright.codegen.emit.TileCopy;
import dev.tilewright.codegen.lower.Code;
import dev.tilewright.codegen.lower.Partials;
import dev.tilewright.codegen.lower.Procedure;
import dev.tilewright.codegen.lower.Value;
import dev.tilewright.loops.nest.Panels;
import dev.tilewright.loops.nest.Tile;
import dev.tilewright.loops.transform.Fragment;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Expression;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Runs a lowered kernel as a wide machine would: a statement is carried out for all work-items of a group that are active before the
 * next one begins, and loops and choices switch work-items off.
 *
 * <p>It checks what a real device lets pass: that every access stays inside its tensor, tile or accumulators in every dimension, that
 * all work-items of a group reach each barrier and each copy of a tile, that no two workers race for an element, that nothing is read
 * that nothing wrote, and that every variable that is used is defined there.
 */
final class SimtInterpreter {

    private static final long UNDEFINED = Long.MIN_VALUE;

    /** An affine form over the slots of variables. */
    private record Form(long constant, int[] slots, long[] factors) {}

    private final Procedure procedure;
    private final Map<String, Cells> tensors;
    private final Map<String, Long> sizes;
    private final Map<Affine, Form> forms = new IdentityHashMap<>();
    private final Map<String, Integer> slots = new HashMap<>();
    private final int items;
    private final long[][] variables;
    private final long[] group = new long[3];
    private final long[][] local;
    private final Map<String, Cells> tiles = new HashMap<>();
    private final Map<String, Cells> partials = new HashMap<>();
    private final List<Map<String, Cells>> accumulators = new ArrayList<>();
    private int firstWorker;

    private SimtInterpreter(Procedure procedure, Map<String, Cells> tensors) {
        this.procedure = procedure;
        this.tensors = tensors;
        sizes = procedure.nest().sizes();
        items = Math.toIntExact(procedure.groupSize());
        variables = new long[items][64];
        local = new long[items][3];
        for (int item = 0; item < items; item++) {
            long rest = item;
            for (int d = 0; d < 3; d++) {
                local[item][d] = rest % procedure.items().get(d);
                rest /= procedure.items().get(d);
            }
            accumulators.add(new HashMap<>());
        }
        for (Tile tile : procedure.tiles()) {
            tiles.put(tile.staged().tensor(), new Cells(tile.staged().tensor() + "_tile", tile.allocated()));
        }
        for (Partials array : procedure.partials()) {
            partials.put(array.name(), new Cells(array.name(), array.extents()));
        }
    }

    /** Runs one launch over tensors, which hold the inputs and take the results. */
    static void run(Procedure procedure, Map<String, Cells> tensors) {
        tensors.values().forEach(Cells::beginLaunch);
        List<SimtInterpreter> stages = procedure.stages().stream()
                .map(stage -> new SimtInterpreter(stage, tensors))
                .toList();
        List<Long> groups = procedure.groups();
        for (long z = 0; z < groups.get(2); z++) {
            for (long y = 0; y < groups.get(1); y++) {
                for (long x = 0; x < groups.get(0); x++) {
                    tensors.values().forEach(Cells::beginGroup);
                    for (SimtInterpreter stage : stages) {
                        stage.runGroup(x, y, z);
                        tensors.values().forEach(Cells::meet);
                    }
                }
            }
        }
    }

    private void runGroup(long... place) {
        System.arraycopy(place, 0, group, 0, 3);
        tiles.values().forEach(Cells::forget);
        partials.values().forEach(Cells::forget);
        for (int item = 0; item < items; item++) {
            Arrays.fill(variables[item], UNDEFINED);
            accumulators.get(item).clear();
        }
        sizes.forEach((name, size) -> define(name, IntStream.range(0, items).toArray(), item -> size));
        execute(procedure.body(), IntStream.range(0, items).toArray());
        firstWorker += items;
    }

    private interface ItemValue {
        long of(int item);
    }

    private int slot(String name) {
        return slots.computeIfAbsent(name, key -> slots.size());
    }

    private void define(String name, int[] active, ItemValue value) {
        int slot = slot(name);
        for (int item : active) {
            variables[item][slot] = value.of(item);
        }
    }

    private void undefine(String name, int[] active) {
        define(name, active, item -> UNDEFINED);
    }

    private long index(Affine affine, int item) {
        Form form = forms.computeIfAbsent(affine, key -> {
            List<String> names = List.copyOf(key.names());
            return new Form(
                    key.constant(),
                    names.stream().mapToInt(this::slot).toArray(),
                    names.stream().mapToLong(key::coefficient).toArray());
        });
        long sum = form.constant();
        for (int i = 0; i < form.slots().length; i++) {
            long variable = variables[item][form.slots()[i]];
            if (variable == UNDEFINED) {
                throw new KernelFault("%s is used where not all of it is defined".formatted(affine));
            }
            sum += form.factors()[i] * variable;
        }
        return sum;
    }

    private boolean holds(Code.Less less, int item) {
        return index(less.left(), item) < index(less.right(), item);
    }

    private static int[] where(int[] active, IntPredicate condition) {
        return IntStream.of(active).filter(condition).toArray();
    }

    private void execute(Code code, int[] active) {
        if (active.length == 0) {
            return;
        }
        switch (code) {
            case Code.Block(var statements) -> {
                statements.forEach(statement -> execute(statement, active));
                for (Code statement : statements) {
                    if (statement instanceof Code.DefineBuffer(String name, var _, var _)) {
                        undefine(name, active);
                    }
                    if (statement instanceof Code.DeclareNext(Tile tile, var _)) {
                        IntStream.of(active)
                                .forEach(item -> accumulators.get(item).remove(next(tile)));
                    }
                }
            }
            case Code.Scope(var statements) -> {
                statements.forEach(statement -> execute(statement, active));
                for (Code statement : statements) {
                    if (statement instanceof Code.DefineLesser(String variable, var _, var _)) {
                        undefine(variable, active);
                    }
                    if (statement instanceof Code.DefineRemainder(String variable, var _, var _)) {
                        undefine(variable, active);
                    }
                    if (statement instanceof Code.DeclareAccumulators(String name, var _, var _)) {
                        IntStream.of(active)
                                .forEach(item -> accumulators.get(item).remove(name));
                    }
                    if (statement instanceof Code.Define(var local, var _)) {
                        IntStream.of(active)
                                .forEach(item -> accumulators.get(item).remove(local.name()));
                    }
                }
            }
            case Code.For loop -> repeat(loop, active);
            case Code.If(var conditions, Code then, Code otherwise) -> {
                int[] chosen = where(active, item -> conditions.stream().allMatch(condition -> holds(condition, item)));
                int[] others =
                        where(active, item -> !conditions.stream().allMatch(condition -> holds(condition, item)));
                execute(then, chosen);
                execute(otherwise, others);
            }
            case Code.DefineFromGrid(String variable, var outer, var inner) ->
                define(variable, active, item -> {
                    Code.GridIndex index = inner.orElseGet(outer::orElseThrow);
                    int d = index.dimension();
                    long place = outer.isEmpty()
                            ? local[item][d]
                            : inner.isEmpty()
                                    ? group[d]
                                    : group[d] * procedure.items().get(d) + local[item][d];
                    return gridIndex(place, index, item);
                });
            case Code.DefineLesser(String variable, Affine first, Affine second) ->
                define(variable, active, item -> Math.min(index(first, item), index(second, item)));
            case Code.DefineRemainder(String variable, Affine extent, long multiple) ->
                define(variable, active, item -> index(extent, item) / multiple * multiple);
            case Code.DeclareAccumulators(String name, var extents, int lanes) -> {
                List<Long> shape = new ArrayList<>(extents);
                shape.add((long) lanes);
                for (int item : active) {
                    accumulators.get(item).put(name, new Cells(name, shape));
                }
            }
            case Code.SetAccumulator(var accumulator, var value) ->
                assign(accumulator, value, active, (before, after) -> after, false);
            case Code.FoldAccumulator(var accumulator, var reducer, var value) ->
                assign(accumulator, value, active, (before, after) -> fold(reducer, before, after), true);
            case Code.Store(String tensor, var indices, var value, int lanes) -> {
                requireLanes(value, lanes, "a store to " + tensor);
                for (int item : active) {
                    for (int lane = 0; lane < lanes; lane++) {
                        double number = value(value, item, lane);
                        Cells cells = cells(tensors, tensor);
                        cells.write(cells.place(indices(tensor, indices, item, lane)), firstWorker + item, number);
                    }
                }
            }
            case Code.MultiplyFragments multiply -> multiply(multiply, active);
            case Code.PrefetchLine(String _, var indices) -> {
                for (int item : active) {
                    indices.forEach(index -> index(index, item));
                }
            }
            case Code.TransposeRegisters(String name, int lanes) -> {
                for (int item : active) {
                    transpose(cells(accumulators.get(item), name), lanes, item);
                }
            }
            case Code.CopyTile copy -> copy(copy, active);
            case Code.DeclareNext(Tile tile, long count) ->
                IntStream.of(active)
                        .forEach(item -> accumulators.get(item).put(next(tile), new Cells(next(tile), List.of(count))));
            case Code.DefineBuffer(String name, String variable, long step) ->
                define(name, active, item -> index(Affine.name(variable), item) / step % 2);
            case Code.Define(var local, var value) -> {
                requireLanes(value, local.lanes(), local.name());
                for (int item : active) {
                    Cells cells = new Cells(local.name(), List.of((long) local.lanes()));
                    for (int lane = 0; lane < local.lanes(); lane++) {
                        cells.write(lane, item, value(value, item, lane));
                    }
                    accumulators.get(item).put(local.name(), cells);
                }
            }
            case Code.SetLanes(var first, var vector) -> {
                for (int item : active) {
                    Cells cells = cells(accumulators.get(item), first.name());
                    long[] place = indices(first.indices(), item, 0);
                    for (int lane = 0; lane < vector.lanes(); lane++) {
                        long[] here = Arrays.copyOf(place, place.length + 1);
                        here[place.length - 1] += lane;
                        cells.write(cells.place(here), item, value(vector, item, lane));
                    }
                }
            }
            case Code.SetPartial(var partial, var value) -> {
                requireLanes(value, 1, partial.array());
                Cells cells = cells(partials, partial.array());
                double[] numbers = IntStream.of(active)
                        .mapToDouble(item -> value(value, item, 0))
                        .toArray();
                for (int i = 0; i < active.length; i++) {
                    int place = cells.place(indices(partial.indices(), active[i], 0));
                    cells.write(place, active[i], numbers[i]);
                }
            }
            case Code.Halving(String variable, long from, var body) -> {
                for (long value = from; value > 0; value /= 2) {
                    long now = value;
                    define(variable, active, item -> now);
                    execute(body, active);
                }
                undefine(variable, active);
            }
            case Code.Barrier(boolean global) -> {
                if (active.length != items) {
                    throw new KernelFault("%d of %d work-items reach a barrier".formatted(active.length, items));
                }
                tiles.values().forEach(Cells::meet);
                partials.values().forEach(Cells::meet);
                if (global) {
                    tensors.values().forEach(Cells::meet);
                }
            }
        }
    }

    private void repeat(Code.For loop, int[] active) {
        long multiple = loop.to().multiple();
        define(loop.variable(), active, item -> index(loop.from(), item));
        int[] running = active;
        int slot = slot(loop.variable());
        while (true) {
            running = where(running, item -> {
                long next = variables[item][slot] + (multiple > 1 ? multiple - 1 : 0);
                return next < index(loop.to().extent(), item)
                        && loop.guard().map(guard -> holds(guard, item)).orElse(true);
            });
            if (running.length == 0) {
                break;
            }
            execute(loop.body(), running);
            for (int item : running) {
                variables[item][slot] += loop.step();
            }
        }
        undefine(loop.variable(), active);
    }

    private long gridIndex(long place, Code.GridIndex index, int item) {
        long value = place;
        for (Code.Trips inner : index.dividend()) {
            value /= trips(inner, item);
        }
        if (index.modulus().isPresent()) {
            value %= trips(index.modulus().get(), item);
        }
        return value * index.step();
    }

    private long trips(Code.Trips trips, int item) {
        return Math.ceilDiv(index(trips.extent(), item), trips.step());
    }

    private interface Change {
        double of(double before, double after);
    }

    private void assign(Value.Accumulator accumulator, Value value, int[] active, Change change, boolean reads) {
        requireLanes(value, accumulator.lanes(), accumulator.name());
        for (int item : active) {
            Cells cells = cells(accumulators.get(item), accumulator.name());
            double[] after = new double[accumulator.lanes()];
            for (int lane = 0; lane < after.length; lane++) {
                double number = value(value, item, lane);
                double before = reads ? accumulated(accumulator, item, lane) : 0;
                after[lane] = change.of(before, number);
            }
            for (int lane = 0; lane < after.length; lane++) {
                cells.write(accumulatorPlace(cells, accumulator, item, lane), item, after[lane]);
            }
        }
    }

    private int accumulatorPlace(Cells cells, Value.Accumulator accumulator, int item, int lane) {
        long[] place = Arrays.copyOf(
                indices(accumulator.indices(), item, 0), accumulator.indices().size() + 1);
        place[place.length - 1] = lane;
        return cells.place(place);
    }

    private double accumulated(Value.Accumulator accumulator, int item, int lane) {
        Cells cells = cells(accumulators.get(item), accumulator.name());
        return cells.read(accumulatorPlace(cells, accumulator, item, lane), item);
    }

    private static void transpose(Cells square, int lanes, int item) {
        for (int row = 0; row < lanes; row++) {
            for (int column = row + 1; column < lanes; column++) {
                int above = square.place(new long[] {row, column});
                int below = square.place(new long[] {column, row});
                double kept = square.read(above, item);
                square.write(above, item, square.read(below, item));
                square.write(below, item, kept);
            }
        }
    }

    private static Cells cells(Map<String, Cells> all, String name) {
        Cells cells = all.get(name);
        if (cells == null) {
            throw new KernelFault("there is no %s here".formatted(name));
        }
        return cells;
    }

    private void copy(Code.CopyTile copy, int[] active) {
        if (active.length != items) {
            throw new KernelFault("%d of %d work-items copy a tile".formatted(active.length, items));
        }
        Tile tile = copy.tile();
        String tensor = tile.staged().tensor();
        Cells target = cells(tiles, tensor);
        Cells source = cells(tensors, tensor);
        TileCopy lines = TileCopy.of(copy, procedure.nest());
        int rank = tile.extents().size();
        for (int item : active) {
            for (int n = 0; item + (long) n * items < tile.elements(); n++) {
                long rest = item + (long) n * items;
                for (int d = rank - 1; d >= 0; d--) {
                    variables[item][slot(lines.variables().get(d))] =
                            rest % tile.extents().get(d);
                    rest /= tile.extents().get(d);
                }
                int at = item;
                if (!lines.guards().stream().allMatch(guard -> holds(guard, at))) {
                    continue;
                }
                double value = copy.way() == Code.CopyTile.Way.FROM_REGISTERS
                        ? cells(accumulators.get(item), next(tile)).read(n, item)
                        : source.read(source.place(indices(lines.indices(), item, 0)), firstWorker + item);
                if (copy.way() == Code.CopyTile.Way.TO_REGISTERS) {
                    cells(accumulators.get(item), next(tile)).write(n, item, value);
                } else {
                    target.write(target.place(indices(lines.target(), item, 0)), item, value);
                }
            }
        }
        lines.variables().forEach(variable -> undefine(variable, active));
    }

    /** Multiplies as {@code mma.m16n8k8} does, whose work-items are 32 neighbours, all of them or none. */
    private void multiply(Code.MultiplyFragments multiply, int[] active) {
        for (int n = 0; n < active.length; n += Fragment.WARP) {
            int first = active[n];
            if (first % Fragment.WARP != 0
                    || n + Fragment.WARP > active.length
                    || active[n + Fragment.WARP - 1] != first + Fragment.WARP - 1) {
                throw new KernelFault("some work-items of a warp multiply fragments without the others");
            }
            double[][] left = new double[16][8];
            double[][] right = new double[8][8];
            for (int lane = 0; lane < Fragment.WARP; lane++) {
                for (int i = 0; i < 4; i++) {
                    left[lane / 4 + i % 2 * 8][lane % 4 + i / 2 * 4] =
                            value(multiply.left().get(i), first + lane, 0);
                }
                for (int i = 0; i < 2; i++) {
                    right[lane % 4 + i * 4][lane / 4] = value(multiply.right().get(i), first + lane, 0);
                }
            }
            for (int lane = 0; lane < Fragment.WARP; lane++) {
                for (int i = 0; i < 4; i++) {
                    double sum = 0;
                    for (int k = 0; k < 8; k++) {
                        sum += left[lane / 4 + i / 2 * 8][k] * right[k][lane % 4 * 2 + i % 2];
                    }
                    add(multiply, i / 2, i % 2, first + lane, sum);
                }
            }
        }
    }

    private void add(Code.MultiplyFragments multiply, int row, int column, int item, double sum) {
        List<Affine> place = new ArrayList<>(multiply.place());
        place.add(Affine.constant(row));
        place.add(Affine.constant(column));
        Value.Accumulator result = new Value.Accumulator(multiply.accumulators(), place, 1);
        Cells cells = cells(accumulators.get(item), result.name());
        cells.write(accumulatorPlace(cells, result, item, 0), item, accumulated(result, item, 0) + sum);
    }

    private static String next(Tile tile) {
        return tile.staged().tensor() + "_next";
    }

    private long[] indices(List<Affine> indices, int item, int lane) {
        return indices(indices, item, lane, indices.size() - 1);
    }

    /** Returns the place of a lane of a tensor's elements, which are neighbours along the dimension that is innermost in memory. */
    private long[] indices(String tensor, List<Affine> indices, int item, int lane) {
        Panels panels = procedure.nest().panels().get(tensor);
        return indices(indices, item, lane, panels == null ? indices.size() - 1 : panels.dimension());
    }

    private long[] indices(List<Affine> indices, int item, int lane, int innermost) {
        long[] place = new long[indices.size()];
        for (int d = 0; d < place.length; d++) {
            place[d] = index(indices.get(d), item);
        }
        if (place.length > 0) {
            place[innermost] += lane;
        }
        return place;
    }

    private static void requireLanes(Value value, int lanes, String where) {
        if (value.lanes() != 1 && value.lanes() != lanes) {
            throw new KernelFault("%d lanes go to %d of %s".formatted(value.lanes(), lanes, where));
        }
    }

    /** Evaluates one lane of a value; a scalar is the same in all lanes. */
    private double value(Value value, int item, int lane) {
        int here = value.lanes() == 1 ? 0 : lane;
        return switch (value) {
            case Value.Constant(double number) -> number;
            case Value.IndexValue(Affine index, boolean _) -> index(index, item);
            case Value.Load(String tensor, var indices, var _) -> {
                Cells cells = cells(tensors, tensor);
                yield cells.read(cells.place(indices(tensor, indices, item, here)), firstWorker + item);
            }
            case Value.TileLoad(String tensor, var _, var indices, var _) -> {
                Cells cells = cells(tiles, tensor);
                yield cells.read(cells.place(indices(indices, item, here)), item);
            }
            case Value.Accumulator accumulator -> accumulated(accumulator, item, here);
            case Value.Local(String name, int _) ->
                cells(accumulators.get(item), name).read(here, item);
            case Value.Partial(String array, var indices) -> {
                Cells cells = cells(partials, array);
                yield cells.read(cells.place(indices(indices, item, 0)), item);
            }
            case Value.Fold(var reducer, Value vector) -> {
                double folded = reducer.identity();
                for (int i = 0; i < vector.lanes(); i++) {
                    folded = fold(reducer, folded, value(vector, item, i));
                }
                yield folded;
            }
            case Value.Combine(var reducer, Value left, Value right) -> {
                requireLanes(left, value.lanes(), "a combination");
                requireLanes(right, value.lanes(), "a combination");
                yield fold(reducer, value(left, item, here), value(right, item, here));
            }
            case Value.Negation(Value operand) -> -value(operand, item, here);
            case Value.Binary(var operator, Value left, Value right) -> {
                requireLanes(left, value.lanes(), "an operation");
                requireLanes(right, value.lanes(), "an operation");
                double a = value(left, item, here);
                double b = value(right, item, here);
                yield switch (operator) {
                    case ADD -> a + b;
                    case SUBTRACT -> a - b;
                    case MULTIPLY -> a * b;
                    case DIVIDE -> a / b;
                };
            }
            case Value.Call(var function, var arguments) -> {
                arguments.forEach(argument -> requireLanes(argument, value.lanes(), "a call"));
                double first = value(arguments.getFirst(), item, here);
                double last = value(arguments.getLast(), item, here);
                yield call(function, first, last);
            }
            case Value.Choice(var truth, Value whenTrue, Value whenFalse) ->
                value(truth(truth, item) ? whenTrue : whenFalse, item, here);
        };
    }

    private static double call(Expression.Function function, double first, double last) {
        return switch (function) {
            case EXP -> Math.exp(first);
            case LOG -> Math.log(first);
            case SQRT -> Math.sqrt(first);
            case RSQRT -> 1 / Math.sqrt(first);
            case TANH -> Math.tanh(first);
            case SIN -> Math.sin(first);
            case COS -> Math.cos(first);
            case ABS -> Math.abs(first);
            case FLOOR -> Math.floor(first);
            case POW -> Math.pow(first, last);
            case MIN -> Math.min(first, last);
            case MAX -> Math.max(first, last);
        };
    }

    private static double fold(Expression.Reducer reducer, double a, double b) {
        return switch (reducer) {
            case SUM -> a + b;
            case PROD -> a * b;
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
        };
    }

    private boolean truth(Value.Truth truth, int item) {
        return switch (truth) {
            case Value.Truth.Comparison(var comparator, Value left, Value right) -> {
                requireLanes(left, 1, "a comparison");
                requireLanes(right, 1, "a comparison");
                double a = value(left, item, 0);
                double b = value(right, item, 0);
                yield switch (comparator) {
                    case LESS -> a < b;
                    case LESS_OR_EQUAL -> a <= b;
                    case GREATER -> a > b;
                    case GREATER_OR_EQUAL -> a >= b;
                    case EQUAL -> a == b;
                    case NOT_EQUAL -> a != b;
                };
            }
            case Value.Truth.And(var left, var right) -> truth(left, item) && truth(right, item);
            case Value.Truth.Or(var left, var right) -> truth(left, item) || truth(right, item);
            case Value.Truth.Not(var operand) -> !truth(operand, item);
        };
    }
}
