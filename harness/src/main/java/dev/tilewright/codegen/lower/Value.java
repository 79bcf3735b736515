package dev.tilewright.codegen.lower;

import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Expression;
import dev.tilewright.tensor.Expression.Condition.Comparator;
import java.util.List;

/** A value in a kernel: a scalar, or a vector of lanes. An operation on both spreads the scalar over the lanes. */
public sealed interface Value {

    /** Returns how many lanes the value has; 1 for a scalar. */
    int lanes();

    /** A number. */
    record Constant(double value) implements Value {
        @Override
        public int lanes() {
            return 1;
        }
    }

    /**
     * An index or size as a number.
     *
     * @param value the number
     * @param wide whether it takes 64 bits to compute
     */
    record IndexValue(Affine value, boolean wide) implements Value {
        @Override
        public int lanes() {
            return 1;
        }
    }

    /** An element of a tensor, or {@code lanes} neighbours along its last dimension. */
    record Load(String tensor, List<Affine> indices, int lanes) implements Value {
        public Load {
            indices = List.copyOf(indices);
        }
    }

    /** An element of a tile in local memory, or {@code lanes} neighbours along its last dimension. */
    record TileLoad(String tensor, List<Long> extents, List<Affine> indices, int lanes) implements Value {
        public TileLoad {
            extents = List.copyOf(extents);
            indices = List.copyOf(indices);
        }
    }

    /** An accumulator in registers. */
    record Accumulator(String name, List<Affine> indices, int lanes) implements Value {
        public Accumulator {
            indices = List.copyOf(indices);
        }
    }

    /** A value in a register that stays as it is. */
    record Local(String name, int lanes) implements Value {}

    /** An element of an array of partial results in local memory. */
    record Partial(String array, List<Affine> indices) implements Value {
        public Partial {
            indices = List.copyOf(indices);
        }

        @Override
        public int lanes() {
            return 1;
        }
    }

    /** All lanes of a vector folded into one. */
    record Fold(Expression.Reducer reducer, Value vector) implements Value {
        @Override
        public int lanes() {
            return 1;
        }
    }

    /** Two values combined as a reducer does. */
    record Combine(Expression.Reducer reducer, Value left, Value right) implements Value {
        @Override
        public int lanes() {
            return Math.max(left.lanes(), right.lanes());
        }
    }

    /** A negated value. */
    record Negation(Value operand) implements Value {
        @Override
        public int lanes() {
            return operand.lanes();
        }
    }

    /** Arithmetic. */
    record Binary(Expression.Operator operator, Value left, Value right) implements Value {
        @Override
        public int lanes() {
            return Math.max(left.lanes(), right.lanes());
        }
    }

    /** An element function. */
    record Call(Expression.Function function, List<Value> arguments) implements Value {
        public Call {
            arguments = List.copyOf(arguments);
        }

        @Override
        public int lanes() {
            return arguments.stream().mapToInt(Value::lanes).max().orElse(1);
        }
    }

    /** One of two values, by a condition that is the same for all lanes. */
    record Choice(Truth condition, Value whenTrue, Value whenFalse) implements Value {
        @Override
        public int lanes() {
            return Math.max(whenTrue.lanes(), whenFalse.lanes());
        }
    }

    /** A condition on scalars. */
    sealed interface Truth {
        /** A comparison. */
        record Comparison(Comparator comparator, Value left, Value right) implements Truth {}

        /** Both hold. */
        record And(Truth left, Truth right) implements Truth {}

        /** One holds. */
        record Or(Truth left, Truth right) implements Truth {}

        /** It does not hold. */
        record Not(Truth operand) implements Truth {}
    }
}
