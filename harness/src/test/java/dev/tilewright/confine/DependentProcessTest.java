package dev.tilewright.confine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of a process that is killed, whatever kills it. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class DependentProcessTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path temporary;

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "TERM", "HUP", "INT"})
    void nothingIsLeftOfAProcessThatIsEnded(String signal) throws Exception {
        String marker = "5" + System.nanoTime();
        Process main = new ProcessBuilder(
                        Confinements.java(Parent.class, List.of("-Djava.io.tmpdir=" + temporary), marker))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = main.inputReader()) {
            assertThat(said.readLine()).isEqualTo("begun");
        }
        assertThat(folders()).isNotEmpty();

        assertThat(new ProcessBuilder("sh", "-c", "kill -%s %d".formatted(signal, main.pid()))
                        .start()
                        .waitFor())
                .isZero();

        assertThat(main.waitFor())
                .isEqualTo(
                        switch (signal) {
                            case "KILL" -> 128 + 9;
                            case "TERM" -> 128 + 15;
                            case "HUP" -> 128 + 1;
                            default -> 128 + 2;
                        });
        assertThat(Processes.endWith(marker, SOON)).isTrue();
        assertThat(foldersSoon(0)).isEmpty();
    }

    @Test
    void aChildThatEndsTakesItsOwnFoldersWithItAndNotThoseOfItsOwner() throws Exception {
        try (OwnedFolder ours = OwnedFolder.create(temporary, "ours")) {
            List<String> options = List.of("-Djava.io.tmpdir=" + temporary, OwnedFolder.ownerOption());
            Process child = new ProcessBuilder(Confinements.java(Child.class, options))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader said = child.inputReader()) {
                assertThat(said.readLine())
                        .startsWith(temporary + "/tilewright-" + Owner.current().text());
            }
            assertThat(child.waitFor()).isZero();

            assertThat(foldersSoon(1)).containsExactly(ours.path());
        }
    }

    /** Waits a while for there to be so many, and returns those that there are. */
    private List<Path> foldersSoon(int expected) throws IOException, InterruptedException {
        long end = System.nanoTime() + SOON.toNanos();
        while (folders().size() != expected && System.nanoTime() < end) {
            Thread.sleep(20);
        }
        return folders();
    }

    private List<Path> folders() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.toList();
        }
    }

    /** A process that leaves a folder behind. */
    static final class Child {

        private Child() {}

        public static void main(String[] arguments) {
            System.out.println(OwnedFolder.create("left").path());
        }
    }

    /** A process that has started others: one, what that started, and one that ignores what it is told. */
    static final class Parent {

        private Parent() {}

        public static void main(String[] arguments) throws Exception {
            String marker = arguments[0];
            Path folder = OwnedFolder.create("test").path();
            Files.writeString(folder.resolve("file"), "x");
            DependentProcess.start(new ProcessBuilder("/bin/sleep", marker));
            DependentProcess.start(new ProcessBuilder(DependentProcess.inOwnSession(
                    List.of("/bin/sh", "-c", "trap '' HUP INT TERM; sleep %s; :".formatted(marker)))));
            Confinement confinement = Confinement.strongest();
            ConfinedCommand command = confinement.command(
                    List.of("/bin/sh", "-c", "trap '' HUP INT TERM; sleep %s & echo; wait".formatted(marker)),
                    Rights.to(Files.createDirectory(folder.resolve("scratch"))));
            DependentProcess.start(new ProcessBuilder("/bin/sleep", marker));
            command.start(command.builder()).process().getInputStream().read();
            System.out.println("begun");
            Thread.sleep(60_000);
        }
    }
}
