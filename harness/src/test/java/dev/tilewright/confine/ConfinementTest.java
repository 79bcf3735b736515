package dev.tilewright.confine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tilewright.device.OpenClPresent;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real processes in real confinement, by every means that the machine has. */
@EnabledOnOs(OS.LINUX)
class ConfinementTest {

    /** With Landlock alone, sockets that have a path are the whole machine's or none. */
    private static final List<String> LANDLOCK_ALLOWS_WITH_SOCKETS = List.of("connect to a Unix socket:");

    @TempDir
    Path outside;

    static Stream<Confinement> confinements() {
        return Confinements.here();
    }

    @ParameterizedTest
    @MethodSource("confinements")
    void nothingThatAHostileKernelTriesSucceeds(Confinement confinement) throws Exception {
        List<String> outcomes = attempts(confinement);

        assertThat(outcomes).hasSizeGreaterThan(50);
        assertThat(outcomes.stream().filter(line -> line.contains(": DONE")))
                .allMatch(line -> confinement instanceof Landlock
                        && LANDLOCK_ALLOWS_WITH_SOCKETS.stream().anyMatch(line::startsWith));
    }

    @ParameterizedTest
    @MethodSource("confinements")
    void ofTheFileSystemItSeesTheSystem(Confinement confinement) throws Exception {
        try (OwnedFolder scratch = OwnedFolder.create("scratch")) {
            List<String> said = Confinements.said(
                    confinement,
                    List.of("/bin/sh", "-c", "ls -A /root /home /run /var /mnt /media /srv /etc 2>/dev/null; ls /usr"),
                    Rights.to(scratch.path()));

            assertThat(said)
                    .contains("bin", "lib")
                    .doesNotContain("passwd", "shadow", "hosts", "ssh", ".ssh", ".bashrc", "lock", "log");
        }
    }

    /** Lets everything be tried. Returns the outcomes, and asserts that nothing has changed outside. */
    private List<String> attempts(Confinement confinement) throws Exception {
        Path secret =
                Files.writeString(Files.createDirectory(outside.resolve("home")).resolve("secret"), "hush");
        String name = "tilewright-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
        try (Arena arena = Arena.ofConfined();
                OwnedFolder scratch = OwnedFolder.create("scratch");
                ServerSocket tcp = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                ServerSocketChannel unix = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            Path socket = outside.resolve("socket");
            unix.bind(UnixDomainSocketAddress.of(socket));
            long descriptor = Attempts.AbstractSocket.listen(arena, name);
            Process other = new ProcessBuilder("/bin/sleep", "60").start();
            Map<Path, String> before = content(outside);
            Rights rights =
                    Rights.to(scratch.path()).reading(SystemPaths.ofThisJava()).withSockets();
            try {
                List<String> said = Confinements.said(
                        confinement,
                        Confinements.java(
                                Attempts.class,
                                List.of(),
                                Long.toString(other.pid()),
                                secret.toString(),
                                outside.toString(),
                                Integer.toString(tcp.getLocalPort()),
                                socket.toString(),
                                name,
                                scratch.path().toString()),
                        rights);
                assertThat(said.removeFirst()).as(String.join("\n", said)).isEqualTo("0");
                assertThat(other.isAlive()).isTrue();
                assertThat(content(outside)).isEqualTo(before);
                return said;
            } finally {
                other.destroyForcibly();
                RestrictingCall.CLOSE.make(descriptor);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("confinements")
    void itSeesItsOwnVariablesAndNoOthers(Confinement confinement) throws Exception {
        try (OwnedFolder scratch = OwnedFolder.create("scratch")) {
            List<String> said = Confinements.said(
                    confinement,
                    List.of("/usr/bin/env"),
                    Rights.to(scratch.path()).withEnvironment(Map.of("OURS", "1")));

            assertThat(said)
                    .contains("OURS=1", "HOME=" + scratch.path(), "TMPDIR=" + scratch.path())
                    .noneMatch(line -> line.startsWith("TILEWRIGHT_TEST_KEY") || line.startsWith("JAVA_HOME"));
        }
    }

    @ParameterizedTest
    @MethodSource("confinements")
    void whatItStartedEndsWithIt(Confinement confinement) throws Exception {
        String marker = "4" + System.nanoTime();
        try (OwnedFolder scratch = OwnedFolder.create("scratch")) {
            List<String> said = Confinements.said(
                    confinement,
                    List.of(
                            "/bin/sh",
                            "-c",
                            "(trap '' HUP TERM; sleep %s; sleep %s) >/dev/null 2>&1 & echo left"
                                    .formatted(marker, marker)),
                    Rights.to(scratch.path()));

            assertThat(said).containsExactly("0", "left");
            assertThat(Processes.endWith(marker, Duration.ofSeconds(30))).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("confinements")
    void whatItStartedEndsWhenItIsKilled(Confinement confinement) throws Exception {
        String marker = "4" + System.nanoTime();
        try (OwnedFolder scratch = OwnedFolder.create("scratch")) {
            ConfinedCommand command = confinement.command(
                    List.of("/bin/sh", "-c", "sleep %s & sleep %s & echo begun; wait".formatted(marker, marker)),
                    Rights.to(scratch.path()));
            DependentProcess process = command.start(command.builder().redirectErrorStream(true));
            assertThat(process.process().inputReader().readLine()).isEqualTo("begun");
            assertThat(Processes.with(marker)).isTrue();

            process.kill();

            assertThat(Processes.endWith(marker, Duration.ofSeconds(30))).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("confinements")
    void whatAShellInFrontOpensIsHandedDown(Confinement confinement) throws Exception {
        Path file = Files.writeString(outside.resolve("file"), "handed down");
        try (OwnedFolder scratch = OwnedFolder.create("scratch")) {
            ConfinedCommand command =
                    confinement.command(List.of("/bin/sh", "-c", "cat <&4; cat " + file), Rights.to(scratch.path()));
            List<String> wrapped = new ArrayList<>(
                    List.of("/bin/sh", "-c", "exec 4<\"$1\"; shift; exec \"$@\"", "wrapped", file.toString()));
            wrapped.addAll(command.command());
            ConfinedCommand handing =
                    new ConfinedCommand(wrapped, command.environment(), command.folder(), command.watched());
            Process process = handing.start(handing.builder().redirectError(ProcessBuilder.Redirect.DISCARD))
                    .process();

            assertThat(process.inputReader().readLine()).isEqualTo("handed down");
            assertThat(process.waitFor()).as("by its name it is out of reach").isNotZero();
        }
    }

    @ParameterizedTest
    @MethodSource("confinements")
    void itCannotFillTheDisk(Confinement confinement) throws Exception {
        long limit = 32L << 20;
        try (OwnedFolder scratch = OwnedFolder.create("scratch")) {
            Rights rights = Rights.to(scratch.path())
                    .within(Limits.standard().withScratchBytes(limit).withFileBytes(8L << 20));

            List<String> one = Confinements.said(
                    confinement, List.of("/bin/sh", "-c", "head -c 20000000 /dev/zero >one; wc -c <one"), rights);
            List<String> many = Confinements.said(
                    confinement,
                    List.of(
                            "/bin/sh",
                            "-c",
                            "for i in $(seq 100); do head -c 4000000 /dev/zero >$i; sleep 0.05; done; cat [0-9]* | wc -c"),
                    rights);

            assertThat(one).last().isEqualTo(Long.toString(8L << 20));
            // It is either stopped by the file system, or killed.
            assertThat(many.getFirst().equals("137") || Long.parseLong(many.getLast()) <= limit)
                    .as(many.toString())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("confinements")
    void itCannotHaveMoreProcessesThanItsLimit(Confinement confinement) throws Exception {
        assumeThat(System.getProperty("user.name"))
                .as("root, whom Linux exempts")
                .isNotEqualTo("root");
        try (OwnedFolder scratch = OwnedFolder.create("scratch")) {
            List<String> said = Confinements.said(
                    confinement,
                    List.of("/bin/sh", "-c", "for i in $(seq 100); do sleep 5 & echo $i; done"),
                    Rights.to(scratch.path()).within(Limits.standard().withProcesses(20)));

            assertThat(said.stream().filter(line -> line.matches("\\d+"))).hasSizeLessThan(60);
            assertThat(said).anyMatch(line -> line.contains("fork"));
        }
    }

    @ParameterizedTest
    @MethodSource("confinements")
    void itCannotTakeMoreMemoryThanItsLimit(Confinement confinement) throws Exception {
        try (OwnedFolder scratch = OwnedFolder.create("scratch")) {
            List<String> said = Confinements.said(
                    confinement,
                    List.of("/bin/sh", "-c", "head -c 1000000000 /dev/zero | tail -c 900000000 | wc -c"),
                    Rights.to(scratch.path()).within(Limits.standard().withDataBytes(200L << 20)));

            assertThat(said).last().isEqualTo("0");
        }
    }

    @ParameterizedTest
    @MethodSource("confinements")
    void sharedFilesAndSocketsAreShared(Confinement confinement) throws Exception {
        Path shared = Files.createDirectory(outside.resolve("shared"));
        Path memory = Files.write(shared.resolve("memory"), new byte[4096]);
        Path socket = shared.resolve("socket");
        try (OwnedFolder scratch = OwnedFolder.create("scratch");
                ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                FileChannel file = FileChannel.open(memory, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            var mapped = file.map(FileChannel.MapMode.READ_WRITE, 0, 4096);
            mapped.putInt(0, 20);
            ConfinedCommand command = confinement.command(
                    Confinements.java(HonestWork.class, List.of(), socket.toString(), memory.toString()),
                    Rights.to(scratch.path())
                            .reading(SystemPaths.ofThisJava())
                            .sharing(List.of(memory, socket))
                            .withSockets());
            Process process =
                    command.start(command.builder().redirectErrorStream(true)).process();
            Thread.ofVirtual().start(() -> Processes.closeAtEnd(process, server));

            try (SocketChannel channel = server.accept()) {
                ByteBuffer answer = ByteBuffer.allocate(4);
                channel.read(answer);
                assertThat(answer.getInt(0)).as("by the socket").isEqualTo(42);
                assertThat(mapped.getInt(4)).as("by the memory").isEqualTo(21);
            }
            assertThat(process.waitFor()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("confinements")
    void aKernelInJavaWithVectorsRuns(Confinement confinement) throws Exception {
        assertThat(computed(confinement, "jvm")).endsWith("sum 3072.0");
    }

    @ParameterizedTest
    @MethodSource("confinements")
    @OpenClPresent
    void aKernelInOpenClIsCompiledLinkedAndRun(Confinement confinement) throws Exception {
        assertThat(computed(confinement, "opencl")).endsWith("sum 3072.0");
    }

    private static List<String> computed(Confinement confinement, String device) throws Exception {
        try (OwnedFolder scratch = OwnedFolder.create("scratch")) {
            return Confinements.said(
                    confinement,
                    Confinements.java(
                            ConfinedKernels.class,
                            List.of("--add-modules", "jdk.incubator.vector", "-Djava.io.tmpdir=" + scratch.path()),
                            device),
                    Rights.to(scratch.path())
                            .reading(SystemPaths.ofThisJava())
                            .withDevices(SystemPaths.accelerators()));
        }
    }

    /** Returns what is in a folder: for each file its length, its time and its text. */
    private static Map<Path, String> content(Path folder) throws Exception {
        Map<Path, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                content.put(
                        file,
                        Files.getLastModifiedTime(file)
                                + (Files.isRegularFile(file) ? " " + Files.readString(file) : ""));
            }
        }
        return content;
    }
}
