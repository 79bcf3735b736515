package dev.tilewright.confine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** System calls of Linux from Java. Every argument is passed as a number of 64 bits, as the kernel takes it. */
@SuppressWarnings("restricted")
final class Libc {

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private static final MethodHandle SYSCALL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("syscall"),
            FunctionDescriptor.of(LONG, LONG, LONG, LONG, LONG, LONG, LONG),
            Linker.Option.firstVariadicArg(1),
            Linker.Option.captureCallState("errno"));

    private static final MethodHandle EXECV = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("execv"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS),
            Linker.Option.captureCallState("errno"));

    private static final MemorySegment CAPTURED = Arena.global().allocate(STATE);

    private Libc() {}

    /** Makes a system call with up to five arguments. Returns its result, or minus the number of the error. */
    static long call(long number, long... arguments) {
        try {
            long result = (long) SYSCALL.invokeExact(
                    CAPTURED,
                    number,
                    argument(arguments, 0),
                    argument(arguments, 1),
                    argument(arguments, 2),
                    argument(arguments, 3),
                    argument(arguments, 4));
            return result == -1 ? -errno() : result;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Becomes another program. Returns only if that fails, with the number of the error. */
    static int execute(MemorySegment program, MemorySegment arguments) {
        try {
            int ignored = (int) EXECV.invokeExact(CAPTURED, program, arguments);
            return errno();
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static int errno() {
        return (int) ERRNO.get(CAPTURED, 0L);
    }

    private static long argument(long[] arguments, int index) {
        return index < arguments.length ? arguments[index] : 0;
    }
}
