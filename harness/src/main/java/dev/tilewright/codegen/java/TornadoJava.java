package dev.tilewright.codegen.java;

import dev.tilewright.codegen.lower.Identifiers;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.tensor.Expression.Function;
import java.util.List;
import java.util.Set;

/** Java for TornadoVM: tensors are its off-heap arrays, and a {@code KernelContext} tells a work-item its place. */
final class TornadoJava implements JavaDialect {

    private static final String API = "uk.ac.manchester.tornado.api.";
    private static final String AXES = "xyz";

    private final Set<String> imports;

    /** Makes a dialect that puts the classes that a file must import among {@code imports}. */
    TornadoJava(Set<String> imports) {
        this.imports = imports;
    }

    /** Writes the parameter that tells a work-item its place. */
    String context(Identifiers names) {
        imports.add(API + "KernelContext");
        return "KernelContext " + variable(names);
    }

    /** Writes the head of a loop whose iterations are spread over the grid. */
    String parallelLoop(String variable, String end) {
        imports.add(API + "annotations.Parallel");
        return "for (@Parallel int %1$s = 0; %1$s < %2$s; ++%1$s)".formatted(variable, end);
    }

    private static String variable(Identifiers names) {
        return names.own("context");
    }

    @Override
    public String parameter(ElementType type, String name) {
        String array = boxed(type) + "Array";
        imports.add(API + "types.arrays." + array);
        return array + " " + name;
    }

    private static String boxed(ElementType type) {
        return switch (type) {
            case FLOAT32 -> "Float";
            case FLOAT64 -> "Double";
            case INT32 -> "Int";
        };
    }

    @Override
    public String read(String tensor, String place) {
        return "%s.get(%s)".formatted(tensor, place);
    }

    @Override
    public String write(String tensor, String place, String value) {
        return "%s.set(%s, %s)".formatted(tensor, place, value);
    }

    @Override
    public boolean assignsElements() {
        return false;
    }

    @Override
    public String call(Function function, ElementType type, List<String> arguments) {
        imports.add(API + "math.TornadoMath");
        String list = String.join(", ", arguments);
        return function == Function.RSQRT
                ? "%s / TornadoMath.sqrt(%s)".formatted(type == ElementType.FLOAT32 ? "1.0f" : "1.0", list)
                : "TornadoMath.%s(%s)".formatted(function.symbol(), list);
    }

    @Override
    public int callLevel(Function function, ElementType type) {
        return function == Function.RSQRT ? 2 : 4;
    }

    @Override
    public String local(Identifiers names, ElementType type, String name, long elements) {
        return "%s[] %s = %s.allocate%sLocalArray(%d);"
                .formatted(JavaEmitter.type(type), name, variable(names), boxed(type), elements);
    }

    @Override
    public String group(Identifiers names, int dimension) {
        return place(names, "group", dimension);
    }

    @Override
    public String item(Identifiers names, int dimension) {
        return place(names, "local", dimension);
    }

    @Override
    public String global(Identifiers names, int dimension) {
        return place(names, "global", dimension);
    }

    private static String place(Identifiers names, String what, int dimension) {
        return "%s.%sId%c".formatted(variable(names), what, AXES.charAt(dimension));
    }

    @Override
    public String barrier(Identifiers names, boolean global) {
        String local = variable(names) + ".localBarrier();";
        // Either fences one kind of memory alone.
        return global ? "%s %s.globalBarrier();".formatted(local, variable(names)) : local;
    }
}
