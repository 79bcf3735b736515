package dev.tilewright.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostProcessorTest {

    @TempDir
    Path machine;

    private Path cpuinfo;
    private Path cache;

    @BeforeEach
    void paths() {
        cpuinfo = machine.resolve("cpuinfo");
        cache = machine.resolve("cache");
    }

    private void level(int index, String level, String size) throws IOException {
        Path entry = Files.createDirectories(cache.resolve("index" + index));
        Files.writeString(entry.resolve("level"), level + "\n");
        Files.writeString(entry.resolve("size"), size + "\n");
    }

    @Test
    void readsTheFirstProcessorAndTheLastLevelOfItsCaches() throws IOException {
        Files.writeString(cpuinfo, """
                processor\t: 0
                vendor_id\t: GenuineIntel
                model name\t: Intel(R)  Xeon(R) CPU
                flags\t\t: fpu sse2 avx avx2 fma

                processor\t: 1
                model name\t: another
                """);
        level(0, "1", "32K");
        level(1, "1", "32K");
        level(2, "2", "1024K");
        level(3, "3", "33M");
        HostProcessor processor = HostProcessor.read(cpuinfo, cache);
        assertThat(processor.vendor()).isEqualTo("GenuineIntel");
        assertThat(processor.model()).isEqualTo("Intel(R) Xeon(R) CPU");
        assertThat(processor.architecture()).isEqualTo(System.getProperty("os.arch") + " avx2");
        assertThat(processor.cacheBytes()).isEqualTo(33L << 20);
    }

    @Test
    void aCacheWithoutASizeIsLeftOut() throws IOException {
        level(0, "2", "512K");
        level(1, "3", "");
        assertThat(HostProcessor.read(cpuinfo, cache).cacheBytes()).isEqualTo(512L << 10);
    }

    @Test
    void whereNothingCanBeReadTheArchitectureIsAllThatIsKnown() {
        HostProcessor processor = HostProcessor.read(cpuinfo, cache);
        String architecture = System.getProperty("os.arch");
        assertThat(processor)
                .isEqualTo(new HostProcessor(
                        "unknown",
                        architecture,
                        architecture,
                        Runtime.getRuntime().availableProcessors(),
                        0));
    }
}
