package dev.tilewright.codegen.lower;

import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Tile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One entry point, lowered from the nest of one statement, or from those of several that are computed in one launch.
 *
 * @param entry its name
 * @param nest what it was lowered from
 * @param tiles the tiles it keeps in local memory
 * @param partials the arrays of partial results it keeps in local memory
 * @param body what it does
 * @param grid how many work-groups run it, in three dimensions
 * @param items how many work-items a group has, in three dimensions
 * @param earlier what each group computes before, in the same launch; laid out in the same groups and work-items, which meet between
 * @param requirements what the sizes of a problem must satisfy beyond being positive, {@code N % 32 == 0}, as its comment says
 * @param assumptions what else decided how it was lowered; for a problem that satisfies all of both the same would be made
 */
public record Procedure(
        String entry,
        Nest nest,
        List<Tile> tiles,
        List<Partials> partials,
        Code body,
        List<SizeFormula> grid,
        List<Long> items,
        List<Procedure> earlier,
        List<SizeCondition> requirements,
        List<SizeCondition> assumptions) {

    public Procedure {
        tiles = List.copyOf(tiles);
        partials = List.copyOf(partials);
        grid = List.copyOf(grid);
        items = List.copyOf(items);
        earlier = List.copyOf(earlier);
        requirements = List.copyOf(requirements);
        assumptions = List.copyOf(assumptions);
    }

    /** Returns how many work-groups run it in this problem, in three dimensions. */
    public List<Long> groups() {
        return grid.stream().map(extent -> extent.evaluate(nest.sizes())).toList();
    }

    /** Returns the number of work-items in a group. */
    public long groupSize() {
        return items.stream().reduce(1L, Math::multiplyExact);
    }

    /** Returns this entry point computing {@code before}, in order, ahead of its own statement. */
    public Procedure after(List<Procedure> before) {
        Set<SizeCondition> required = new LinkedHashSet<>();
        Set<SizeCondition> assumed = new LinkedHashSet<>();
        for (Procedure stage : before) {
            required.addAll(stage.requirements());
            assumed.addAll(stage.assumptions());
        }
        required.addAll(requirements);
        assumed.addAll(assumptions);
        return new Procedure(
                entry, nest, tiles, partials, body, grid, items, before, List.copyOf(required), List.copyOf(assumed));
    }

    /** Returns what each group computes, in order. */
    public List<Procedure> stages() {
        return Stream.concat(earlier.stream(), Stream.of(this)).toList();
    }

    /** Returns this entry point with every unrolled loop written out. */
    public Procedure writtenOut() {
        return new Procedure(
                entry,
                nest,
                tiles,
                partials,
                Unrolling.of(body),
                grid,
                items,
                earlier.stream().map(Procedure::writtenOut).toList(),
                requirements,
                assumptions);
    }

    /** Returns the sizes of the nests of all stages. */
    public Map<String, Long> sizes() {
        Map<String, Long> sizes = new LinkedHashMap<>();
        stages().forEach(stage -> sizes.putAll(stage.nest().sizes()));
        return sizes;
    }

    /** Returns what this entry point does with a tensor. */
    public TensorUse use(String tensor) {
        List<Nest> nests = stages().stream().map(Procedure::nest).toList();
        if (nests.stream().noneMatch(stage -> stage.writes(tensor))) {
            return TensorUse.READ;
        }
        boolean read = nests.stream()
                .flatMap(stage -> stage.reads().stream())
                .anyMatch(access -> access.tensor().equals(tensor));
        return read && groupSize() > 1 ? TensorUse.EXCHANGED : TensorUse.WRITTEN;
    }

    /** Returns the definitions of places in the grid with which every stage begins. */
    public List<Code> sharedDefinitions() {
        List<Code> shared = new ArrayList<>(definitions());
        earlier.forEach(stage -> shared.retainAll(stage.definitions()));
        return shared;
    }

    private List<Code> definitions() {
        return body instanceof Code.Block(var statements)
                ? statements.stream()
                        .takeWhile(Code.DefineFromGrid.class::isInstance)
                        .toList()
                : List.of();
    }

    /** Returns the statements of this stage alone, without definitions that stand before all stages. */
    public List<Code> statementsWithout(List<Code> shared) {
        return body instanceof Code.Block(var statements)
                ? statements.stream().filter(code -> !shared.contains(code)).toList()
                : List.of(body);
    }
}
