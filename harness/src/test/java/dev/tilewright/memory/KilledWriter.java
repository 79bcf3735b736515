package dev.tilewright.memory;

import dev.tilewright.kernels.genome.Examples;

/** Commits steps for ever and prints the ordinal of each once its commit has returned; a test kills it. */
final class KilledWriter {

    private KilledWriter() {}

    public static void main(String[] arguments) {
        Memory memory = Memories.open(arguments[0]);
        memory.begin(SqliteMemoryTest.newRun("killed", SqliteMemoryTest.CPU));
        for (int i = 0; ; i++) {
            memory.commit("killed", SqliteMemoryTest.step(i, Examples.candidate(i), SqliteMemoryTest.ok(5000 + i)));
            System.out.println(i);
        }
    }
}
