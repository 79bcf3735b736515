package dev.tilewright.device.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.tilewright.device.BuildException;
import dev.tilewright.kernel.Kernel;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * NVIDIA's runtime compiler, a library. Its functions are those of {@code nvrtc.h}, which have been the same since CUDA 11.1.
 *
 * <p>Handles of programs and pointers to sizes are passed as addresses. A result other than 0 is an error.
 */
public final class Nvrtc implements CudaCompiler {

    private static final List<String> LIBRARIES = List.of("libnvrtc.so.13", "libnvrtc.so.12");

    private final SymbolLookup library;

    private Nvrtc(SymbolLookup library) {
        this.library = library;
    }

    /** Returns the newest library that the system's loader finds. */
    public static Optional<CudaCompiler> find() {
        for (String name : LIBRARIES) {
            try {
                return Optional.of(new Nvrtc(SymbolLookup.libraryLookup(name, Arena.global())));
            } catch (IllegalArgumentException e) {
                // This one is not installed.
            }
        }
        return Optional.empty();
    }

    @Override
    public String version() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment major = arena.allocate(JAVA_INT);
            MemorySegment minor = arena.allocate(JAVA_INT);
            call("nvrtcVersion", major, minor);
            return "NVRTC %d.%d".formatted(major.get(JAVA_INT, 0), minor.get(JAVA_INT, 0));
        }
    }

    @Override
    public List<byte[]> compile(List<Kernel> kernels, String architecture) throws BuildException {
        List<byte[]> cubins = new ArrayList<>();
        for (Kernel kernel : kernels) {
            cubins.add(compile(kernel, architecture));
        }
        return cubins;
    }

    private byte[] compile(Kernel kernel, String architecture) throws BuildException {
        List<String> options = new ArrayList<>(kernel.buildOptions());
        options.add("-arch=" + architecture);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle = arena.allocate(ADDRESS);
            check(call(
                    "nvrtcCreateProgram",
                    handle,
                    arena.allocateFrom(kernel.source()),
                    arena.allocateFrom("kernel.cu"),
                    0,
                    MemorySegment.NULL,
                    MemorySegment.NULL));
            MemorySegment program = handle.get(ADDRESS, 0);
            try {
                MemorySegment pointers = arena.allocate(MemoryLayout.sequenceLayout(options.size(), ADDRESS));
                for (int i = 0; i < options.size(); i++) {
                    pointers.setAtIndex(ADDRESS, i, arena.allocateFrom(options.get(i)));
                }
                int result = call("nvrtcCompileProgram", program, options.size(), pointers);
                String log = new String(bytes(arena, program, "nvrtcGetProgramLog"))
                        .replace("\0", "")
                        .strip();
                if (result != 0 || !log.isEmpty()) {
                    throw new BuildException(
                            "%s, for %s:%n%s%n%s".formatted(error(result), architecture, log, kernel.source()));
                }
                return bytes(arena, program, "nvrtcGetCUBIN");
            } finally {
                call("nvrtcDestroyProgram", handle);
            }
        }
    }

    /** Returns what {@code function} gives, whose size the function of the same name and {@code Size} gives. */
    private byte[] bytes(Arena arena, MemorySegment program, String function) {
        MemorySegment size = arena.allocate(JAVA_LONG);
        check(call(function + "Size", program, size));
        MemorySegment bytes = arena.allocate(size.get(JAVA_LONG, 0));
        check(call(function, program, bytes));
        return bytes.toArray(JAVA_BYTE);
    }

    private void check(int result) {
        if (result != 0) {
            throw new IllegalStateException("NVRTC failed: " + error(result));
        }
    }

    private String error(int result) {
        AddressLayout text = ADDRESS.withTargetLayout(MemoryLayout.sequenceLayout(Long.MAX_VALUE, JAVA_BYTE));
        MethodHandle handle = handle("nvrtcGetErrorString", FunctionDescriptor.of(text, JAVA_INT));
        try {
            return ((MemorySegment) handle.invoke(result)).getString(0);
        } catch (Throwable e) {
            throw new IllegalStateException("NVRTC does not explain error " + result, e);
        }
    }

    /** Calls a function of addresses and ints that returns a result. */
    private int call(String function, Object... arguments) {
        MemoryLayout[] layouts = new MemoryLayout[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            layouts[i] = arguments[i] instanceof MemorySegment ? ADDRESS : JAVA_INT;
        }
        try {
            return (int)
                    handle(function, FunctionDescriptor.of(JAVA_INT, layouts)).invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException("%s cannot be called".formatted(function), e);
        }
    }

    private MethodHandle handle(String function, FunctionDescriptor descriptor) {
        return Linker.nativeLinker().downcallHandle(library.findOrThrow(function), descriptor);
    }
}
