package dev.tilewright.space;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;

/** Takes fields of a T1 file out of its JSON, and says where one is not as it should be. */
final class T1Fields {

    private T1Fields() {}

    static JsonNode object(JsonNode parent, String field, String place) {
        JsonNode node = parent.path(field);
        if (!node.isObject()) {
            throw new IllegalArgumentException(
                    "%s%s %s".formatted(place, field, node.isMissingNode() ? "is missing" : "should be an object"));
        }
        return node;
    }

    static List<JsonNode> list(JsonNode parent, String field, String place) {
        JsonNode node = parent.path(field);
        if (!node.isArray()) {
            throw new IllegalArgumentException(
                    "%s%s %s".formatted(place, field, node.isMissingNode() ? "is missing" : "should be a list"));
        }
        return List.copyOf(node.values());
    }

    /** Returns a field's text, or the number in it as text; empty where there is none. */
    static Optional<String> text(JsonNode parent, String field) {
        JsonNode node = parent.path(field);
        return node.isString() || node.isNumber() ? Optional.of(node.asString()) : Optional.empty();
    }

    static OptionalDouble number(JsonNode parent, String field) {
        JsonNode node = parent.path(field);
        return node.isNumber() ? OptionalDouble.of(node.asDouble()) : OptionalDouble.empty();
    }

    /** Returns a field's Python expression, which may be a number; empty where there is none. */
    static Optional<PythonExpression> expression(JsonNode parent, String field, String place) {
        return text(parent, field).map(text -> expression(text, place + field));
    }

    private static PythonExpression expression(String text, String place) {
        try {
            return PythonExpression.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("%s: %s".formatted(place, e.getMessage()), e);
        }
    }

    /** Returns the expressions of a field that is a list of them, or a single one; empty where there is none. */
    static List<PythonExpression> expressions(JsonNode parent, String field, String place) {
        JsonNode node = parent.path(field);
        if (!node.isArray()) {
            return expression(parent, field, place).stream().toList();
        }
        return node.values().stream()
                .map(each -> expression(each.asString(), place + field))
                .toList();
    }

    /** Returns the value of JSON as Python has it. */
    static Object value(JsonNode node) {
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.asLong();
        }
        if (node.isNumber()) {
            return node.asDouble();
        }
        if (node.isBoolean()) {
            return node.asBoolean();
        }
        if (node.isString()) {
            return node.asString();
        }
        throw new IllegalArgumentException("%s is neither a number nor a word".formatted(node.getNodeType()));
    }
}
