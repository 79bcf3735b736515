package dev.tilewright.codegen.lower;

import dev.tilewright.loops.nest.Tile;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Expression.Reducer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The statement tree between loop nests and source text: every loop, guard and copy that a kernel has, before it is written in some
 * language.
 */
public sealed interface Code {

    /** Statements in order. */
    record Block(List<Code> statements) implements Code {
        public Block {
            statements = List.copyOf(statements);
        }
    }

    /** Statements in order, with definitions of their own. */
    record Scope(List<Code> statements) implements Code {
        public Scope {
            statements = List.copyOf(statements);
        }
    }

    /**
     * A serial loop.
     *
     * @param variable the variable that it defines
     * @param from the first value that the variable takes
     * @param to the first value that the variable does not take
     * @param step what is added to the variable
     * @param guard a condition without which the loop ends early
     * @param unrolled whether it is written out
     * @param body what is repeated
     */
    record For(String variable, Affine from, Limit to, long step, Optional<Less> guard, boolean unrolled, Code body)
            implements Code {

        /** Starts at 0. */
        public For(String variable, Limit to, long step, Optional<Less> guard, boolean unrolled, Code body) {
            this(variable, Affine.constant(0), to, step, guard, unrolled, body);
        }
    }

    /** Where a loop ends: at {@code extent}, or at the last multiple of {@code multiple} that is not above it. */
    record Limit(Affine extent, long multiple) {}

    /** The truth of {@code left < right}. */
    record Less(Affine left, Affine right) {}

    /** Defines an index from the place in the grid: {@code (group · groupStep + item · itemStep)}. */
    record DefineFromGrid(String variable, Optional<GridIndex> group, Optional<GridIndex> item) implements Code {}

    /**
     * An index into one dimension of the grid, times {@code step}.
     *
     * @param dimension the dimension, 0 to 2
     * @param dividend how many indices further in share the dimension: the index is divided by it; 1 if it is the innermost
     * @param modulus how many iterations the loop has, where loops further out share the dimension; empty if it is the outermost
     * @param trips how many iterations the loop has, an extent divided by a step and rounded up
     * @param step what the index is multiplied with
     */
    record GridIndex(int dimension, List<Trips> dividend, Optional<Trips> modulus, Trips trips, long step) {
        public GridIndex {
            dividend = List.copyOf(dividend);
        }
    }

    /** {@code extent} divided by {@code step} and rounded up. */
    record Trips(Affine extent, long step) {}

    /** Defines an index as the lesser of two. */
    record DefineLesser(String variable, Affine first, Affine second) implements Code {}

    /** Defines an index as the last multiple of {@code multiple} that is not above {@code extent}. */
    record DefineRemainder(String variable, Affine extent, long multiple) implements Code {}

    /** A choice; {@code otherwise} may be an empty block. */
    record If(List<Less> conditions, Code then, Code otherwise) implements Code {
        public If {
            conditions = List.copyOf(conditions);
        }
    }

    /** Declares an array of accumulators in registers, of {@code extents}, each with {@code lanes} lanes. */
    record DeclareAccumulators(String name, List<Long> extents, int lanes) implements Code {
        public DeclareAccumulators {
            extents = List.copyOf(extents);
        }
    }

    /** Sets an accumulator. */
    record SetAccumulator(Value.Accumulator accumulator, Value value) implements Code {}

    /** Folds a value into an accumulator. */
    record FoldAccumulator(Value.Accumulator accumulator, Reducer reducer, Value value) implements Code {}

    /**
     * Transposes a square: of as many accumulators as each has lanes, lane c of the r-th and lane r of the c-th change places.
     *
     * @param name what the accumulators are called
     * @param lanes how many there are
     */
    record TransposeRegisters(String name, int lanes) implements Code {}

    /** Defines a value that stays as it is, in a register. */
    record Define(Value.Local local, Value value) implements Code {}

    /** Sets neighbours in an array of accumulators to the lanes of a vector, beginning with {@code first}. */
    record SetLanes(Value.Accumulator first, Value.Accumulator vector) implements Code {}

    /** Asks for the cache line of an element, which need not exist. */
    record PrefetchLine(String tensor, List<Affine> indices) implements Code {
        public PrefetchLine {
            indices = List.copyOf(indices);
        }
    }

    /** Writes an element, or as many neighbours as the value has lanes. */
    record Store(String tensor, List<Affine> indices, Value value, int lanes) implements Code {
        public Store {
            indices = List.copyOf(indices);
        }
    }

    /**
     * Adds the product of two fragments of matrices to accumulators, by 32 neighbouring work-items together. Work-item t gives what
     * {@code mma.m16n8k8} takes from it: of the left operand, elements of rows t / 4 and t / 4 + 8 in column t % 4, then in column
     * t % 4 + 4; of the right one, elements of column t / 4 in rows t % 4 and t % 4 + 4. It holds the results of the same two rows, in columns 2
     * (t % 4) and 2 (t % 4) + 1.
     *
     * @param accumulators what the accumulators are called
     * @param place the indices before those of the two rows and the two columns
     * @param left four elements of the left operand
     * @param right two elements of the right operand
     */
    record MultiplyFragments(String accumulators, List<Affine> place, List<Value> left, List<Value> right)
            implements Code {
        public MultiplyFragments {
            place = List.copyOf(place);
            left = List.copyOf(left);
            right = List.copyOf(right);
        }
    }

    /**
     * Copies a tile to local memory, by all work-items of the group.
     *
     * @param tile the tile
     * @param shape the operand's shape
     * @param below the dimensions in which the tile may begin before the operand
     * @param above the dimensions in which it may reach over the operand's end
     * @param buffer which of two buffers it is copied to; empty if there is one
     * @param way which part of the copy this is
     */
    record CopyTile(
            Tile tile, List<Affine> shape, Set<Integer> below, Set<Integer> above, Optional<Affine> buffer, Way way)
            implements Code {

        /** Which part of a copy is carried out. */
        public enum Way {
            /** From the operand to local memory. */
            WHOLE,
            /** From the operand to registers of the work-item that goes on with it. */
            TO_REGISTERS,
            /** From those registers to local memory. */
            FROM_REGISTERS
        }

        public CopyTile {
            shape = List.copyOf(shape);
            below = Set.copyOf(below);
            above = Set.copyOf(above);
        }

        /** Returns this copy to another buffer. */
        CopyTile to(Optional<Affine> other) {
            return new CopyTile(tile, shape, below, above, other, way);
        }

        /** Returns a part of this copy. */
        CopyTile part(Way part) {
            return new CopyTile(tile, shape, below, above, buffer, part);
        }
    }

    /** Declares the registers in which elements of a tile wait, {@code count} for each work-item. */
    record DeclareNext(Tile tile, long count) implements Code {}

    /** Defines a buffer's number, which alternates between 0 and 1: {@code variable / step % 2}, of a loop's variable. */
    record DefineBuffer(String name, String variable, long step) implements Code {}

    /** Writes an element of an array of partial results in local memory. */
    record SetPartial(Value.Partial partial, Value value) implements Code {}

    /**
     * A serial loop that halves its variable each time, from {@code from} down to 1.
     *
     * @param variable the variable that it defines
     * @param from its first value, a power of two
     * @param body what is repeated
     */
    record Halving(String variable, long from, Code body) implements Code {}

    /**
     * All work-items of the group meet, and see what the others wrote before.
     *
     * @param global whether that holds for tensors too, beside local memory
     */
    record Barrier(boolean global) implements Code {}
}
