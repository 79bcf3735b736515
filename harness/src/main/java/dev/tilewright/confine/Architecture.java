package dev.tilewright.confine;

import java.util.Locale;
import java.util.Optional;

/** The processors for which system calls are known by number. */
enum Architecture {
    X86_64(0xC000003E),
    AARCH64(0xC00000B7);

    private final int audit;

    Architecture(int audit) {
        this.audit = audit;
    }

    /** Returns the kernel's name for it, {@code AUDIT_ARCH_…} of {@code linux/audit.h}. */
    int audit() {
        return audit;
    }

    /** Returns this machine's, if it is known and its system is Linux. */
    static Optional<Architecture> current() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.empty();
        }
        return switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> Optional.of(X86_64);
            case "aarch64", "arm64" -> Optional.of(AARCH64);
            default -> Optional.empty();
        };
    }
}
