package dev.tilewright.tensor;

import dev.tilewright.tensor.Expression.Condition;
import dev.tilewright.tensor.Expression.Condition.And;
import dev.tilewright.tensor.Expression.Condition.Comparator;
import dev.tilewright.tensor.Expression.Condition.Not;
import dev.tilewright.tensor.Expression.Condition.Or;
import dev.tilewright.tensor.Lexer.Token;

/** Reads the condition of a {@code select}; {@code ||} binds weakest, then {@code &&}, then {@code !}. */
final class ConditionParser {

    private final Tokens tokens;
    private final ExpressionParser values;

    ConditionParser(Tokens tokens, ExpressionParser values) {
        this.tokens = tokens;
        this.values = values;
    }

    Condition parse() {
        tokens.enter();
        Condition condition = conjunction();
        while (tokens.accept("||")) {
            tokens.countOperator();
            condition = new Or(condition, conjunction());
        }
        tokens.leave();
        return condition;
    }

    private Condition conjunction() {
        Condition condition = negation();
        while (tokens.accept("&&")) {
            tokens.countOperator();
            condition = new And(condition, negation());
        }
        return condition;
    }

    private Condition negation() {
        if (tokens.accept("!")) {
            tokens.enter();
            Condition negated = new Not(negation());
            tokens.leave();
            return negated;
        }
        if (tokens.peek().is("(") && groupsCondition()) {
            tokens.take();
            Condition inner = parse();
            tokens.expect(")", "'&&', '||' or ')'");
            return inner;
        }
        return comparison();
    }

    /** A parenthesis around a value is followed by an operator of the comparison it is part of. */
    private boolean groupsCondition() {
        Token after = tokens.afterParentheses();
        return after.is(",") || after.is(")") || after.is("&&") || after.is("||");
    }

    private Condition comparison() {
        Expression left = values.parse();
        for (Comparator comparator : Comparator.values()) {
            if (tokens.accept(comparator.symbol())) {
                return AffineFolding.comparison(comparator, left, values.parse());
            }
        }
        throw tokens.unexpected("a comparison, one of <, <=, >, >=, ==, !=");
    }
}
