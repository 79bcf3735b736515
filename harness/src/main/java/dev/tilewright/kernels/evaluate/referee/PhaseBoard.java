package dev.tilewright.kernels.evaluate.referee;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Where a worker writes what it is about to do, and its supervisor reads it when it wants to know: one word of memory that both have
 * mapped. A message would wake the supervisor just before the runs that are timed.
 */
final class PhaseBoard {

    private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();
    private static final List<Phase> PHASES = List.of(Phase.values());

    private final MemorySegment memory;

    private PhaseBoard(MemorySegment memory) {
        this.memory = memory;
    }

    /**
     * What was written last.
     *
     * @param number how many phases have begun
     */
    record Entry(long number, Phase phase) {}

    /**
     * Makes a board in a new file, which need not outlive the moment at which both have it.
     *
     * @throws IOException also if the disk is full: memory that is mapped without its place there ends a process that writes to it
     */
    static PhaseBoard make(Path file) throws IOException {
        Files.write(file, new byte[Long.BYTES], StandardOpenOption.CREATE_NEW);
        return at(file);
    }

    /** Maps the board that is in {@code file}. */
    static PhaseBoard at(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new PhaseBoard(channel.map(MapMode.READ_WRITE, 0, Long.BYTES, Arena.ofAuto()));
        }
    }

    /** Writes that a phase begins. Written again before each run of a phase that has several, so that time limits count from it. */
    synchronized void begin(Phase phase) {
        long number = read().number() + 1;
        WORD.setVolatile(memory, 0L, number * PHASES.size() + PHASES.indexOf(phase));
    }

    /** Reads what was written last. Any word is an entry: a kernel that writes where it must not may have left it. */
    Entry read() {
        long word = (long) WORD.getVolatile(memory, 0L);
        return new Entry(Math.floorDiv(word, (long) PHASES.size()), PHASES.get(Math.floorMod(word, PHASES.size())));
    }
}
