package dev.tilewright.device.opencl;

import dev.tilewright.device.Backend;
import dev.tilewright.device.Discovery;
import dev.tilewright.kernel.Language;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;

/** Every device of every OpenCL platform, through JOCL. */
public final class OpenClBackend implements Backend {

    static final String NAME = "opencl";

    private static final String REMEDY =
            "run scripts/setup, which installs PoCL (OpenCL on the CPU) on Debian and Ubuntu, or install your GPU's driver";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Language language() {
        return Language.OPENCL;
    }

    @Override
    public Discovery discover() {
        if (!libraryLoads()) {
            return new Discovery.Missing("no OpenCL library (libOpenCL) is installed", REMEDY);
        }
        try {
            return Platforms.discover(REMEDY);
        } catch (LinkageError absent) {
            String message = String.valueOf(absent.getMessage());
            return new Discovery.Missing(
                    "the OpenCL binding does not load: "
                            + message.lines().findFirst().orElse(message),
                    REMEDY);
        }
    }

    /** Asked first, because JOCL reports a library that it does not find on the process's standard output. */
    private static boolean libraryLoads() {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return true;
        }
        return loads("libOpenCL.so.1") || loads("libOpenCL.so");
    }

    @SuppressWarnings("restricted")
    private static boolean loads(String library) {
        try {
            SymbolLookup.libraryLookup(library, Arena.global());
            return true;
        } catch (IllegalArgumentException absent) {
            return false;
        }
    }
}
