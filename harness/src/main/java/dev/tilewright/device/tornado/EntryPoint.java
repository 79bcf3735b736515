package dev.tilewright.device.tornado;

import dev.tilewright.device.BuildException;
import dev.tilewright.device.LaunchException;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.kernel.KernelArgument.BufferArgument;
import dev.tilewright.kernel.KernelArgument.LocalArgument;
import dev.tilewright.kernel.KernelArgument.ScalarArgument;
import dev.tilewright.kernel.KernelArgument.WideArgument;
import dev.tilewright.kernel.Launch;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One entry point of a kernel, read from its class file.
 *
 * @param owner the binary name of its class
 * @param name its name
 * @param context whether it takes a {@code KernelContext} first
 * @param parameters the types of its other parameters
 */
record EntryPoint(String owner, String name, boolean context, List<ClassDesc> parameters) {

    private static final String API = "uk.ac.manchester.tornado.api.";
    private static final ClassDesc CONTEXT = ClassDesc.of(API + "KernelContext");
    private static final ClassDesc FLOATS = ClassDesc.of(API + "types.arrays.FloatArray");
    private static final ClassDesc DOUBLES = ClassDesc.of(API + "types.arrays.DoubleArray");
    private static final ClassDesc INTS = ClassDesc.of(API + "types.arrays.IntArray");
    private static final List<ClassDesc> TYPES = List.of(
            FLOATS,
            DOUBLES,
            INTS,
            ConstantDescs.CD_float,
            ConstantDescs.CD_double,
            ConstantDescs.CD_int,
            ConstantDescs.CD_long);

    /** TornadoVM's task graphs take functions of so many arguments. */
    private static final int MOST_PARAMETERS = 20;

    EntryPoint {
        parameters = List.copyOf(parameters);
    }

    /**
     * Finds an entry point in the first class that has it.
     *
     * @throws BuildException if none has, or it does not take what an entry point takes
     */
    static EntryPoint find(Map<String, byte[]> classes, String name) throws BuildException {
        for (Map.Entry<String, byte[]> file : classes.entrySet()) {
            ClassModel owner = ClassFile.of().parse(file.getValue());
            List<MethodModel> methods = owner.methods().stream()
                    .filter(method -> method.methodName().equalsString(name)
                            && !method.flags().has(AccessFlag.SYNTHETIC))
                    .toList();
            if (methods.size() > 1) {
                throw new BuildException("%s has %d methods called %s; an entry point is one"
                        .formatted(simple(file.getKey()), methods.size(), name));
            }
            if (methods.size() == 1) {
                return of(file.getKey(), methods.getFirst());
            }
        }
        throw new BuildException("the source has no method called " + name);
    }

    private static String simple(String binaryName) {
        return binaryName.substring(binaryName.lastIndexOf('.') + 1);
    }

    private static EntryPoint of(String owner, MethodModel method) throws BuildException {
        String name = method.methodName().stringValue();
        List<ClassDesc> types = method.methodTypeSymbol().parameterList();
        if (!method.flags().has(AccessFlag.PUBLIC)
                || !method.flags().has(AccessFlag.STATIC)
                || !method.methodTypeSymbol().returnType().equals(ConstantDescs.CD_void)) {
            throw new BuildException("%s must be public static void".formatted(name));
        }
        if (types.size() > MOST_PARAMETERS) {
            throw new BuildException(
                    "%s has %d parameters; TornadoVM takes at most %d".formatted(name, types.size(), MOST_PARAMETERS));
        }
        boolean context = !types.isEmpty() && types.getFirst().equals(CONTEXT);
        List<ClassDesc> parameters = context ? types.subList(1, types.size()) : types;
        for (ClassDesc parameter : parameters) {
            if (!TYPES.contains(parameter)) {
                throw new BuildException(
                        "%s takes a %s; arguments are FloatArray, DoubleArray, IntArray, float, double, int or long, after a KernelContext if it takes one"
                                .formatted(name, parameter.displayName()));
            }
        }
        return new EntryPoint(owner, name, context, parameters);
    }

    /**
     * Checks that a launch gives what the entry point takes.
     *
     * @param buffers the types of the launch's buffers, in order
     * @throws LaunchException if it does not
     */
    void check(Launch launch, List<ElementType> buffers) throws LaunchException {
        if (launch.arguments().size() != parameters.size()) {
            throw new LaunchException("%s takes %d arguments and is launched with %d"
                    .formatted(name, parameters.size(), launch.arguments().size()));
        }
        List<ElementType> left = new ArrayList<>(buffers);
        for (int i = 0; i < parameters.size(); i++) {
            KernelArgument argument = launch.arguments().get(i);
            ClassDesc given = switch (argument) {
                case BufferArgument _ -> array(left.removeFirst());
                case ScalarArgument scalar -> primitive(scalar.type());
                case WideArgument _ -> ConstantDescs.CD_long;
                case LocalArgument(long bytes) ->
                    throw new LaunchException(
                            "%s is launched with %d bytes of local memory as an argument; with TornadoVM a kernel allocates local memory itself"
                                    .formatted(name, bytes));
            };
            if (!given.equals(parameters.get(i))) {
                throw new LaunchException("%s takes a %s as argument %d and is launched with a %s, %s"
                        .formatted(name, parameters.get(i).displayName(), i, given.displayName(), argument));
            }
        }
    }

    private static ClassDesc array(ElementType type) {
        return switch (type) {
            case FLOAT32 -> FLOATS;
            case FLOAT64 -> DOUBLES;
            case INT32 -> INTS;
        };
    }

    private static ClassDesc primitive(ElementType type) {
        return switch (type) {
            case FLOAT32 -> ConstantDescs.CD_float;
            case FLOAT64 -> ConstantDescs.CD_double;
            case INT32 -> ConstantDescs.CD_int;
        };
    }
}
