package dev.tilewright.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tilewright.app.OpenMemory;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.memory.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full, a memory that cannot be written, one that another process holds, and one that two searches share. */
@Tag("endurance")
@EnabledOnOs(OS.LINUX)
class TroubledMemoryTest {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Predicate<String> EVALUATED = line -> line.matches("^[━┄]+ [1-9]\\d*/.*");

    @TempDir
    Path temporary;

    @TempDir
    Path folder;

    private TuneProcess tune(Path temporary, List<String> wrapper, Path memory, String run, String what)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of(what.split(" ")));
        arguments.addAll(List.of("--memory", memory.toString()));
        arguments.addAll(List.of("--output", folder.resolve(run).toString()));
        return TuneProcess.start(temporary, wrapper, arguments);
    }

    private static String search(int evaluations) {
        return "vector-add --device jvm:0 --problem N=65536 --evaluations " + evaluations;
    }

    private static OwnMounts mounts() throws IOException, InterruptedException {
        Optional<OwnMounts> mounts = OwnMounts.here();
        assumeTrue(mounts.isPresent(), "no file system of one's own can be mounted here");
        return mounts.get();
    }

    /** Asserts that a search has ended because of {@code reason}, and said so in one line. */
    private static void assertEnded(TuneProcess tune, int code, String... reason)
            throws IOException, InterruptedException {
        assertThat(tune.end()).as(String.join("\n", tune.lines())).isEqualTo(code);
        assertThat(tune.lines().stream().filter(line -> line.startsWith("tilewright: ")))
                .singleElement()
                .asString()
                .contains(reason);
        assertThat(tune.lines()).noneMatch(line -> line.startsWith("\tat ") || line.contains("Exception"));
        assertThat(tune.leftAfter(SOON)).isEmpty();
    }

    private static List<Step> steps(Path memory, int run) {
        try (OpenMemory store = OpenMemory.openExisting(memory.toString())) {
            List<Run> runs = store.memory().runs();
            List<Step> steps = store.memory().steps(runs.get(run).id());
            assertThat(steps)
                    .extracting(Step::ordinal)
                    .containsExactlyElementsOf(
                            IntStream.range(0, steps.size()).boxed().toList());
            return steps;
        }
    }

    private void assertGoesOn(Path memory, List<Step> kept) throws IOException, InterruptedException {
        String more = "--resume latest --evaluations " + (kept.size() + 2);
        try (TuneProcess tune = tune(temporary, List.of(), memory, "resumed", more)) {
            assertThat(tune.end()).as(String.join("\n", tune.lines())).isEqualTo(ExitCode.DONE);
        }
        assertThat(steps(memory, 0).subList(0, kept.size()))
                .extracting(Step::evaluation)
                .isEqualTo(kept.stream().map(Step::evaluation).toList());
    }

    @Test
    void aSearchWhoseDiskFillsUpSaysSoAndKeepsWhatItHad() throws IOException, InterruptedException {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Path kept = Files.createDirectory(folder.resolve("kept"));
        List<String> wrapper = mounts().wrapper("1m", disk, ":", "cp \"$place\"/* '%s'".formatted(kept));
        try (TuneProcess tune = tune(temporary, wrapper, disk.resolve("memory.db"), "run", search(400))) {
            assertEnded(tune, ExitCode.USAGE, "memory.db", "the disk is full; free some space");
            Path memory = kept.resolve("memory.db");
            List<Step> steps = steps(memory, 0);
            assertThat(steps).isNotEmpty();
            assertThat(steps).extracting(step -> step.evaluation().status()).containsOnly(Status.OK);
            assertGoesOn(memory, steps);
        }
    }

    @Test
    void aDiskThatIsFullFromTheStartIsToldBeforeAnythingIsEvaluated() throws IOException, InterruptedException {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        List<String> wrapper = mounts().wrapper("64k", disk, "head -c 60k /dev/zero >\"$place\"/other", ":");
        try (TuneProcess tune = tune(temporary, wrapper, disk.resolve("memory.db"), "run", search(3))) {
            assertEnded(tune, ExitCode.USAGE, "memory.db", "the disk is full; free some space");
            assertThat(tune.lines()).noneMatch(EVALUATED);
        }
    }

    @Test
    void temporaryFilesThatFindNoRoomAreTheMachinesFault() throws IOException, InterruptedException {
        List<String> wrapper = mounts().wrapper("4m", temporary, ":", ":");
        try (TuneProcess tune = tune(temporary, wrapper, folder.resolve("memory.db"), "run", search(3))) {
            assertEnded(tune, ExitCode.NO_DEVICE, "no temporary folder can be made in", "free some space there");
        }
    }

    @Test
    void temporaryFilesThatFindNoMoreRoomAreNoCandidatesFault() throws IOException, InterruptedException {
        Path full = folder.resolve("full");
        String filler =
                "(until [ -e '%s' ]; do sleep 0.1; done; cat /dev/zero >\"$place\"/other) 2>/dev/null & filler=$!"
                        .formatted(full);
        List<String> wrapper = mounts().wrapper("64m", temporary, filler, "kill $filler 2>/dev/null");
        Path memory = folder.resolve("memory.db");
        try (TuneProcess tune = tune(temporary, wrapper, memory, "run", search(30))) {
            assertThat(tune.prints(EVALUATED, 0, PATIENCE))
                    .as(String.join("\n", tune.lines()))
                    .isTrue();
            Files.createFile(full);
            assertThat(tune.end()).as(String.join("\n", tune.lines())).isIn(ExitCode.DONE, ExitCode.NO_DEVICE);
            assertThat(steps(memory, 0))
                    .extracting(step -> step.standing().status())
                    .containsAnyOf(Status.OK)
                    .isSubsetOf(Status.OK, Status.UNDECIDED);
        }
    }

    @Test
    void aMemoryOnADiskThatCannotBeWrittenIsRefusedBeforeAnythingIsEvaluated()
            throws IOException, InterruptedException {
        OwnMounts mounts = mounts();
        Path memory = folder.resolve("memory.db");
        OpenMemory.open(memory.toString()).close();
        Path disk = Files.createDirectory(folder.resolve("disk"));
        String filled = "cp '%s' \"$place\"; mount -o remount,ro \"$place\"".formatted(memory);
        List<String> wrapper = mounts.wrapper("4m", disk, filled, ":");
        try (TuneProcess tune = tune(temporary, wrapper, disk.resolve("memory.db"), "run", search(3))) {
            assertEnded(tune, ExitCode.USAGE, "memory.db cannot be read and written; change its permissions");
        }
        try (TuneProcess tune = tune(temporary, wrapper, disk.resolve("new.db"), "run", search(3))) {
            assertEnded(tune, ExitCode.USAGE, "new.db cannot be written", "change the permissions of its folder");
        }
    }

    @Test
    void aMemoryThatAnotherProcessHoldsIsWaitedForAndThenGivenUp()
            throws IOException, InterruptedException, SQLException {
        Path memory = folder.resolve("memory.db");
        try (TuneProcess tune = tune(temporary, List.of(), memory, "run", search(100_000))) {
            assertThat(tune.prints(EVALUATED, 0, PATIENCE))
                    .as(String.join("\n", tune.lines()))
                    .isTrue();
            try (Lock _ = Lock.of(memory)) {
                Thread.sleep(5000);
            }
            int then = tune.lines().size();
            assertThat(tune.prints(EVALUATED, then, PATIENCE)).as("it goes on").isTrue();
            try (Lock _ = Lock.of(memory)) {
                assertEnded(tune, ExitCode.USAGE, "memory.db has been locked by another process for 20 s");
                try (TuneProcess another = tune(temporary, List.of(), memory, "another", search(1))) {
                    assertEnded(another, ExitCode.USAGE, "memory.db has been locked by another process for 20 s");
                }
            }
        }
        List<Step> steps = steps(memory, 0);
        assertThat(steps).extracting(step -> step.evaluation().status()).containsOnly(Status.OK);
        assertGoesOn(memory, steps);
    }

    @Test
    void twoSearchesShareAMemoryThatNeitherHasMade() throws IOException, InterruptedException, SQLException {
        Path memory = folder.resolve("memory.db");
        Path one = Files.createDirectory(temporary.resolve("1"));
        Path two = Files.createDirectory(temporary.resolve("2"));
        try (TuneProcess first = tune(one, List.of(), memory, "run-1", search(8) + " --seed 1");
                TuneProcess second = tune(two, List.of(), memory, "run-2", search(8) + " --seed 2")) {
            assertThat(first.end()).as(String.join("\n", first.lines())).isEqualTo(ExitCode.DONE);
            assertThat(second.end()).as(String.join("\n", second.lines())).isEqualTo(ExitCode.DONE);
        }
        for (int run = 0; run < 2; run++) {
            assertThat(steps(memory, run).stream().filter(step -> !step.recalled()))
                    .extracting(step -> step.candidate().hash())
                    .hasSize(8)
                    .doesNotHaveDuplicates();
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + memory);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA integrity_check")) {
            assertThat(result.getString(1)).isEqualTo("ok");
        }
    }

    /** A transaction that writes, of another program. */
    private record Lock(Connection connection) implements AutoCloseable {

        static Lock of(Path memory) throws SQLException {
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + memory);
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA busy_timeout = 10000");
                statement.execute("BEGIN IMMEDIATE");
            }
            return new Lock(connection);
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
