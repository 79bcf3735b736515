package dev.tilewright.cli;

import dev.tilewright.app.Goal;
import dev.tilewright.kernels.Stopping;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads what a search is to reach, or {@code none}. */
final class GoalConverter implements ITypeConverter<String> {

    @Override
    public String convert(String text) {
        if (text.equals(Stopping.NO_GOAL)) {
            return text;
        }
        try {
            return Goal.parse(text).toString();
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
