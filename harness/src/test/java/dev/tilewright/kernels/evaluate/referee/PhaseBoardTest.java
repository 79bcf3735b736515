package dev.tilewright.kernels.evaluate.referee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhaseBoardTest {

    private Path file;

    @BeforeEach
    void name(@TempDir Path folder) {
        file = folder.resolve("phase");
    }

    @Test
    void whatOneWritesTheOtherReadsAlsoWhenTheFileIsGone() throws Exception {
        PhaseBoard supervisors = PhaseBoard.make(file);
        PhaseBoard workers = PhaseBoard.at(file);
        Files.delete(file);
        long before = supervisors.read().number();
        for (Phase phase : List.of(Phase.BUILDING, Phase.TIMING, Phase.TIMING, Phase.RUNNING_INCUMBENT)) {
            workers.begin(phase);
            assertThat(supervisors.read().phase()).isEqualTo(phase);
        }
        assertThat(supervisors.read().number()).isEqualTo(before + 4);
    }

    @Test
    void anyWordIsAnEntry() throws Exception {
        PhaseBoard.make(file);
        for (long word : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 12345}) {
            Files.write(file, ByteBuffer.allocate(Long.BYTES).putLong(word).array());
            assertThat(PhaseBoard.at(file).read().phase()).isNotNull();
        }
    }

    @Test
    void aBoardIsMadeInANewFile() throws Exception {
        PhaseBoard.make(file);
        assertThatThrownBy(() -> PhaseBoard.make(file)).isInstanceOf(FileAlreadyExistsException.class);
    }
}
