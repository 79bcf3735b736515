package dev.tilewright.device;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.NestingKind;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The Java compiler in memory. The file manager is kept, because reading the JDK's own classes is most of a small build. */
public final class JavaCompilation implements AutoCloseable {

    private static final Pattern MACRO = Pattern.compile("-D([A-Za-z_][A-Za-z0-9_]*)=(.*)", Pattern.DOTALL);

    private final JavaCompiler compiler;
    private final StandardJavaFileManager files;
    private final List<String> always;

    /**
     * Prepares the compiler.
     *
     * @param classPath what sources see beside the JDK
     * @param options the options of javac for every source
     */
    public JavaCompilation(List<Path> classPath, List<String> options) {
        always = List.copyOf(options);
        JavaCompiler found = ToolProvider.getSystemJavaCompiler();
        if (found == null) {
            throw new DeviceException("this Java runtime has no compiler; run with a JDK");
        }
        compiler = found;
        files = compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
        try {
            // Left alone it would be this program's own: a kernel must not see the program that judges it.
            files.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /**
     * What a source became.
     *
     * @param classes class files by binary name, in the order in which they were written
     * @param log the compiler's warnings
     */
    public record Compiled(Map<String, byte[]> classes, String log) {}

    /**
     * Compiles one source file.
     *
     * @param buildOptions further options of javac; {@code -DNAME=VALUE}, which Java does not have, replaces every word
     *     {@code NAME} of the source by {@code VALUE}, so that tunables reach a kernel as they do in C
     * @throws BuildException with every error, its line and its message
     */
    public Compiled compile(String source, List<String> buildOptions) throws BuildException {
        List<String> options = new ArrayList<>(List.of("-proc:none", "-g", "-Xlint:-incubating"));
        options.addAll(always);
        String expanded = source;
        for (String option : buildOptions) {
            Matcher macro = MACRO.matcher(option);
            if (macro.matches()) {
                expanded =
                        expanded.replaceAll("\\b" + macro.group(1) + "\\b", Matcher.quoteReplacement(macro.group(2)));
            } else {
                options.add(option);
            }
        }
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        ClassFiles output = new ClassFiles(files);
        StringWriter other = new StringWriter();
        boolean compiled;
        try {
            compiled = compiler.getTask(other, output, diagnostics, options, null, List.of(new Source(expanded)))
                    .call();
        } catch (IllegalArgumentException refused) {
            throw new BuildException("the Java compiler refuses its options: " + refused.getMessage(), refused);
        } catch (RuntimeException crashed) {
            throw new BuildException("the Java compiler failed: " + crashed, crashed);
        }
        String log = diagnostics.getDiagnostics().stream()
                .filter(diagnostic -> !"compiler.warn.incubating.modules".equals(diagnostic.getCode()))
                .map(JavaCompilation::describe)
                .collect(Collectors.joining("\n"));
        if (!compiled) {
            throw new BuildException(log.isEmpty() ? other.toString() : log);
        }
        return new Compiled(output.bytes(), log);
    }

    private static String describe(Diagnostic<? extends JavaFileObject> diagnostic) {
        String kind = diagnostic.getKind() == Diagnostic.Kind.ERROR ? "error" : "warning";
        String message = diagnostic.getMessage(Locale.ROOT);
        return diagnostic.getLineNumber() == Diagnostic.NOPOS
                ? "%s: %s".formatted(kind, message)
                : "line %d: %s: %s".formatted(diagnostic.getLineNumber(), kind, message);
    }

    @Override
    public void close() {
        try {
            files.close();
        } catch (IOException unclean) {
            throw new UncheckedIOException(unclean);
        }
    }

    /** A source whose public class may have any name. */
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("memory:///Kernel.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }

        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            return kind == Kind.SOURCE;
        }

        @Override
        public @Nullable NestingKind getNestingKind() {
            return null;
        }

        @Override
        public @Nullable Modifier getAccessLevel() {
            return null;
        }
    }

    /** Keeps the class files that the compiler writes. */
    private static final class ClassFiles extends ForwardingJavaFileManager<StandardJavaFileManager> {
        private final Map<String, ByteArrayOutputStream> written = new LinkedHashMap<>();

        ClassFiles(StandardJavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                JavaFileManager.Location location,
                String className,
                JavaFileObject.Kind kind,
                @Nullable FileObject sibling) {
            return new SimpleJavaFileObject(
                    URI.create("memory:///" + className.replace('.', '/') + kind.extension), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    written.put(className, bytes);
                    return bytes;
                }
            };
        }

        @Override
        public void close() {
            // The file manager below is shared by all builds of a session.
        }

        Map<String, byte[]> bytes() {
            Map<String, byte[]> all = new LinkedHashMap<>();
            written.forEach((name, bytes) -> all.put(name, bytes.toByteArray()));
            return all;
        }
    }
}
