package dev.tilewright.cli;

import dev.tilewright.kernels.Stopping;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a patience: {@code 80}, or {@code none} for {@link Stopping#NEVER}. */
final class PatienceConverter implements ITypeConverter<Integer> {

    private static final Pattern COUNT = Pattern.compile("[1-9]\\d{0,8}");

    @Override
    public Integer convert(String text) {
        if (text.equals("none")) {
            return Stopping.NEVER;
        }
        if (!COUNT.matcher(text).matches()) {
            throw new TypeConversionException(
                    "'%s' is not a number of evaluations; expected 80, or none".formatted(text));
        }
        return Integer.parseInt(text);
    }
}
