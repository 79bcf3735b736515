package dev.tilewright.device;

import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The classes of others that a kernel in Java may use, and what of them: arithmetic, copies of arrays, vectors. Names are binary names.
 *
 * @param packages packages, with a dot at the end, all of whose classes a kernel may use as far as their signatures name nothing else
 */
public record AllowedClasses(List<String> packages) {

    /** What kernels for the JVM may use. */
    public static final AllowedClasses JVM = new AllowedClasses(List.of("jdk.incubator.vector."));

    /** What kernels for TornadoVM may use. */
    public static final AllowedClasses TORNADO = new AllowedClasses(List.of(
            "uk.ac.manchester.tornado.api.math.",
            "uk.ac.manchester.tornado.api.types.",
            "uk.ac.manchester.tornado.api.annotations."));

    private static final Set<String> TORNADO_CLASSES =
            Set.of("uk.ac.manchester.tornado.api.KernelContext", "uk.ac.manchester.tornado.api.math.TornadoMath");

    private static final String OBJECT = "java.lang.Object";

    /** Classes whose static methods compute a number of numbers. */
    private static final Set<String> ARITHMETIC = Set.of(
            "java.lang.Math",
            "java.lang.StrictMath",
            "java.lang.Float",
            "java.lang.Double",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Short",
            "java.lang.Byte",
            "java.lang.Boolean",
            "java.lang.Character");

    /** Classes that methods may take or throw; nothing of them may be called. */
    private static final Set<String> NAMED_IN_SIGNATURES = Set.of(
            "java.lang.String",
            "java.lang.Throwable",
            "java.lang.Exception",
            "java.lang.RuntimeException",
            "java.lang.Error");

    private static final Set<String> ARRAY_METHODS =
            Set.of("fill", "copyOf", "copyOfRange", "equals", "mismatch", "compare", "sort", "binarySearch");

    private static final Set<String> INTERNAL =
            Set.of("VectorIntrinsics", "AbstractVector", "AbstractMask", "AbstractSpecies");

    public AllowedClasses {
        packages = List.copyOf(packages);
    }

    /** Tells whether a kernel may name a class at all; a loader that finds no other enforces it. */
    public boolean mayName(String name) {
        return name.equals(OBJECT)
                || ARITHMETIC.contains(name)
                || name.equals("java.lang.System")
                || NAMED_IN_SIGNATURES.contains(name)
                || name.equals("java.util.Arrays")
                || name.equals("java.util.Objects")
                || isOfAPackage(name);
    }

    private boolean isOfAPackage(String name) {
        return packages.stream().anyMatch(name::startsWith)
                        && INTERNAL.stream().noneMatch(internal -> name.contains("." + internal))
                || this.equals(TORNADO) && TORNADO_CLASSES.contains(name);
    }

    /** Tells whether objects of a class may be kept in variables, arrays and fields. */
    public boolean isValue(String name) {
        return isOfAPackage(name);
    }

    /**
     * Tells whether a kernel may call a method of another's class.
     *
     * @param owner the class
     * @param method the method's name
     * @param type what it takes and returns
     * @param isStatic whether it is called without an object
     */
    public boolean mayCall(String owner, String method, MethodTypeDesc type, boolean isStatic) {
        if (ARITHMETIC.contains(owner)) {
            return isStatic && !method.equals("random") && signature(type).allMatch(ClassDesc::isPrimitive);
        }
        return switch (owner) {
            case OBJECT -> method.equals("<init>");
            case "java.lang.System" -> method.equals("arraycopy");
            case "java.util.Arrays" ->
                ARRAY_METHODS.contains(method) && signature(type).allMatch(AllowedClasses::isPlain);
            case "java.util.Objects" ->
                method.equals("checkIndex") || method.equals("requireNonNull") && type.parameterCount() == 1;
            default -> isOfAPackage(owner) && signature(type).allMatch(this::isHarmless);
        };
    }

    /** Tells whether a kernel may read a static field of another's class: {@code VectorOperators.ADD}. */
    public boolean mayRead(String owner, ClassDesc type) {
        return isOfAPackage(owner) && isHarmless(type);
    }

    private static Stream<ClassDesc> signature(MethodTypeDesc type) {
        return Stream.concat(Stream.of(type.returnType()), type.parameterList().stream());
    }

    /** Numbers and arrays of numbers. */
    private static boolean isPlain(ClassDesc type) {
        ClassDesc component = type.componentType();
        return type.isPrimitive() || component != null && isPlain(component);
    }

    private boolean isHarmless(ClassDesc type) {
        ClassDesc component = type.componentType();
        if (component != null) {
            return isHarmless(component);
        }
        return type.isPrimitive() || isOfAPackage(name(type));
    }

    static String name(ClassDesc type) {
        String descriptor = type.descriptorString();
        return descriptor.startsWith("L")
                ? descriptor.substring(1, descriptor.length() - 1).replace('/', '.')
                : descriptor;
    }
}
