package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.nest.Nest;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * One loop transformation with its parameters. Implementations are records, listed in {@link Transformations}; each has its
 * annotation, its legality rule and its check beside it.
 */
public interface Transformation {

    /** Returns what it has in common with others of its name. */
    Kind kind();

    /** Returns its parameters as they are written, {@code [i, 8]}. */
    List<String> arguments();

    /**
     * Transforms one of several nests, and whatever others that concerns.
     *
     * @param nests all nests of the computation
     * @param nest the one that is transformed
     * @throws IllegalTransformationException if that would change the result, or not fit the limits
     */
    LoopNests apply(LoopNests nests, Nest nest, Limits limits) throws IllegalTransformationException;

    /** Returns the same transformation with other numbers, each worth trying on {@code nest} in its place, nearest first; there may be none. */
    default List<Transformation> variations(Nest nest, Limits limits) {
        return List.of();
    }

    /**
     * Returns the same transformation as it is meant for a nest with other numbers: a number that followed from the nest it was applied to, such as
     * a panel's width from that of a tile, follows from the other. All others stay.
     *
     * @param before the nest that it was applied to
     * @param now the nest that it is to be applied to
     */
    default Transformation fitted(Nest before, Nest now) {
        return this;
    }

    /** Returns the name of its kind, {@code split}. */
    default String name() {
        return kind().name();
    }

    /**
     * What all transformations of one name have in common. Each class declares its own: a name and parameters, then what it proposes and
     * what it checks.
     *
     * @param name the word used in schedules, decisions and the pages of docs/transformations
     * @param reader makes a transformation of its arguments
     * @param proposer returns the transformations that are worth trying on a nest
     * @param check holds for every nest, whatever steps led to it
     * @param launchCheck holds for the nests of every launch
     */
    record Kind(String name, Reader reader, Proposer proposer, Check<Nest> check, Check<List<Nest>> launchCheck) {

        /** Declares transformations with one argument for each of {@code parameters}. */
        static Kind of(String name, List<String> parameters, Reader reader) {
            return of(name, arguments -> reader.read(arguments.matching(name, parameters)));
        }

        /** Declares transformations whose reader counts the arguments itself. */
        static Kind of(String name, Reader reader) {
            return new Kind(name, reader, (nest, limits) -> List.of(), (nest, limits) -> {}, (stages, limits) -> {});
        }

        Kind proposing(BiFunction<Nest, Limits, ? extends List<? extends Transformation>> proposals) {
            return new Kind(
                    name, reader, (nest, limits) -> List.copyOf(proposals.apply(nest, limits)), check, launchCheck);
        }

        Kind proposing(Function<Nest, ? extends List<? extends Transformation>> proposals) {
            return proposing((nest, limits) -> proposals.apply(nest));
        }

        Kind checking(Check<Nest> nestCheck) {
            return new Kind(name, reader, proposer, nestCheck, launchCheck);
        }

        Kind checking(Rule<Nest> rule) {
            return checking((nest, limits) -> rule.check(nest));
        }

        Kind checkingLaunches(Check<List<Nest>> stagesCheck) {
            return new Kind(name, reader, proposer, check, stagesCheck);
        }

        /**
         * Reads the parameters.
         *
         * @throws IllegalArgumentException if they are not of the right number or form
         */
        public Transformation parse(List<String> arguments) {
            return reader.read(new Arguments(arguments));
        }

        /** Returns the transformations of this kind that are worth trying on {@code nest}; not all need be legal. */
        public List<Transformation> proposals(Nest nest, Limits limits) {
            return proposer.propose(nest, limits);
        }
    }

    /** Makes a transformation of arguments. */
    interface Reader {

        /**
         * Reads arguments.
         *
         * @throws IllegalArgumentException if they are not of the right number or form
         */
        Transformation read(Arguments arguments);
    }

    /** Finds transformations that are worth trying. */
    interface Proposer {

        /** Returns transformations of one kind; not all need be legal. */
        List<Transformation> propose(Nest nest, Limits limits);
    }

    /** A rule that does not depend on limits. */
    interface Rule<T> {

        /**
         * Refuses what does not satisfy the rule.
         *
         * @throws IllegalTransformationException if it does not; the message says why
         */
        void check(T checked) throws IllegalTransformationException;
    }

    /** A rule that must hold after each step of a schedule. */
    interface Check<T> {

        /**
         * Refuses what does not satisfy the rule.
         *
         * @throws IllegalTransformationException if it does not; the message says why
         */
        void check(T checked, Limits limits) throws IllegalTransformationException;
    }
}
