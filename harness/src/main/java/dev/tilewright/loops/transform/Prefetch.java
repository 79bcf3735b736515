package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Staged;
import java.util.List;

/**
 * Reads the next tile of a staged operand into registers before an iteration computes, and stores it to local memory after that. Global
 * memory answers while work-items compute, where a copy would have them wait for it.
 *
 * <p>This is software pipelining of the loop by hand (Lam, "Software Pipelining", PLDI 1988), as in Volkov and Demmel, "Benchmarking GPUs
 * to Tune Dense Linear Algebra", 2008, and in most products of matrices since. Compilers do not do it, since a barrier lies between.
 *
 * @param tensor the staged operand
 * @param at the loop at which it is staged
 */
public record Prefetch(String tensor, String at) implements NestTransformation {

    /** What all prefetching has in common. */
    public static final Kind KIND = new PrefetchKind();

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
        Staged staged = Stage.ahead(nest, tensor, at, limits);
        if (staged.prefetched()) {
            throw new IllegalTransformationException("%s is read ahead already".formatted(tensor));
        }
        return nest.restaging(staged.prefetching());
    }

    @Override
    public List<Transformation> variations(Nest nest, Limits limits) {
        return List.of();
    }

    private static final class PrefetchKind implements Kind {
        @Override
        public String name() {
            return "prefetch";
        }

        @Override
        public Transformation parse(List<String> arguments) {
            Numbers.expect(arguments, 2, "prefetch(operand, loop)");
            return new Prefetch(arguments.get(0), arguments.get(1));
        }

        @Override
        public List<Transformation> proposals(Nest nest, Limits limits) {
            return nest.staged().stream()
                    .filter(staged -> limits.workItems() && !staged.prefetched())
                    .<Transformation>map(staged -> new Prefetch(staged.tensor(), staged.at()))
                    .toList();
        }
    }
}
