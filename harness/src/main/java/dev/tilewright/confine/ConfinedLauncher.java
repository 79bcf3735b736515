package dev.tilewright.confine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Gives up its rights and becomes another program, which has none but those that were left.
 *
 * <p>Rights are given up by one thread, and the program that a thread becomes is all that is left of the process, with that thread's
 * rights. Its exit code is 126 if a right cannot be given up, 127 if the program cannot be started.
 */
final class ConfinedLauncher {

    // sys/prctl.h, linux/seccomp.h
    private static final int SET_DEATH_SIGNAL = 1;
    private static final int DROP_FROM_BOUNDING_SET = 24;
    private static final int SET_NO_NEW_RIGHTS = 38;
    private static final int SET_FILTER = 1;
    private static final int KILL = 9;

    // linux/capability.h
    private static final int CAPABILITY_VERSION = 0x20080522;

    // sys/resource.h
    private static final int CPU_TIME = 0;
    private static final int FILE_SIZE = 1;
    private static final int DATA = 2;
    private static final int CORE = 4;
    private static final int PROCESSES = 6;
    private static final int OPEN_FILES = 7;

    private static final int SET_MASK = 2;

    private static final List<String> READABLE_NODES = List.of("/dev/random", "/dev/urandom");
    private static final List<String> WRITABLE_NODES = List.of("/dev/null", "/dev/zero", "/dev/full");

    private final Arena arena;
    private final LauncherArguments arguments;

    private ConfinedLauncher(Arena arena, LauncherArguments arguments) {
        this.arena = arena;
        this.arguments = arguments;
    }

    public static void main(String[] arguments) {
        try (Arena arena = Arena.ofConfined()) {
            new ConfinedLauncher(arena, LauncherArguments.parse(arguments)).become();
        } catch (IllegalStateException refused) {
            System.err.println("tilewright: a process cannot be confined: " + refused.getMessage());
            System.exit(126);
        }
    }

    private void become() {
        // Memory is taken and classes are loaded before that is forbidden.
        List<String> command = arguments.command();
        MemorySegment program = arena.allocateFrom(command.getFirst());
        MemorySegment words = arena.allocate(ValueLayout.ADDRESS, command.size() + 1L);
        for (int i = 0; i < command.size(); i++) {
            words.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(command.get(i)));
        }
        long processes =
                OtherProcesses.ofThisUser() + arguments.rights().limits().processes();
        MemorySegment filter = filter();
        Optional<LandlockRules> rules = LandlockRules.abi() == 0 ? Optional.empty() : Optional.of(fileRules());
        dependOnParent();
        gainNothing();
        dropCapabilities();
        rules.ifPresent(LandlockRules::enforce);
        require("system calls", RestrictingCall.SECCOMP.make(SET_FILTER, 0, filter.address()));
        limit(processes);
        int error = Libc.execute(program, words);
        System.err.println("tilewright: %s cannot be started (error %d)".formatted(command.getFirst(), error));
        System.exit(127);
    }

    /** Leads a group of its own, which is killed as one, and ends with the thread that started it. */
    private void dependOnParent() {
        RestrictingCall.SETSID.make();
        require("its end with its parent's", RestrictingCall.PRCTL.make(SET_DEATH_SIGNAL, KILL));
        if (RestrictingCall.GETPPID.make() != arguments.parent()) {
            throw new IllegalStateException("its parent is gone");
        }
    }

    /**
     * Leaves no signal blocked that this JVM has. Descriptors are left: a JVM's own close when it becomes something else, and what a shell
     * in front of it has opened is meant for the command.
     */
    private void gainNothing() {
        MemorySegment none = arena.allocate(8, 8);
        RestrictingCall.RT_SIGPROCMASK.make(SET_MASK, none.address(), 0, 8);
        require("new rights", RestrictingCall.PRCTL.make(SET_NO_NEW_RIGHTS, 1));
    }

    /** Leaves root without what only root may do: Landlock does not stop an administrator from reading memory, for one. */
    private void dropCapabilities() {
        for (int capability = 0; capability < 64; capability++) {
            RestrictingCall.PRCTL.make(DROP_FROM_BOUNDING_SET, capability);
        }
        // struct __user_cap_header_struct, and two of __user_cap_data_struct.
        MemorySegment header = arena.allocate(8, 8);
        header.set(ValueLayout.JAVA_INT, 0, CAPABILITY_VERSION);
        MemorySegment none = arena.allocate(24, 8);
        require("capabilities", RestrictingCall.CAPSET.make(header.address(), none.address()));
    }

    /** Returns what is left of the file system. */
    private LandlockRules fileRules() {
        Rights rights = arguments.rights();
        LandlockRules rules = new LandlockRules(arena);
        SystemPaths.system().forEach(rules::read);
        rules.read(Path.of("/proc"));
        rules.read(Path.of("/sys"));
        READABLE_NODES.forEach(node -> rules.read(Path.of(node)));
        WRITABLE_NODES.forEach(node -> rules.write(Path.of(node)));
        rights.devices().forEach(rules::use);
        rights.readable().forEach(rules::read);
        rights.shared().forEach(rules::write);
        rules.write(rights.scratch());
        return rules;
    }

    /** Returns what is left of the system calls, as a {@code struct sock_fprog}: how many instructions, and where. */
    private MemorySegment filter() {
        Rights rights = arguments.rights();
        byte[] filter = new SeccompFilter(
                        Architecture.current().orElseThrow(),
                        rights.sockets(),
                        !rights.devices().isEmpty(),
                        OptionalLong.of(ProcessHandle.current().pid()))
                .program();
        MemorySegment instructions = arena.allocate(filter.length, 8);
        MemorySegment.copy(filter, 0, instructions, ValueLayout.JAVA_BYTE, 0, filter.length);
        MemorySegment program = arena.allocate(16, 8);
        program.set(ValueLayout.JAVA_SHORT, 0, (short) (filter.length / 8));
        program.set(ValueLayout.ADDRESS, 8, instructions);
        return program;
    }

    private void limit(long processes) {
        Limits limits = arguments.rights().limits();
        set(CORE, 0);
        set(FILE_SIZE, limits.fileBytes());
        set(OPEN_FILES, limits.openFiles());
        set(PROCESSES, processes);
        limits.cpuTime().ifPresent(time -> set(CPU_TIME, Math.max(1, time.toSeconds())));
        limits.dataBytes().ifPresent(bytes -> set(DATA, bytes));
    }

    /** Sets a limit for good, or leaves it where a lower one is in force. */
    private void set(int resource, long limit) {
        MemorySegment both = arena.allocate(ValueLayout.JAVA_LONG, 2);
        RestrictingCall.PRLIMIT64.make(0, resource, 0, both.address());
        long hard = both.getAtIndex(ValueLayout.JAVA_LONG, 1);
        long possible = Long.compareUnsigned(limit, hard) < 0 ? limit : hard;
        both.setAtIndex(ValueLayout.JAVA_LONG, 0, possible);
        both.setAtIndex(ValueLayout.JAVA_LONG, 1, possible);
        require("a limit", RestrictingCall.PRLIMIT64.make(0, resource, both.address(), 0));
    }

    private static void require(String what, long result) {
        if (result < 0) {
            throw new IllegalStateException("%s (error %d)".formatted(what, -result));
        }
    }
}
