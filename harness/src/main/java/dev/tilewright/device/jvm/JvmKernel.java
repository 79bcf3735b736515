package dev.tilewright.device.jvm;

import dev.tilewright.device.AllowedClasses;
import dev.tilewright.device.BuildException;
import dev.tilewright.device.BuiltKernel;
import dev.tilewright.device.ClassScreen;
import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.JavaCompilation;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.PreparedRuns;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.Launch;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A kernel compiled and loaded by a class loader of its own, and the launches prepared from it. */
final class JvmKernel implements BuiltKernel {

    /** HotSpot's HugeMethodLimit, above which it compiles only if told {@code -XX:-DontCompileHugeMethods}. */
    private static final int HUGE_METHOD_BYTES = 8000;

    private static final boolean HUGE_METHODS_COMPILE =
            ManagementFactory.getRuntimeMXBean().getInputArguments().contains("-XX:-DontCompileHugeMethods");

    private final JvmSession session;
    private final KernelClassLoader loader;
    private final Map<String, EntryPoint> entries;
    private final String log;
    private final PreparedRuns<List<PreparedLaunch>> prepared =
            new PreparedRuns<>(launches -> launches.stream().allMatch(PreparedLaunch::usable), _ -> {});

    private JvmKernel(JvmSession session, KernelClassLoader loader, Map<String, EntryPoint> entries, String log) {
        this.session = session;
        this.loader = loader;
        this.entries = entries;
        this.log = log;
    }

    static JvmKernel build(JvmSession session, JavaCompilation compilation, Kernel kernel) throws BuildException {
        JavaCompilation.Compiled compiled = compilation.compile(kernel.source(), kernel.buildOptions());
        if (!kernel.trusted()) {
            ClassScreen.check(compiled.classes(), AllowedClasses.JVM);
        }
        KernelClassLoader loader = new KernelClassLoader(
                compiled.classes(), kernel.trusted() ? Optional.empty() : Optional.of(AllowedClasses.JVM));
        List<Class<?>> topLevel = new ArrayList<>();
        try {
            for (String name : compiled.classes().keySet()) {
                Class<?> loaded = loader.loadClass(name);
                if (!loaded.isMemberClass() && !loaded.isAnonymousClass() && !loaded.isLocalClass()) {
                    topLevel.add(loaded);
                }
            }
            Map<String, EntryPoint> entries = new HashMap<>();
            for (String entry : kernel.entries()) {
                entries.put(entry, EntryPoint.find(loader, topLevel, entry));
            }
            return new JvmKernel(session, loader, entries, log(compiled));
        } catch (ClassNotFoundException | LinkageError unloadable) {
            throw new BuildException("the kernel's classes do not load: " + unloadable, unloadable);
        }
    }

    /** Adds to the compiler's log what makes a kernel slow without a word from the JVM. */
    private static String log(JavaCompilation.Compiled compiled) {
        List<String> lines = new ArrayList<>();
        if (!compiled.log().isEmpty()) {
            lines.add(compiled.log());
        }
        for (byte[] bytes : compiled.classes().values()) {
            for (MethodModel method : ClassFile.of().parse(bytes).methods()) {
                int length = method.findAttribute(Attributes.code())
                        .map(CodeAttribute::codeLength)
                        .orElse(0);
                if (length > HUGE_METHOD_BYTES && !HUGE_METHODS_COMPILE) {
                    lines.add("warning: %s has %d bytes of bytecode; HotSpot only interprets a method of more than %d"
                            .formatted(method.methodName().stringValue(), length, HUGE_METHOD_BYTES));
                }
            }
        }
        return String.join("\n", lines);
    }

    /** Returns the launches with their arguments bound, those of the last time on the same memory if there was one. */
    List<PreparedLaunch> prepare(List<Launch> launches, Map<String, DeviceBuffer> memory) throws LaunchException {
        return prepared.get(launches, memory, () -> {
            List<PreparedLaunch> fresh = new ArrayList<>();
            for (Launch launch : launches) {
                EntryPoint entry = entries.get(launch.entry());
                if (entry == null) {
                    throw new LaunchException("the program has no kernel called " + launch.entry());
                }
                fresh.add(entry.prepare(session, launch, memory));
            }
            return List.copyOf(fresh);
        });
    }

    /** Describes what a kernel threw, with the line of its source if known. */
    LaunchException failure(Launch launch, Throwable caught) {
        // What a static initialiser throws comes wrapped in an error that says nothing.
        Throwable thrown =
                caught instanceof ExceptionInInitializerError && caught.getCause() != null ? caught.getCause() : caught;
        @Nullable
        StackTraceElement place = Arrays.stream(thrown.getStackTrace())
                .filter(frame -> loader.getName().equals(frame.getClassLoaderName()) && frame.getLineNumber() > 0)
                .findFirst()
                .orElse(null);
        return new LaunchException(
                "%s threw %s%s%s"
                        .formatted(
                                launch.entry(),
                                thrown.getClass().getSimpleName(),
                                thrown.getMessage() == null ? "" : ": " + thrown.getMessage(),
                                place == null ? "" : " at line " + place.getLineNumber()),
                thrown);
    }

    ClassLoader loader() {
        return loader;
    }

    @Override
    public String log() {
        return log;
    }

    @Override
    public void close() {
        prepared.close();
        session.forget(this);
    }
}
