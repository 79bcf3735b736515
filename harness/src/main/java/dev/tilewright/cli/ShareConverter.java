package dev.tilewright.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a share: {@code 3%} is 0.03. */
final class ShareConverter implements ITypeConverter<Double> {

    private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,6})?) ?%");

    @Override
    public Double convert(String text) {
        Matcher percent = PERCENT.matcher(text);
        if (!percent.matches()) {
            throw new TypeConversionException("'%s' is not a percentage; expected 3%% or 2.5%%".formatted(text));
        }
        return Double.parseDouble(percent.group(1)) / 100;
    }
}
