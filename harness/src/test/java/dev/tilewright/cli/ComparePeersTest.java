package dev.tilewright.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tilewright.app.Home;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs the tests of {@code scripts/compare-peers} that need no device; those of the peer in PyTorch are skipped where there is none. */
class ComparePeersTest {

    private static final Path PYTHON = Path.of("/usr/bin/python3");

    @Tag("long")
    @Test
    void theScriptsOwnTestsPass() throws IOException, InterruptedException {
        assumeThat(PYTHON).isExecutable();
        assertThat(Home.find().folder().resolve("scripts/peers/test_peers.py")).exists();

        Process tests = new ProcessBuilder(
                        PYTHON.toString(), "-B", "-m", "unittest", "peers.test_peers", "peers.test_torch_peer")
                .directory(Home.find().folder().resolve("scripts").toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(tests.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(tests.waitFor()).as(said).isZero();
        assertThat(said).contains("OK");
    }
}
