package dev.tilewright.device.jvm;

import dev.tilewright.device.BuildException;
import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.LaunchException;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.kernel.KernelArgument.BufferArgument;
import dev.tilewright.kernel.KernelArgument.LocalArgument;
import dev.tilewright.kernel.KernelArgument.ScalarArgument;
import dev.tilewright.kernel.KernelArgument.WideArgument;
import dev.tilewright.kernel.Launch;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One entry point of a kernel: what it takes, and the class that calls it for a range of groups. */
final class EntryPoint {

    private static final int COORDINATES = 3;
    private static final Set<Class<?>> TYPES =
            Set.of(float[].class, double[].class, int[].class, float.class, double.class, int.class, long.class);

    private final String name;
    private final List<Class<?>> parameters;
    private final Constructor<?> runner;

    private EntryPoint(String name, List<Class<?>> parameters, Constructor<?> runner) {
        this.name = name;
        this.parameters = parameters;
        this.runner = runner;
    }

    /**
     * Finds an entry point in the first class that has it.
     *
     * @throws BuildException if none has, or it does not take what an entry point takes
     */
    static EntryPoint find(KernelClassLoader loader, List<Class<?>> classes, String name)
            throws BuildException, ClassNotFoundException {
        for (Class<?> owner : classes) {
            List<Method> methods = Arrays.stream(owner.getDeclaredMethods())
                    .filter(method -> method.getName().equals(name) && !method.isSynthetic())
                    .toList();
            if (methods.size() > 1) {
                throw new BuildException("%s has %d methods called %s; an entry point is one"
                        .formatted(owner.getSimpleName(), methods.size(), name));
            }
            if (methods.size() == 1) {
                return of(loader, owner, methods.getFirst());
            }
        }
        throw new BuildException("the source has no method called " + name);
    }

    private static EntryPoint of(KernelClassLoader loader, Class<?> owner, Method method)
            throws BuildException, ClassNotFoundException {
        List<Class<?>> types = List.of(method.getParameterTypes());
        boolean coordinates = types.size() >= COORDINATES
                && types.subList(0, COORDINATES).stream().allMatch(int.class::equals);
        if (!Modifier.isPublic(method.getModifiers())
                || !Modifier.isStatic(method.getModifiers())
                || method.getReturnType() != void.class
                || !coordinates) {
            throw new BuildException(
                    "%s must be public static void %s(int group0, int group1, int group2, …), and is %s"
                            .formatted(method.getName(), method.getName(), method));
        }
        List<Class<?>> parameters = types.subList(COORDINATES, types.size());
        for (Class<?> parameter : parameters) {
            if (!TYPES.contains(parameter)) {
                throw new BuildException(
                        "%s takes a %s; arguments are float[], double[], int[], float, double, int or long"
                                .formatted(method.getName(), parameter.getSimpleName()));
            }
        }
        MethodTypeDesc type = MethodTypeDesc.of(
                ConstantDescs.CD_void,
                types.stream()
                        .map(parameter -> ClassDesc.ofDescriptor(parameter.descriptorString()))
                        .toList());
        byte[] bytes = new RunnerClass(owner, method.getName(), type).bytes();
        Class<?> runner = loader.define(RunnerClass.name(owner, method.getName()), bytes);
        Constructor<?> constructor = runner.getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        return new EntryPoint(method.getName(), parameters, constructor);
    }

    /**
     * Checks a launch against the entry point and binds its arguments.
     *
     * @throws LaunchException if the JVM or the entry point cannot take it
     */
    PreparedLaunch prepare(JvmSession session, Launch launch, Map<String, DeviceBuffer> memory) throws LaunchException {
        if (launch.groupSize() != 1) {
            throw new LaunchException(
                    "%s is launched in groups of %s; the JVM has no work-items, so a group's size is 1 in every dimension"
                            .formatted(name, launch.localSize()));
        }
        if (launch.arguments().size() != parameters.size()) {
            throw new LaunchException("%s takes %d arguments and is launched with %d"
                    .formatted(name, parameters.size(), launch.arguments().size()));
        }
        List<JvmBuffer> buffers = new ArrayList<>();
        Object[] bound = new Object[parameters.size()];
        for (int i = 0; i < bound.length; i++) {
            KernelArgument argument = launch.arguments().get(i);
            if (argument instanceof BufferArgument(String buffer)) {
                buffers.add(find(session, buffer, memory));
            }
            bound[i] = bind(argument, i, buffers);
        }
        int groups = groups(launch);
        int groups0 = Math.toIntExact(launch.globalSize().get(0));
        int groups1 = launch.globalSize().size() > 1
                ? Math.toIntExact(launch.globalSize().get(1))
                : 1;
        try {
            GroupRange range = (GroupRange) runner.newInstance(bound, groups0, groups1);
            return new PreparedLaunch(launch, buffers, range, groups);
        } catch (ReflectiveOperationException | LinkageError failed) {
            throw new LaunchException("%s cannot be prepared: %s".formatted(name, failed), failed);
        }
    }

    private int groups(Launch launch) throws LaunchException {
        try {
            return Math.toIntExact(launch.globalSize().stream().reduce(1L, Math::multiplyExact));
        } catch (ArithmeticException overflow) {
            throw new LaunchException(
                    "%s is launched over %s; the JVM runs fewer than 2^31 groups".formatted(name, launch.globalSize()),
                    overflow);
        }
    }

    /** Returns what the entry point is given; the last of {@code buffers} is the argument's, if it is a buffer. */
    private Object bind(KernelArgument argument, int position, List<JvmBuffer> buffers) throws LaunchException {
        Object value = switch (argument) {
            case BufferArgument _ -> buffers.getLast().array();
            case ScalarArgument scalar -> number(scalar);
            case WideArgument(String _, long number) -> number;
            case LocalArgument(long bytes) ->
                throw new LaunchException("%s is launched with %d bytes of local memory, which the JVM does not have"
                        .formatted(name, bytes));
        };
        Class<?> wanted = parameters.get(position);
        Class<?> given = switch (argument) {
            case ScalarArgument scalar -> primitive(scalar);
            case WideArgument _ -> long.class;
            default -> value.getClass();
        };
        if (given != wanted) {
            throw new LaunchException("%s takes a %s as argument %d and is launched with a %s, %s"
                    .formatted(name, wanted.getSimpleName(), position, given.getSimpleName(), argument));
        }
        return value;
    }

    private JvmBuffer find(JvmSession session, String buffer, Map<String, DeviceBuffer> memory) {
        if (memory.get(buffer) instanceof JvmBuffer found && found.session() == session) {
            return found;
        }
        throw new IllegalArgumentException(
                "%s is launched with buffer %s, for which this session has no memory".formatted(name, buffer));
    }

    private static Object number(ScalarArgument scalar) {
        return switch (scalar.type()) {
            case FLOAT32 -> (float) scalar.value();
            case FLOAT64 -> scalar.value();
            case INT32 -> (int) scalar.value();
        };
    }

    private static Class<?> primitive(ScalarArgument scalar) {
        return switch (scalar.type()) {
            case FLOAT32 -> float.class;
            case FLOAT64 -> double.class;
            case INT32 -> int.class;
        };
    }
}
