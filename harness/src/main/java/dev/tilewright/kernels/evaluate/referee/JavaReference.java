package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.device.BuildException;
import dev.tilewright.device.JavaCompilation;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernels.evaluate.measure.LeastWork;
import dev.tilewright.task.Argument;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Reference;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A reference that the user wrote in Java, compiled when a worker starts; see {@link Reference.JavaClass} for what it must be. It sees the
 * JDK and nothing of this program, and is never called twice at a time.
 */
final class JavaReference implements TaskReference {

    /** What an element of an {@code int32} output holds before the method is called; one that still does was not written. */
    private static final int UNWRITTEN = Integer.MIN_VALUE;

    private final TaskDefinition task;
    private final String file;
    private final Method method;

    /**
     * Compiles a class.
     *
     * @param file the name of its file
     * @throws ReferenceException if the source does not compile, or the class has no such method as it should
     */
    JavaReference(TaskDefinition task, String file, String source) {
        this.task = task;
        this.file = file;
        method = method(owner(source));
    }

    private Class<?> owner(String source) {
        Map<String, byte[]> compiled;
        try (JavaCompilation compiler = new JavaCompilation(List.of(), List.of())) {
            compiled = compiler.compile(source, List.of()).classes();
        } catch (BuildException failed) {
            throw new ReferenceException("does not compile: " + failed.getMessage(), failed);
        }
        String wanted = file.replaceFirst("\\.java$", "");
        try {
            Loader loader = new Loader(compiled);
            for (String name : compiled.keySet()) {
                if (name.substring(name.lastIndexOf('.') + 1).equals(wanted)) {
                    return loader.loadClass(name);
                }
            }
        } catch (ClassNotFoundException | LinkageError unusable) {
            throw new ReferenceException("cannot be loaded: " + unusable, unusable);
        }
        throw new ReferenceException("has no class %s, as its file is called; it has %s"
                .formatted(wanted, compiled.isEmpty() ? "none" : String.join(", ", compiled.keySet())));
    }

    private Method method(Class<?> owner) {
        List<Method> methods = Arrays.stream(owner.getDeclaredMethods())
                .filter(candidate -> candidate.getName().equals(Reference.METHOD) && !candidate.isSynthetic())
                .toList();
        List<Class<?>> arrays = task.arguments().stream()
                .<Class<?>>map(JavaReference::arrayType)
                .toList();
        boolean fits = methods.size() == 1
                && Modifier.isStatic(methods.getFirst().getModifiers())
                && methods.getFirst().getReturnType() == void.class
                && takes(methods.getFirst().getParameterTypes(), arrays);
        if (!fits) {
            throw new ReferenceException("must have one method %s, and has %s"
                    .formatted(
                            signature(),
                            methods.isEmpty()
                                    ? "none called " + Reference.METHOD
                                    : methods.stream()
                                            .map(JavaReference::written)
                                            .collect(Collectors.joining(" and "))));
        }
        methods.getFirst().setAccessible(true);
        return methods.getFirst();
    }

    private boolean takes(Class<?>[] types, List<Class<?>> arrays) {
        return types.length == arrays.size() + task.sizes().size()
                && List.of(types).subList(0, arrays.size()).equals(arrays)
                && Arrays.stream(types).skip(arrays.size()).allMatch(type -> type == int.class || type == long.class);
    }

    private static Class<?> arrayType(Argument argument) {
        return argument.type() == ElementType.INT32 ? int[].class : double[].class;
    }

    private String signature() {
        return Stream.concat(
                        task.arguments().stream()
                                .map(argument -> arrayType(argument).getSimpleName() + " " + argument.name()),
                        task.sizes().stream().map(size -> "int " + size))
                .collect(Collectors.joining(", ", "static void %s(".formatted(Reference.METHOD), ")"));
    }

    private static String written(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(
                        ", ",
                        "%s%s %s("
                                .formatted(
                                        Modifier.isStatic(method.getModifiers()) ? "static " : "",
                                        method.getReturnType().getSimpleName(),
                                        method.getName()),
                        ")"));
    }

    @Override
    public double operations(Problem problem) {
        return 0;
    }

    @Override
    public LeastWork leastWork(Problem problem) {
        return task.leastWork(problem);
    }

    @Override
    public boolean usesDevice() {
        return false;
    }

    @Override
    public synchronized Map<String, double[]> compute(Problem problem, Inputs inputs) {
        List<Object> given = new ArrayList<>();
        task.arguments().forEach(argument -> given.add(array(argument, problem, inputs)));
        Class<?>[] types = method.getParameterTypes();
        for (String size : task.sizes()) {
            long value = Objects.requireNonNull(problem.sizes().get(size), size);
            given.add(types[given.size()] == long.class ? (Object) value : (Object) Math.toIntExact(value));
        }
        call(problem, given.toArray());
        Map<String, double[]> outputs = new LinkedHashMap<>();
        for (int i = 0; i < task.arguments().size(); i++) {
            Argument argument = task.arguments().get(i);
            if (argument.role() != Buffer.Role.INPUT) {
                outputs.put(
                        argument.name(),
                        TaskReference.requireFinite(numbers(given.get(i)), argument.buffer(problem), problem));
            }
        }
        return outputs;
    }

    /** Returns a copy of what an argument contains, or an array in which it shows what is not written. */
    private static Object array(Argument argument, Problem problem, Inputs inputs) {
        if (argument.role() == Buffer.Role.OUTPUT) {
            int elements = Math.toIntExact(argument.buffer(problem).elements());
            if (argument.type() == ElementType.INT32) {
                int[] unwritten = new int[elements];
                Arrays.fill(unwritten, UNWRITTEN);
                return unwritten;
            }
            double[] unwritten = new double[elements];
            Arrays.fill(unwritten, Double.NaN);
            return unwritten;
        }
        double[] numbers = Elements.numbers(inputs.of(argument.name()), argument.type());
        return argument.type() == ElementType.INT32
                ? IntStream.range(0, numbers.length).map(i -> (int) numbers[i]).toArray()
                : numbers;
    }

    private static double[] numbers(Object array) {
        return array instanceof int[] whole
                ? Arrays.stream(whole)
                        .mapToDouble(number -> number == UNWRITTEN ? Double.NaN : number)
                        .toArray()
                : (double[]) array;
    }

    private void call(Problem problem, Object[] arguments) {
        try {
            method.invoke(null, arguments);
        } catch (InvocationTargetException thrown) {
            Throwable cause = Objects.requireNonNull(thrown.getCause());
            throw new ReferenceException("throws %s%s on %s".formatted(cause, line(cause), problem), cause);
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private String line(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .filter(frame -> Loader.NAME.equals(frame.getClassLoaderName()))
                .findFirst()
                .map(frame -> " in line " + frame.getLineNumber())
                .orElse("");
    }

    /** Loads the class and those in it. */
    private static final class Loader extends ClassLoader {

        static final String NAME = "reference";

        private final Map<String, byte[]> classes;

        Loader(Map<String, byte[]> classes) {
            super(NAME, ClassLoader.getPlatformClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classes.get(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
