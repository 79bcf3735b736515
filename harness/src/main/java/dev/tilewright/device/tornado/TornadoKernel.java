package dev.tilewright.device.tornado;

import dev.tilewright.device.AllowedClasses;
import dev.tilewright.device.BuildException;
import dev.tilewright.device.BuiltKernel;
import dev.tilewright.device.ClassScreen;
import dev.tilewright.device.JavaCompilation;
import dev.tilewright.kernel.Kernel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A kernel's classes, what TornadoVM has made of them, and the programs prepared from it. */
final class TornadoKernel implements BuiltKernel {

    private static final Pattern PACKAGE = Pattern.compile("(?m)^[ \\t]*package\\s+[\\w.]+\\s*;");
    private static final int MOST_GENERATED = 60_000;

    private final TornadoSession session;
    private final Map<String, byte[]> classes;
    private final Map<String, EntryPoint> entries;
    private final String warnings;
    private final List<PreparedProgram> programs = new ArrayList<>();
    private @Nullable HostProcess known;
    private String generated = "";

    private TornadoKernel(
            TornadoSession session, Map<String, byte[]> classes, Map<String, EntryPoint> entries, String warnings) {
        this.session = session;
        this.classes = classes;
        this.entries = entries;
        this.warnings = warnings;
    }

    /**
     * Compiles a kernel.
     *
     * @param space a package that no other kernel of the session has: TornadoVM looks for annotations in what the class path has under a
     *     class's name
     */
    static TornadoKernel build(TornadoSession session, JavaCompilation compilation, String space, Kernel kernel)
            throws BuildException {
        JavaCompilation.Compiled compiled = compilation.compile(moved(kernel.source(), space), kernel.buildOptions());
        if (!kernel.trusted()) {
            ClassScreen.check(compiled.classes(), AllowedClasses.TORNADO);
        }
        Map<String, EntryPoint> entries = new HashMap<>();
        for (String entry : kernel.entries()) {
            entries.put(entry, EntryPoint.find(compiled.classes(), entry));
        }
        return new TornadoKernel(session, compiled.classes(), entries, compiled.log());
    }

    /** Returns a source in another package, with every line where it was. */
    static String moved(String source, String space) {
        String declaration = "package %s;".formatted(space);
        Matcher own = PACKAGE.matcher(source);
        return own.find() ? own.replaceFirst(declaration) : declaration + " " + source;
    }

    /** Makes its classes known to a host program. */
    void introduce(HostProcess host) {
        if (known != host) {
            try {
                HostProgram.write(classes, host.classes());
            } catch (IOException unwritable) {
                throw new UncheckedIOException(unwritable);
            }
            known = host;
        }
    }

    @Nullable
    EntryPoint entry(String name) {
        return entries.get(name);
    }

    List<PreparedProgram> programs() {
        return programs;
    }

    /** Removes the programs that are no longer needed, and returns them. */
    List<PreparedProgram> dismiss(Predicate<PreparedProgram> useless) {
        List<PreparedProgram> dismissed = programs.stream().filter(useless).toList();
        programs.removeAll(dismissed);
        return dismissed;
    }

    /** Keeps what TornadoVM has printed while it compiled the first program: OpenCL C or PTX. */
    void keepGenerated(String printed) {
        if (generated.isEmpty()) {
            String text = printed.lines()
                    .map(String::stripTrailing)
                    .filter(line -> !line.isEmpty() && !line.startsWith("[TornadoVM] Warning: The loop bounds"))
                    .collect(Collectors.joining("\n"));
            generated = text.length() <= MOST_GENERATED
                    ? text
                    : "%s\n… (%d characters in all)".formatted(text.substring(0, MOST_GENERATED), text.length());
        }
    }

    @Override
    public String log() {
        return warnings.isEmpty() || generated.isEmpty() ? warnings + generated : warnings + "\n" + generated;
    }

    @Override
    public void close() {
        session.free(this);
    }
}
