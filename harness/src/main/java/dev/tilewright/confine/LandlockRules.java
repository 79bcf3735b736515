package dev.tilewright.confine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process may do with files, as rules of Linux's Landlock, and that it may not reach the network, sockets without a path, and other
 * processes by signals. Kernels of different age know different parts of that; each is asked for what it knows.
 */
final class LandlockRules {

    // linux/landlock.h
    private static final long EXECUTE = 1;
    private static final long WRITE_FILE = 1 << 1;
    private static final long READ_FILE = 1 << 2;
    private static final long READ_FOLDER = 1 << 3;
    private static final long MAKE_CHARACTER_DEVICE = 1 << 6;
    private static final long MAKE_BLOCK_DEVICE = 1 << 11;
    private static final long TRUNCATE = 1 << 14;
    private static final long CONTROL_DEVICE = 1 << 15;
    private static final long ON_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | CONTROL_DEVICE;
    private static final long ALL_OF_NETWORK = 3;
    private static final long ALL_SCOPES = 3;
    private static final int VERSION_FLAG = 1;
    private static final int PATH_BENEATH = 1;

    private static final int CURRENT_FOLDER = -100;
    private static final int PATH_ONLY = 0x200000 | 0x80000;

    private final Arena arena;
    private final int abi;
    private final long handled;
    private final long rules;

    /**
     * Begins with rules that allow nothing.
     *
     * @param arena keeps what the kernel is given
     * @throws IllegalStateException if the kernel refuses
     */
    LandlockRules(Arena arena) {
        this.arena = arena;
        abi = abi();
        handled = handled(abi);
        MemorySegment attributes = arena.allocate(24, 8);
        attributes.setAtIndex(ValueLayout.JAVA_LONG, 0, handled);
        attributes.setAtIndex(ValueLayout.JAVA_LONG, 1, ALL_OF_NETWORK);
        attributes.setAtIndex(ValueLayout.JAVA_LONG, 2, ALL_SCOPES);
        int size = abi < 4 ? 8 : abi < 6 ? 16 : 24;
        rules = RestrictingCall.LANDLOCK_CREATE_RULESET.make(attributes.address(), size, 0);
        if (rules < 0) {
            throw new IllegalStateException("Landlock is not to be had (error %d)".formatted(-rules));
        }
    }

    /** Returns the version of Landlock's interface that the kernel has, 0 if it has none. */
    static int abi() {
        return (int) Math.max(0, RestrictingCall.LANDLOCK_CREATE_RULESET.make(0, 0, VERSION_FLAG));
    }

    /** Allows to read and execute a file, or what is in a folder. */
    void read(Path path) {
        allow(path, EXECUTE | READ_FILE | READ_FOLDER);
    }

    /** Allows to read and write a file, or all in a folder but to make devices there. */
    void write(Path path) {
        allow(path, ~(MAKE_CHARACTER_DEVICE | MAKE_BLOCK_DEVICE | CONTROL_DEVICE));
    }

    /** Allows to use a device, or those in a folder. */
    void use(Path node) {
        allow(node, READ_FILE | WRITE_FILE | READ_FOLDER | CONTROL_DEVICE);
    }

    /**
     * Puts the rules in force for this thread, for good. What it becomes and what it starts is under them.
     *
     * @throws IllegalStateException if the kernel refuses
     */
    void enforce() {
        long failed = RestrictingCall.LANDLOCK_RESTRICT_SELF.make(rules, 0);
        if (failed < 0) {
            throw new IllegalStateException("Landlock's rules are refused (error %d)".formatted(-failed));
        }
    }

    /** Allows something with a path; one that does not exist needs no rule. */
    private void allow(Path path, long rights) {
        long descriptor = RestrictingCall.OPENAT.make(
                CURRENT_FOLDER, arena.allocateFrom(path.toString()).address(), PATH_ONLY);
        if (descriptor < 0) {
            return;
        }
        long applicable = Files.isDirectory(path) ? rights : rights & ON_FILES;
        MemorySegment rule = arena.allocate(12, 8);
        rule.set(ValueLayout.JAVA_LONG, 0, applicable & handled);
        rule.set(ValueLayout.JAVA_INT, 8, (int) descriptor);
        long failed = RestrictingCall.LANDLOCK_ADD_RULE.make(rules, PATH_BENEATH, rule.address(), 0);
        RestrictingCall.CLOSE.make(descriptor);
        if (failed < 0) {
            throw new IllegalStateException("Landlock refuses a rule for %s (error %d)".formatted(path, -failed));
        }
    }

    /** Returns the rights on files that a version knows: 13 at first, then moving between folders, truncation, control of devices. */
    private static long handled(int abi) {
        int known = abi < 2 ? 13 : abi < 3 ? 14 : abi < 5 ? 15 : 16;
        return (1L << known) - 1;
    }
}
