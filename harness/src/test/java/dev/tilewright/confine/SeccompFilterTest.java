package dev.tilewright.confine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The filter's program, run in an interpreter of the instructions that it has. */
class SeccompFilterTest {

    private static final int ALLOW = 0x7fff0000;
    private static final int EPERM = 0x00050001;
    private static final int ENOSYS = 0x00050026;
    private static final int KILL_PROCESS = 0x80000000;
    private static final int OWN = 4711;

    private static final Path NUMBERS = Path.of("/usr/include/x86_64-linux-gnu/asm/unistd_64.h");

    private static SeccompFilter filter(Architecture architecture, boolean sockets) {
        return new SeccompFilter(architecture, sockets, false, OptionalLong.of(OWN));
    }

    @ParameterizedTest
    @EnumSource
    void allowsExactlyWhatTheTableSays(Architecture architecture) {
        SeccompFilter filter = filter(architecture, false);
        List<Integer> allowed = Stream.of(SystemCall.values())
                .filter(call -> call.use() == SystemCall.Use.ALWAYS)
                .map(call -> call.number(architecture))
                .toList();
        List<Integer> ruled = Stream.of(SystemCall.values())
                .filter(call -> call.use() == SystemCall.Use.RULED)
                .map(call -> call.number(architecture))
                .toList();
        for (int number = 0; number <= 470; number++) {
            if (!ruled.contains(number)) {
                assertThat(run(filter, architecture.audit(), number))
                        .as("call %d of %s", number, architecture)
                        .isEqualTo(allowed.contains(number) ? ALLOW : EPERM);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void endsAProcessThatCallsByAnotherArchitecturesNumbers(Architecture architecture) {
        SeccompFilter filter = filter(architecture, true);

        assertThat(run(filter, 0x40000003, 1)).as("by those of 32 bits").isEqualTo(KILL_PROCESS);
        assertThat(run(filter, architecture.audit(), 0x40000001))
                .as("by those of x32")
                .isEqualTo(ENOSYS);
        assertThat(run(filter, architecture.audit(), 471))
                .as("by one that is not known yet")
                .isEqualTo(ENOSYS);
        assertThat(run(filter, architecture.audit(), -1)).isEqualTo(ENOSYS);
    }

    @ParameterizedTest
    @EnumSource
    void decidesByArguments(Architecture architecture) {
        assertCalls(architecture, SystemCall.CLONE, ALLOW, 0x003d0f00);
        for (int namespace :
                List.of(0x80, 0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000)) {
            assertCalls(architecture, SystemCall.CLONE, EPERM, namespace | 17);
        }
        assertCalls(architecture, SystemCall.CLONE3, ENOSYS, 0);
        assertCalls(architecture, SystemCall.IOCTL, ALLOW, 0, 0x5401);
        assertCalls(architecture, SystemCall.IOCTL, EPERM, 0, 0x5412);
        assertCalls(architecture, SystemCall.FCNTL, ALLOW, 0, 3);
        assertCalls(architecture, SystemCall.FCNTL, EPERM, 0, 8);
        assertCalls(architecture, SystemCall.PRCTL, ALLOW, 15);
        assertCalls(architecture, SystemCall.PRCTL, EPERM, 22);
        assertCalls(architecture, SystemCall.PERSONALITY, ALLOW, 0);
        assertCalls(architecture, SystemCall.PERSONALITY, EPERM, 0x40000);
        assertCalls(architecture, SystemCall.PRLIMIT64, ALLOW, 0, 7);
        assertCalls(architecture, SystemCall.PRLIMIT64, EPERM, 1, 7);
        assertCalls(architecture, SystemCall.KILL, ALLOW, OWN, 6);
        assertCalls(architecture, SystemCall.KILL, EPERM, 1, 6);
        assertCalls(architecture, SystemCall.KILL, EPERM, -1, 9);
        assertCalls(architecture, SystemCall.TGKILL, ALLOW, OWN, OWN, 6);
        assertCalls(architecture, SystemCall.TGKILL, EPERM, 1, 1, 6);
        assertCalls(architecture, SystemCall.SOCKETPAIR, ALLOW, 1, 1);
        assertCalls(architecture, SystemCall.SOCKETPAIR, EPERM, 2, 1);
        assertCalls(architecture, SystemCall.MEMFD_CREATE, EPERM, 0);
    }

    @ParameterizedTest
    @EnumSource
    void allowsUnixSocketsWhereSocketsAreAllowedAndNoOthers(Architecture architecture) {
        int socket = SystemCall.SOCKET.number(architecture);
        int connect = SystemCall.CONNECT.number(architecture);

        assertThat(run(filter(architecture, true), architecture.audit(), socket, 1))
                .isEqualTo(ALLOW);
        for (int family : List.of(2, 10, 16, 17, 38, 40)) {
            assertThat(run(filter(architecture, true), architecture.audit(), socket, family))
                    .as("family %d", family)
                    .isEqualTo(EPERM);
        }
        assertThat(run(filter(architecture, true), architecture.audit(), connect))
                .isEqualTo(ALLOW);
        assertThat(run(filter(architecture, false), architecture.audit(), socket, 1))
                .isEqualTo(EPERM);
        assertThat(run(filter(architecture, false), architecture.audit(), connect))
                .isEqualTo(EPERM);
    }

    static boolean hasNumbers() {
        return Files.exists(NUMBERS);
    }

    @Test
    @EnabledIf("hasNumbers")
    void theNumbersAreTheKernels() throws Exception {
        Map<String, Integer> known = new HashMap<>();
        Pattern definition = Pattern.compile("#define __NR_(\\w+)\\s+(\\d+)");
        for (String line : Files.readAllLines(NUMBERS)) {
            Matcher parts = definition.matcher(line);
            if (parts.matches()) {
                known.put(parts.group(1), Integer.parseInt(parts.group(2)));
            }
        }
        List<String> wrong = new ArrayList<>();
        for (SystemCall call : SystemCall.values()) {
            Integer number = known.get(call.name().toLowerCase(Locale.ROOT));
            if (number != null && number != call.number(Architecture.X86_64)) {
                wrong.add(call.name());
            }
        }
        assertThat(known).hasSizeGreaterThan(300);
        assertThat(wrong).isEmpty();
    }

    private static void assertCalls(Architecture architecture, SystemCall call, int answer, int... arguments) {
        assertThat(run(filter(architecture, false), architecture.audit(), call.number(architecture), arguments))
                .as("%s on %s", call, architecture)
                .isEqualTo(answer);
    }

    /** Runs a filter's program on a call, as the kernel does. */
    private static int run(SeccompFilter filter, int audit, int number, int... arguments) {
        ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        data.putInt(0, number).putInt(4, audit);
        for (int i = 0; i < arguments.length; i++) {
            data.putLong(16 + 8 * i, arguments[i]);
        }
        ByteBuffer program = ByteBuffer.wrap(filter.program()).order(ByteOrder.LITTLE_ENDIAN);
        int accumulator = 0;
        int at = 0;
        while (true) {
            int code = program.getShort(8 * at);
            int operand = program.getInt(8 * at + 4);
            boolean jumps;
            switch (code) {
                case 0x20 -> {
                    accumulator = data.getInt(operand);
                    at++;
                    continue;
                }
                case 0x06 -> {
                    return operand;
                }
                case 0x15 -> jumps = accumulator == operand;
                case 0x25 -> jumps = Integer.compareUnsigned(accumulator, operand) > 0;
                case 0x35 -> jumps = Integer.compareUnsigned(accumulator, operand) >= 0;
                case 0x45 -> jumps = (accumulator & operand) != 0;
                default -> throw new IllegalStateException("an instruction with code " + code);
            }
            at += 1 + Byte.toUnsignedInt(program.get(8 * at + (jumps ? 2 : 3)));
        }
    }
}
