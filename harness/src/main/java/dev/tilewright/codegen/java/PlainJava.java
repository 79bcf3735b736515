package dev.tilewright.codegen.java;

import dev.tilewright.codegen.lower.Identifiers;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.tensor.Expression.Function;
import java.util.List;

/** Java for the JVM: tensors are arrays, and a group is one thread. */
enum PlainJava implements JavaDialect {
    INSTANCE;

    @Override
    public String parameter(ElementType type, String name) {
        return "%s[] %s".formatted(JavaEmitter.type(type), name);
    }

    @Override
    public String read(String tensor, String place) {
        return "%s[%s]".formatted(tensor, place);
    }

    @Override
    public String write(String tensor, String place, String value) {
        return "%s[%s] = %s".formatted(tensor, place, value);
    }

    @Override
    public boolean assignsElements() {
        return true;
    }

    @Override
    public String call(Function function, ElementType type, List<String> arguments) {
        String list = String.join(", ", arguments);
        String cast = type == ElementType.FLOAT32 ? "(float) " : "";
        return switch (function) {
            case ABS, MIN, MAX -> "Math.%s(%s)".formatted(function.symbol(), list);
            case RSQRT ->
                cast.isEmpty()
                        ? "1.0 / Math.sqrt(%s)".formatted(list)
                        : "%s(1.0 / Math.sqrt(%s))".formatted(cast, list);
            default -> "%sMath.%s(%s)".formatted(cast, function.symbol(), list);
        };
    }

    @Override
    public int callLevel(Function function, ElementType type) {
        return switch (function) {
            case ABS, MIN, MAX -> 4;
            case RSQRT -> type == ElementType.FLOAT32 ? 3 : 2;
            default -> type == ElementType.FLOAT32 ? 3 : 4;
        };
    }

    @Override
    public String local(Identifiers names, ElementType type, String name, long elements) {
        String scalar = JavaEmitter.type(type);
        return "%s[] %s = new %s[%d];".formatted(scalar, name, scalar, elements);
    }

    @Override
    public String group(Identifiers names, int dimension) {
        return names.own("group" + dimension);
    }

    @Override
    public String item(Identifiers names, int dimension) {
        throw noItems();
    }

    @Override
    public String global(Identifiers names, int dimension) {
        throw noItems();
    }

    @Override
    public String barrier(Identifiers names, boolean global) {
        throw noItems();
    }

    private static IllegalStateException noItems() {
        return new IllegalStateException("work-items in a language that has none");
    }
}
