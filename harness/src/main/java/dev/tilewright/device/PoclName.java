package dev.tilewright.device;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What PoCL calls a processor, {@code pthread-haswell-AMD EPYC}, taken apart. Older versions leave out the target.
 *
 * @param target what it compiles for, {@code haswell}; the host's architecture if that is not reported
 * @param model the processor's name; the whole name where another driver gave it
 */
public record PoclName(String target, String model) {

    private static final Pattern NAME =
            Pattern.compile("(?:pthread|basic|cpu-minimal|cpu)-(?:([a-z0-9._]+(?:-[a-z0-9._]+)*)-)?(.+)");

    /** Parses a device's name. */
    public static PoclName of(String name) {
        Matcher parts = NAME.matcher(name);
        boolean known = parts.matches();
        String target = known && parts.group(1) != null ? parts.group(1) : System.getProperty("os.arch", "");
        return new PoclName(target, known ? parts.group(2) : name);
    }
}
