package dev.tilewright.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a span of time: {@code 90s}, {@code 10m}, {@code 1h30m}. */
final class SpanConverter implements ITypeConverter<Duration> {

    private static final Pattern SPAN = Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?");

    @Override
    public Duration convert(String text) {
        Matcher parts = SPAN.matcher(text);
        if (text.isEmpty() || !parts.matches()) {
            throw new TypeConversionException("'%s' is not a duration; expected 90s, 10m or 1h30m".formatted(text));
        }
        Duration span = Duration.ofHours(part(parts.group(1)))
                .plusMinutes(part(parts.group(2)))
                .plusSeconds(part(parts.group(3)));
        if (span.isZero()) {
            throw new TypeConversionException("a duration must be longer than zero, not '%s'".formatted(text));
        }
        return span;
    }

    private static long part(@org.jspecify.annotations.Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
