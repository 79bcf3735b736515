package dev.tilewright.tensor;

import java.util.List;

/** The right-hand side of a statement: a value computed from tensors, sizes and indices. */
public sealed interface Expression {

    /** A number, {@code 0.5}. */
    record Constant(double value) implements Expression {}

    /**
     * An index or a size used as a number, {@code N} in {@code sum(i, X[i]) / N}.
     *
     * @param value the number
     * @param wide whether it may be larger than int32 holds, while no index or size is: {@code 70000 * i}
     */
    record IndexValue(Affine value, boolean wide) implements Expression {}

    /** An element of a tensor, {@code A[i, k]}. A scalar tensor of one element is {@code S[0]}. */
    record Access(String tensor, List<Affine> indices) implements Expression {
        public Access {
            indices = List.copyOf(indices);
        }
    }

    /** The negation of a value. */
    record Negation(Expression operand) implements Expression {}

    /** Arithmetic on two values. */
    record Binary(Operator operator, Expression left, Expression right) implements Expression {}

    /** An element function applied to values; the number of arguments is the function's arity. */
    record Call(Function function, List<Expression> arguments) implements Expression {
        public Call {
            arguments = List.copyOf(arguments);
            if (arguments.size() != function.arity()) {
                throw new IllegalArgumentException("%s takes %d arguments, not %d"
                        .formatted(function.symbol(), function.arity(), arguments.size()));
            }
        }
    }

    /** One of two values; only the chosen one is evaluated. */
    record Select(Condition condition, Expression whenTrue, Expression whenFalse) implements Expression {}

    /** A reduction of {@code body} over the whole range of {@code indices}, {@code sum(k, A[i, k] * B[k, j])}. */
    record Reduction(Reducer reducer, List<String> indices, Expression body) implements Expression {
        public Reduction {
            indices = List.copyOf(indices);
        }
    }

    /** What {@link Binary} does. */
    enum Operator {
        ADD("+"),
        SUBTRACT("-"),
        MULTIPLY("*"),
        DIVIDE("/");

        private final String symbol;

        Operator(String symbol) {
            this.symbol = symbol;
        }

        public String symbol() {
            return symbol;
        }
    }

    /** An element function. {@code symbol} is its name in the language and in OpenCL C. */
    enum Function {
        EXP("exp", 1),
        LOG("log", 1),
        SQRT("sqrt", 1),
        RSQRT("rsqrt", 1),
        TANH("tanh", 1),
        SIN("sin", 1),
        COS("cos", 1),
        ABS("abs", 1),
        FLOOR("floor", 1),
        POW("pow", 2),
        MIN("min", 2),
        MAX("max", 2);

        private final String symbol;
        private final int arity;

        Function(String symbol, int arity) {
            this.symbol = symbol;
            this.arity = arity;
        }

        public String symbol() {
            return symbol;
        }

        public int arity() {
            return arity;
        }
    }

    /** An associative and commutative way to fold many values into one, starting from its identity. */
    enum Reducer {
        SUM("sum", 0),
        PROD("prod", 1),
        MAX("max", Double.NEGATIVE_INFINITY),
        MIN("min", Double.POSITIVE_INFINITY);

        private final String symbol;
        private final double identity;

        Reducer(String symbol, double identity) {
            this.symbol = symbol;
            this.identity = identity;
        }

        public String symbol() {
            return symbol;
        }

        public double identity() {
            return identity;
        }
    }

    /** A truth about values, for {@link Select}. */
    sealed interface Condition {

        /** A comparison of two values, {@code i >= 1}. */
        record Comparison(Comparator comparator, Expression left, Expression right) implements Condition {}

        /** Both conditions hold. */
        record And(Condition left, Condition right) implements Condition {}

        /** At least one condition holds. */
        record Or(Condition left, Condition right) implements Condition {}

        /** The condition does not hold. */
        record Not(Condition operand) implements Condition {}

        /** What {@link Comparison} asks. */
        enum Comparator {
            LESS("<"),
            LESS_OR_EQUAL("<="),
            GREATER(">"),
            GREATER_OR_EQUAL(">="),
            EQUAL("=="),
            NOT_EQUAL("!=");

            private final String symbol;

            Comparator(String symbol) {
                this.symbol = symbol;
            }

            public String symbol() {
                return symbol;
            }
        }
    }
}
