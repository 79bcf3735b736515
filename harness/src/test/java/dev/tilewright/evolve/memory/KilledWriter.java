package dev.tilewright.evolve.memory;

/** Commits steps for ever and prints the ordinal of each once its commit has returned; a test kills it. */
final class KilledWriter {

    private KilledWriter() {}

    public static void main(String[] arguments) {
        Memory memory = Store.open(arguments[0]).memory(Words.CODEC);
        memory.begin(Words.run("killed", Words.CPU));
        for (int i = 0; ; i++) {
            memory.commit("killed", Words.step(i, Words.candidate(i), Words.ok(5000 + i)));
            System.out.println(i);
        }
    }
}
