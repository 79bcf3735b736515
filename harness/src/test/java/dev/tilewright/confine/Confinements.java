package dev.tilewright.confine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The confinements that protect, as far as this machine has them, and the processes of the tests in them. */
final class Confinements {

    private Confinements() {}

    private static final class Holder {
        private static final List<Confinement> HERE = Stream.of("", "landlock")
                .map(ConfinementProbe::probe)
                .filter(Confinement::protects)
                .distinct()
                .toList();

        static {
            HERE.forEach(each -> System.out.println("CONFINEMENT TESTED: " + each.description()));
        }
    }

    /** Returns each that works here; it is printed which. */
    static Stream<Confinement> here() {
        return Holder.HERE.stream();
    }

    /** Returns what starts a program of the tests. */
    static List<String> java(Class<?> program, List<String> options, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:-UsePerfData",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Runs a command to its end. Returns its exit code in the first line, and what it said. */
    static List<String> said(Confinement confinement, List<String> command, Rights rights)
            throws java.io.IOException, InterruptedException {
        ConfinedCommand confined = confinement.command(command, rights);
        Process process =
                confined.start(confined.builder().redirectErrorStream(true)).process();
        List<String> said = new ArrayList<>();
        try (var lines = process.inputReader()) {
            lines.lines().forEach(said::add);
        }
        said.addFirst(Integer.toString(process.waitFor()));
        return said;
    }
}
