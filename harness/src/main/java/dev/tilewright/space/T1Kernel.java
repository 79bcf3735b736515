package dev.tilewright.space;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;

/**
 * What a T1 file tells of its kernel. Sizes are Python expressions over tunables, and some over {@code ProblemSize}, a list.
 *
 * @param name the entry point
 * @param file the file of its source
 * @param language the language as the file names it, such as {@code OpenCL} or {@code CUDA}
 * @param globalSizeType whether the global size counts work-items, {@code OpenCL}, or groups, {@code CUDA}
 * @param problemSize what Kernel Tuner divides by the divisors of the grid to get the number of groups; fastest dimension first
 * @param globalSize the global size by dimension
 * @param localSize the local size by dimension
 * @param gridDivisors by dimension, what the problem size is divided by; empty where that is the local size
 * @param sharedMemory the bytes of local memory that a launch gives
 * @param compilerOptions options for the compiler
 * @param arguments the arguments in order
 */
public record T1Kernel(
        String name,
        Optional<String> file,
        Optional<String> language,
        Optional<String> globalSizeType,
        List<PythonExpression> problemSize,
        List<PythonExpression> globalSize,
        List<PythonExpression> localSize,
        List<List<PythonExpression>> gridDivisors,
        Optional<PythonExpression> sharedMemory,
        List<String> compilerOptions,
        List<Argument> arguments) {

    private static final String SPECIFICATION = "KernelSpecification.";
    private static final List<String> DIMENSIONS = List.of("X", "Y", "Z");

    public T1Kernel {
        problemSize = List.copyOf(problemSize);
        globalSize = List.copyOf(globalSize);
        localSize = List.copyOf(localSize);
        gridDivisors = gridDivisors.stream().map(List::copyOf).toList();
        compilerOptions = List.copyOf(compilerOptions);
        arguments = List.copyOf(arguments);
    }

    /**
     * An argument of a kernel.
     *
     * @param name its name
     * @param type the type of its elements, such as {@code float} or {@code int32}
     * @param memoryType {@code Vector} or {@code Scalar}, and in some files {@code Local} or {@code Symbol}
     * @param accessType {@code ReadOnly}, {@code WriteOnly} or {@code ReadWrite}
     * @param fillType how it is filled, such as {@code Constant} or {@code Random}
     * @param fillValue what it is filled with, or the largest number that it is filled with
     * @param size how many elements it has
     * @param output whether its content is a result
     */
    public record Argument(
            Optional<String> name,
            String type,
            String memoryType,
            Optional<String> accessType,
            Optional<String> fillType,
            OptionalDouble fillValue,
            Optional<PythonExpression> size,
            boolean output) {}

    /** Reads the specification; empty where the file has none, or none that names a kernel. */
    static Optional<T1Kernel> read(JsonNode specification) {
        return T1Fields.text(specification, "KernelName").map(name -> read(specification, name));
    }

    private static T1Kernel read(JsonNode specification, String name) {
        return new T1Kernel(
                name,
                T1Fields.text(specification, "KernelFile"),
                T1Fields.text(specification, "Language"),
                T1Fields.text(specification, "GlobalSizeType"),
                T1Fields.expressions(specification, "ProblemSize", SPECIFICATION),
                byDimension(specification, "GlobalSize"),
                byDimension(specification, "LocalSize"),
                DIMENSIONS.stream()
                        .map(dimension -> T1Fields.expressions(specification, "GridDiv" + dimension, SPECIFICATION))
                        .toList(),
                T1Fields.expression(specification, "SharedMemory", SPECIFICATION),
                specification.path("CompilerOptions").values().stream()
                        .map(JsonNode::asString)
                        .toList(),
                arguments(specification));
    }

    /** Reads what is told for X, Y and Z, up to the first that is not. */
    private static List<PythonExpression> byDimension(JsonNode specification, String field) {
        JsonNode sizes = specification.path(field);
        return DIMENSIONS.stream()
                .map(dimension -> T1Fields.expression(sizes, dimension, SPECIFICATION + field + "."))
                .takeWhile(Optional::isPresent)
                .flatMap(Optional::stream)
                .toList();
    }

    private static List<Argument> arguments(JsonNode specification) {
        if (!specification.path("Arguments").isArray()) {
            return List.of();
        }
        List<JsonNode> given = T1Fields.list(specification, "Arguments", SPECIFICATION);
        List<Argument> arguments = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            arguments.add(argument(given.get(i), "%sArguments[%d]".formatted(SPECIFICATION, i)));
        }
        return arguments;
    }

    private static Argument argument(JsonNode node, String place) {
        for (String field : List.of("Type", "MemoryType")) {
            if (T1Fields.text(node, field).isEmpty()) {
                throw new IllegalArgumentException("%s: %s is missing".formatted(place, field));
            }
        }
        JsonNode output = node.path("Output");
        return new Argument(
                T1Fields.text(node, "Name"),
                node.path("Type").asString(),
                node.path("MemoryType").asString(),
                T1Fields.text(node, "AccessType"),
                T1Fields.text(node, "FillType"),
                T1Fields.number(node, "FillValue"),
                T1Fields.expression(node, "Size", place + "."),
                output.isNumber() ? output.asInt() != 0 : output.isBoolean() && output.asBoolean());
    }
}
