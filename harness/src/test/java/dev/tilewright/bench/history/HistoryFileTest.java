package dev.tilewright.bench.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tilewright.bench.Cases;
import dev.tilewright.bench.history.HistoryFile.Contents;
import dev.tilewright.kernels.genome.KernelJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {

    private static final HistoryEntry ENTRY =
            HistoryEntry.of(Cases.outcome(List.of(Cases.result("one", 1.3, true), Cases.result("two", 1, false))));

    @TempDir
    Path folder;

    private Path path;
    private HistoryFile file;

    @BeforeEach
    void name() {
        path = folder.resolve("history.jsonl");
        file = new HistoryFile(path);
    }

    @Test
    void whatIsReadEqualsWhatWasWritten() {
        file.append(ENTRY);
        file.append(ENTRY);

        assertThat(file.read()).isEqualTo(new Contents(List.of(ENTRY, ENTRY), 0));
        assertThat(ENTRY.suite()).isEqualTo("suite");
        assertThat(ENTRY.cases()).extracting(HistoryEntry.Case::verdict).containsExactly("regressed", "unchanged");
        assertThat(ENTRY.cases().getFirst().ratio().orElseThrow().ratio()).isBetween(1.3, 1.31);
    }

    @Test
    void aLineThatWasCutShortCostsThatLineAndNotTheNext() throws IOException {
        String line = KernelJson.write(ENTRY);
        Files.writeString(path, line + "\n" + line.substring(0, 40));
        file.append(ENTRY);

        assertThat(file.read()).isEqualTo(new Contents(List.of(ENTRY, ENTRY), 1));
    }

    @Test
    void linesThatAreDamagedOrNewerAreCountedAndBytesThatAreNoTextToo() throws IOException {
        String line = KernelJson.write(ENTRY);
        Files.writeString(
                path,
                String.join(
                                "\n",
                                line,
                                "",
                                "[]",
                                "null",
                                "{}",
                                line.replace("2026-11-27T12", "yesterday"),
                                line.replace("\"format\":1", "\"format\":2"))
                        + "\n");
        Files.write(path, new byte[] {(byte) 0xff, (byte) 0xfe, '\n'}, StandardOpenOption.APPEND);

        assertThat(file.read()).isEqualTo(new Contents(List.of(ENTRY), 6));
    }

    @Test
    void anotherFileAMissingOneAndAFolderAreRefusedInALine() throws IOException {
        assertThatThrownBy(file::read).isInstanceOf(HistoryException.class).hasMessageContaining("there is no history");
        Files.writeString(path, "hello", StandardCharsets.UTF_8);
        assertThatThrownBy(file::read).hasMessageContaining("holds no run that can be read");
        assertThatThrownBy(() -> new HistoryFile(folder).checkWritable()).hasMessageContaining("is no file");
        assertThatThrownBy(() -> new HistoryFile(folder.resolve("none/h")).checkWritable())
                .isInstanceOf(HistoryException.class)
                .hasMessageContaining("cannot be written");
    }

    @Test
    void theCheckLeavesNoFileBehind() {
        file.checkWritable();

        assertThat(folder).isEmptyDirectory();
    }
}
