package dev.tilewright.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tilewright.bench.Baseline.Entry;
import dev.tilewright.bench.Baseline.Machine;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.evaluate.ScaledSum;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineFileTest {

    private static final Hardware HARDWARE = new Hardware("jvm", "Someone", "Some processor", "x86-64", "25.0.1");

    @TempDir
    Path folder;

    private Path file;
    private String text;

    private static Baseline baseline() {
        Entry entry = new Entry(
                "scaled-sum",
                ScaledSum.PROBLEM,
                new Machine(HARDWARE, 2),
                ScaledSum.candidate(Language.JAVA, "class K {}"),
                List.of(new TimeEstimate(10.5, 10, 11.25, 12), new TimeEstimate(11, 10, 12, 300)));
        return new Baseline("1.2.3", Instant.parse("2026-01-02T03:04:05Z"), new LinkedHashMap<>(Map.of("one", entry)));
    }

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("baseline.json");
        BaselineFile.write(file, baseline());
        text = Files.readString(file);
    }

    @Test
    void whatIsReadIsWhatWasWritten() {
        assertThat(BaselineFile.read(file)).isEqualTo(baseline());
        assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file));
    }

    private void refused(String content, String... words) throws IOException {
        Files.writeString(file, content);
        assertThatThrownBy(() -> BaselineFile.read(file))
                .isInstanceOf(BaselineException.class)
                .hasMessageContainingAll(words);
    }

    @Test
    void aBaselineOfANewerVersionIsRefusedWithThatVersion() throws IOException {
        refused(text.replaceFirst("\"format\" : 1", "\"format\" : 2"), "1.2.3", "format 2", "save a baseline");
    }

    @Test
    void aDamagedBaselineIsRefused() throws IOException {
        refused(text.substring(0, text.length() / 2), "damaged", "--save-baseline");
        refused("", "damaged");
        refused("{}", "damaged");
        refused(text.replace("class K {}", "class K { int slower; }"), "not the one that was measured");
        refused(text.replaceFirst("10.5", "-1"), "no times");
        refused(text.replaceFirst("10.5", "null"), "damaged", "is null");
        refused(text.replaceFirst("\"format\" : 1", "\"format\" : null"), "damaged");
        refused("{\"kind\": \"tilewright-baseline\", \"format\": 1, \"cases\": [1]}", "damaged");
        refused(text.replace("\"driver\"", "\"drover\""), "driver");
    }

    @Test
    void aMissingBaselineIsAnsweredWithHowToMakeOne() {
        Path missing = folder.resolve("none.json");

        assertThatThrownBy(() -> BaselineFile.read(missing))
                .isInstanceOf(BaselineException.class)
                .hasMessageContainingAll("no baseline", "none.json", "--save-baseline");
    }

    @Test
    void aFileThatIsSomethingElseIsNotWrittenOver() throws IOException {
        Path notes = Files.writeString(folder.resolve("notes.txt"), "mine");

        assertThatThrownBy(() -> BaselineFile.checkWritable(notes)).hasMessageContaining("is not a baseline");
        assertThatThrownBy(() -> BaselineFile.checkWritable(folder.resolve("no/such/folder.json")))
                .hasMessageContaining("cannot be written");
        BaselineFile.checkWritable(file);
        assertThat(notes).hasContent("mine");
        assertThat(file).hasContent(text);
    }

    @Test
    void onlyTheDriverMayDiffer() {
        Machine here = new Machine(HARDWARE, 2);

        assertThat(here.isLike(new Machine(new Hardware("jvm", "Someone", "Some processor", "x86-64", "26"), 2)))
                .isTrue();
        assertThat(here.isLike(new Machine(HARDWARE, 4))).isFalse();
        assertThat(here.isLike(new Machine(new Hardware("jvm", "Someone", "Another", "x86-64", "25.0.1"), 2)))
                .isFalse();
    }
}
