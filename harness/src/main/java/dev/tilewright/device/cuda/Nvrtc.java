package dev.tilewright.device.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.tilewright.device.BuildException;
import dev.tilewright.device.DeviceException;
import dev.tilewright.kernel.Kernel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * NVIDIA's runtime compiler, a library. Its functions are those of {@code nvrtc.h}, which have been the same since CUDA 11.2.
 *
 * <p>Handles of programs and pointers to sizes are passed as addresses. A result other than 0 is an error.
 */
final class Nvrtc implements CudaCompiler {

    private final SymbolLookup library;
    private final List<Path> headers;
    private final Set<String> architectures;

    private Nvrtc(SymbolLookup library, List<Path> headers) {
        this.library = library;
        this.headers = headers;
        architectures = architectures();
    }

    /**
     * Returns the first library of {@code places} that loads.
     *
     * @throws DeviceException if the environment names one that does not
     */
    static Optional<CudaCompiler> find(CudaPlaces places) {
        for (String name : places.nvrtc()) {
            try {
                return Optional.of(open(name));
            } catch (IllegalArgumentException | DeviceException unusable) {
                // This one is not installed, or older than the functions that are asked.
            }
        }
        places.namedNvrtc().ifPresent(named -> {
            throw new DeviceException("%s names %s, and no NVRTC loads from there; name the folder of libnvrtc.so"
                    .formatted(CudaPlaces.NVRTC_VARIABLE, named));
        });
        return Optional.empty();
    }

    private static Nvrtc open(String name) {
        if (!name.contains("/")) {
            return new Nvrtc(load(name), List.of());
        }
        Path path = Path.of(name);
        SymbolLookup library = load(name);
        builtinsBeside(path).ifPresent(Nvrtc::load);
        return new Nvrtc(library, CudaPlaces.headersFor(path));
    }

    /**
     * Finds the library that NVRTC loads by its bare name when it compiles, which the system's loader does not find outside of its own
     * folders. Once it is loaded, that name is known.
     */
    private static Optional<String> builtinsBeside(Path library) {
        Path folder = Optional.ofNullable(library.toAbsolutePath().getParent()).orElse(library);
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Path::toString)
                    .filter(file -> file.contains("libnvrtc-builtins.so."))
                    .sorted()
                    .findFirst();
        } catch (IOException | UncheckedIOException unreadable) {
            return Optional.empty();
        }
    }

    @SuppressWarnings("restricted")
    private static SymbolLookup load(String name) {
        return SymbolLookup.libraryLookup(name, Arena.global());
    }

    private Set<String> architectures() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(JAVA_INT);
            check(call("nvrtcGetNumSupportedArchs", count));
            MemorySegment numbers = arena.allocate(JAVA_INT, count.get(JAVA_INT, 0));
            check(call("nvrtcGetSupportedArchs", numbers));
            Set<String> names = new HashSet<>();
            for (int number : numbers.toArray(JAVA_INT)) {
                names.add("sm_" + number);
            }
            return names;
        }
    }

    @Override
    public String version() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment major = arena.allocate(JAVA_INT);
            MemorySegment minor = arena.allocate(JAVA_INT);
            check(call("nvrtcVersion", major, minor));
            return "NVRTC %d.%d".formatted(major.get(JAVA_INT, 0), minor.get(JAVA_INT, 0));
        }
    }

    @Override
    public boolean supports(String architecture) {
        return architectures.contains(architecture);
    }

    @Override
    public Cubin compile(Kernel kernel, String architecture) throws BuildException {
        List<String> options = new ArrayList<>(kernel.buildOptions());
        options.add("-arch=" + architecture);
        options.add("--ptxas-options=-v");
        headers.forEach(folder -> options.add("-I" + folder));
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
                String log = new String(bytes(arena, program, "nvrtcGetProgramLog"), StandardCharsets.UTF_8)
                        .replace("\0", "")
                        .strip();
                if (result != 0) {
                    throw new BuildException("%s\n%s"
                            .formatted(error(result), PtxasLog.parse(log).rest()));
                }
                return Cubin.of(kernel, bytes(arena, program, "nvrtcGetCUBIN"), log);
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
            throw new DeviceException("NVRTC failed: " + error(result));
        }
    }

    @SuppressWarnings("restricted")
    private String error(int result) {
        AddressLayout text = ADDRESS.withTargetLayout(MemoryLayout.sequenceLayout(Long.MAX_VALUE, JAVA_BYTE));
        MethodHandle handle = handle("nvrtcGetErrorString", FunctionDescriptor.of(text, JAVA_INT));
        try {
            return ((MemorySegment) handle.invoke(result)).getString(0);
        } catch (Throwable thrown) {
            throw new DeviceException("NVRTC does not explain error " + result, thrown);
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
        } catch (Throwable thrown) {
            throw new DeviceException("%s cannot be called".formatted(function), thrown);
        }
    }

    @SuppressWarnings("restricted")
    private MethodHandle handle(String function, FunctionDescriptor descriptor) {
        return Linker.nativeLinker().downcallHandle(library.findOrThrow(function), descriptor);
    }
}
