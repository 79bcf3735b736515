package dev.tilewright.confine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * The system calls that a confined process may make, as a program for the kernel's filter (seccomp, in classic BPF).
 *
 * <p>The program refuses what it does not know: with {@code EPERM}, or {@code ENOSYS} where a library then takes another way. A call by
 * another architecture's numbers ends the process, since the table does not hold for them.
 *
 * @param sockets whether sockets of the machine itself (Unix sockets) are allowed; others never are
 * @param memoryFiles whether files in memory without a name are allowed; what is written to them is in no process's memory
 * @param ownProcess the only process that may be sent signals; empty where the others cannot be named anyhow
 */
record SeccompFilter(Architecture architecture, boolean sockets, boolean memoryFiles, OptionalLong ownProcess) {

    // Instructions of classic BPF, linux/bpf_common.h.
    private static final int LOAD = 0x20;
    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_GREATER = 0x25;
    private static final int JUMP_GREATER_EQUAL = 0x35;
    private static final int JUMP_ANY_BIT = 0x45;
    private static final int RETURN = 0x06;

    // Answers, linux/seccomp.h.
    private static final int ALLOW = 0x7fff0000;
    private static final int REFUSE = 0x00050000;
    private static final int KILL_PROCESS = 0x80000000;
    private static final int EPERM = 1;
    private static final int ENOSYS = 38;

    // Places in struct seccomp_data; of 64-bit arguments the low half, which is what the kernel reads of these.
    private static final int NUMBER = 0;
    private static final int ARCHITECTURE = 4;
    private static final int ARGUMENTS = 16;

    /**
     * Libraries try calls that are newer than this table, and take another way where the kernel does not have them. Beyond are also the
     * calls of x86-64 with 32-bit pointers, which have a high bit set.
     */
    private static final int LAST_KNOWN = 470;

    private static final int UNIX = 1;

    /** New namespaces of every kind, and a child that is its parent's sibling; {@code CLONE_…} of linux/sched.h. */
    private static final int NEW_NAMESPACES_OR_PARENT = 0x7E020080 | 0x8000;

    /** Input put into a terminal, its selection, its line discipline; and whom a descriptor's signals go to. */
    private static final int[] REFUSED_CONTROLS = {0x5412, 0x541C, 0x5423, 0x8901, 0x8902};

    /** {@code F_SETOWN}, {@code F_SETSIG}, {@code F_SETOWN_EX}: to whom a descriptor sends which signal. */
    private static final int[] REFUSED_FILE_CONTROLS = {8, 10, 15};

    /** Death signal, dumpable, name, timer slack, bounding set, no new rights, huge pages, names of memory; of linux/prctl.h. */
    private static final int[] PROCESS_CONTROLS = {1, 2, 3, 4, 15, 16, 23, 29, 30, 38, 39, 41, 42, 50, 51, 0x53564d41};

    /** Returns the program as the kernel reads it: an array of {@code struct sock_filter}. */
    byte[] program() {
        List<Instruction> program = new ArrayList<>();
        program.add(new Instruction(LOAD, 0, 0, ARCHITECTURE));
        program.add(new Instruction(JUMP_EQUAL, 1, 0, architecture.audit()));
        program.add(answer(KILL_PROCESS));
        program.add(new Instruction(LOAD, 0, 0, NUMBER));
        program.add(new Instruction(JUMP_GREATER_EQUAL, 0, 1, LAST_KNOWN + 1));
        program.add(answer(REFUSE | ENOSYS));
        for (SystemCall call : SystemCall.values()) {
            int number = call.number(architecture);
            if (call.use() == SystemCall.Use.RULED && number != SystemCall.NONE) {
                List<Instruction> rule = rule(call);
                program.add(new Instruction(JUMP_EQUAL, 0, rule.size(), number));
                program.addAll(rule);
            }
        }
        addRanges(program);
        program.add(answer(REFUSE | EPERM));
        ByteBuffer bytes = ByteBuffer.allocate(8 * program.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (Instruction each : program) {
            bytes.putShort((short) each.code)
                    .put((byte) each.ifTrue)
                    .put((byte) each.ifFalse)
                    .putInt(each.operand);
        }
        return bytes.array();
    }

    private List<Instruction> rule(SystemCall call) {
        return switch (call) {
            case CLONE ->
                List.of(
                        argument(0),
                        new Instruction(JUMP_ANY_BIT, 0, 1, NEW_NAMESPACES_OR_PARENT),
                        answer(REFUSE | EPERM),
                        answer(ALLOW));
            // Its flags are in memory, where a filter cannot look; libraries fall back to clone.
            case CLONE3 -> List.of(answer(REFUSE | ENOSYS));
            case IOCTL -> unless(1, REFUSED_CONTROLS);
            case FCNTL -> unless(1, REFUSED_FILE_CONTROLS);
            case PRCTL -> only(0, PROCESS_CONTROLS);
            case PERSONALITY -> only(0, 0, 0xffffffff);
            // 0 is the process itself.
            case PRLIMIT64 -> only(0, 0);
            case KILL, TGKILL ->
                ownProcess.isPresent() ? only(0, (int) ownProcess.getAsLong()) : List.of(answer(ALLOW));
            case SOCKET -> sockets ? only(0, UNIX) : List.of(answer(REFUSE | EPERM));
            // A pair is connected from its birth, and leads nowhere else; Java makes one before it uses any channel.
            case SOCKETPAIR -> only(0, UNIX);
            case MEMFD_CREATE -> List.of(answer(memoryFiles ? ALLOW : REFUSE | EPERM));
            default -> throw new IllegalStateException("no rule for " + call);
        };
    }

    /** Allows a call only where an argument is one of some values. */
    private static List<Instruction> only(int argument, int... values) {
        return listed(argument, values, ALLOW, REFUSE | EPERM);
    }

    /** Allows a call unless an argument is one of some values. */
    private static List<Instruction> unless(int argument, int... values) {
        return listed(argument, values, REFUSE | EPERM, ALLOW);
    }

    private static List<Instruction> listed(int argument, int[] values, int ifListed, int otherwise) {
        List<Instruction> rule = new ArrayList<>();
        rule.add(argument(argument));
        for (int value : values) {
            rule.add(new Instruction(JUMP_EQUAL, 0, 1, value));
            rule.add(answer(ifListed));
        }
        rule.add(answer(otherwise));
        return rule;
    }

    /** Allows the numbers of a set, by ascending ranges: a number beyond one range's end goes on to the next. */
    private void addRanges(List<Instruction> program) {
        TreeSet<Integer> allowed = new TreeSet<>();
        for (SystemCall call : SystemCall.values()) {
            boolean unconditional = switch (call.use()) {
                case ALWAYS -> true;
                case SOCKETS -> sockets;
                case RULED -> false;
            };
            if (unconditional && call.number(architecture) != SystemCall.NONE) {
                allowed.add(call.number(architecture));
            }
        }
        while (!allowed.isEmpty()) {
            int first = allowed.removeFirst();
            int last = first;
            while (allowed.remove(last + 1)) {
                last++;
            }
            program.add(new Instruction(JUMP_GREATER, 3, 0, last));
            program.add(new Instruction(JUMP_GREATER_EQUAL, 0, 1, first));
            program.add(answer(ALLOW));
            program.add(answer(REFUSE | EPERM));
        }
    }

    private static Instruction argument(int index) {
        return new Instruction(LOAD, 0, 0, ARGUMENTS + 8 * index);
    }

    private static Instruction answer(int answer) {
        return new Instruction(RETURN, 0, 0, answer);
    }

    /**
     * One instruction.
     *
     * @param ifTrue how many instructions a jump skips where its condition holds
     * @param ifFalse how many it skips otherwise
     */
    private record Instruction(int code, int ifTrue, int ifFalse, int operand) {
        Instruction {
            if (ifTrue > 255 || ifFalse > 255) {
                throw new IllegalArgumentException("a jump skips at most 255 instructions");
            }
        }
    }
}
