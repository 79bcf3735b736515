package dev.tilewright.loops;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Copies the tile of an operand that one iteration of a loop reads to local memory, by all work-items of the group together, and
 * reads it from there.
 *
 * <p>On a GPU this saves traffic to global memory, since work-items share what they read (Volkov and Demmel, "Benchmarking GPUs to
 * Tune Dense Linear Algebra", 2008). Where a group is one thread of a CPU, the copy makes a strided tile contiguous.
 *
 * @param tensor the operand
 * @param at the serial loop in whose every iteration the tile is copied
 */
public record Stage(String tensor, String at) implements NestTransformation {

    /** What all stagings have in common. */
    public static final Kind KIND = new StageKind();

    @Override
    public String name() {
        return KIND.name();
    }

    @Override
    public List<String> arguments() {
        return List.of(tensor, at);
    }

    @Override
    public Nest apply(Nest nest, Limits limits) throws IllegalTransformationException {
        if (nest.staged().stream().anyMatch(staged -> staged.tensor().equals(tensor))) {
            throw new IllegalTransformationException("%s is staged already".formatted(tensor));
        }
        if (nest.panels().containsKey(tensor)) {
            throw new IllegalTransformationException(
                    "%s lies in panels, which are contiguous already; it is read from there".formatted(tensor));
        }
        if (nest.loop(at).kind() != Loop.Kind.SERIAL) {
            throw new IllegalTransformationException("tiles are copied in a serial loop, and %s is none".formatted(at));
        }
        Staged staged = new Staged(tensor, at);
        Tile tile = Tile.of(nest, staged);
        if (tile.elements() == 1) {
            throw new IllegalTransformationException(
                    "an iteration of %s reads one element of %s; there is nothing to share".formatted(at, tensor));
        }
        if (nest.reduction().isPresent()
                && Expressions.accesses(nest.reduction().get().body()).stream()
                        .noneMatch(access -> access.tensor().equals(tensor))) {
            throw new IllegalTransformationException(
                    "%s is read only outside the reduction, after its tile is gone".formatted(tensor));
        }
        return nest.staging(staged);
    }

    @Override
    public List<Transformation> variations(Nest nest, Limits limits) {
        return List.of();
    }

    private static final class StageKind implements Kind {
        @Override
        public String name() {
            return "stage";
        }

        @Override
        public Transformation parse(List<String> arguments) {
            Numbers.expect(arguments, 2, "stage(operand, loop)");
            return new Stage(arguments.get(0), arguments.get(1));
        }

        @Override
        public List<Transformation> proposals(Nest nest, Limits limits) {
            Set<String> operands = new LinkedHashSet<>();
            nest.reads().forEach(access -> operands.add(access.tensor()));
            List<Transformation> proposals = new ArrayList<>();
            for (String operand : operands) {
                for (Loop loop : nest.loops()) {
                    if (loop.kind() == Loop.Kind.SERIAL) {
                        proposals.add(new Stage(operand, loop.name()));
                    }
                }
            }
            return proposals;
        }
    }
}
