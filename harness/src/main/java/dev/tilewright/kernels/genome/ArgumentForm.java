package dev.tilewright.kernels.genome;

import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.KernelArgument;
import java.util.Optional;
import tools.jackson.databind.util.StdConverter;

/**
 * The argument of a launch in JSON: {@code {"buffer": "A"}}, {@code {"local_bytes": 4096}}, or {@code {"scalar": "M", "type": "int32",
 * "value": 1024}}, where the type may also be {@code int64}.
 */
record ArgumentForm(
        Optional<String> buffer,
        Optional<Long> localBytes,
        Optional<String> scalar,
        Optional<String> type,
        Optional<Number> value) {

    private static final String WIDE = "int64";

    private static ArgumentForm of(KernelArgument argument) {
        return switch (argument) {
            case KernelArgument.BufferArgument(String buffer) ->
                new ArgumentForm(
                        Optional.of(buffer), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
            case KernelArgument.LocalArgument(long bytes) ->
                new ArgumentForm(
                        Optional.empty(), Optional.of(bytes), Optional.empty(), Optional.empty(), Optional.empty());
            case KernelArgument.ScalarArgument(String name, ElementType type, double value) ->
                new ArgumentForm(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(name),
                        Optional.of(type.id()),
                        Optional.of(number(type, value)));
            case KernelArgument.WideArgument(String name, long value) ->
                new ArgumentForm(
                        Optional.empty(), Optional.empty(), Optional.of(name), Optional.of(WIDE), Optional.of(value));
        };
    }

    /** Returns a whole number for a type of whole numbers; negative zero is none. */
    private static Number number(ElementType type, double value) {
        boolean whole = type == ElementType.INT32 && value == Math.rint(value) && Double.compare(value, -0.0) != 0;
        return whole ? (Number) (long) value : (Number) value;
    }

    private KernelArgument argument() {
        if (buffer.isPresent()) {
            return new KernelArgument.BufferArgument(buffer.get());
        }
        if (localBytes.isPresent()) {
            return new KernelArgument.LocalArgument(localBytes.get());
        }
        if (scalar.isEmpty() || type.isEmpty() || value.isEmpty()) {
            throw new IllegalArgumentException("an argument is a buffer, local_bytes, or a scalar with type and value");
        }
        return type.get().equals(WIDE)
                ? new KernelArgument.WideArgument(scalar.get(), value.get().longValue())
                : new KernelArgument.ScalarArgument(
                        scalar.get(), ElementType.of(type.get()), value.get().doubleValue());
    }

    /** To JSON. */
    static final class Writer extends StdConverter<KernelArgument, ArgumentForm> {
        @Override
        public ArgumentForm convert(KernelArgument argument) {
            return of(argument);
        }
    }

    /** From JSON. */
    static final class Reader extends StdConverter<ArgumentForm, KernelArgument> {
        @Override
        public KernelArgument convert(ArgumentForm form) {
            return form.argument();
        }
    }
}
