package dev.tilewright.device.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class HostMemoryTest {

    private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage");

    /** A line that begins a mapping in {@code /proc/self/smaps}, {@code 7f0000000000-7f0000200000 rw-p …}. */
    private static final String MAPPING = "[0-9a-f]+-[0-9a-f]+ .*";

    @Test
    @EnabledOnOs(OS.LINUX)
    void largeMemoryLiesInHugePagesWhereTheSystemHasThem() throws IOException {
        try (HostMemory memory = new HostMemory((8 << 20) + 4096, "a test")) {
            assertThat(memory.segment().address() % HugePages.BYTES).isZero();
            assertThat(flags(memory.segment().address()).contains("hg")).isEqualTo(Files.exists(HUGE_PAGES));
        }
    }

    @Test
    void allOfItCanBeWritten() {
        for (long bytes : new long[] {1, 4096, 4 << 20, (8 << 20) + 4}) {
            try (HostMemory memory = new HostMemory(bytes, "a test")) {
                MemorySegment all = memory.segment();
                assertThat(all.address() % 4096).isZero();
                all.fill((byte) 7);
                assertThat(all.get(ValueLayout.JAVA_BYTE, bytes - 1)).isEqualTo((byte) 7);
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void behindItsLastPageAndBeforeItsFirstIsNothing() throws IOException {
        try (HostMemory memory = new HostMemory(3 * 4096 + 1, "a test")) {
            memory.segment().fill((byte) 1);
            long start = memory.segment().address();
            long end = start + Math.ceilDiv(3 * 4096 + 1, HostMemory.PAGE_BYTES) * HostMemory.PAGE_BYTES;
            for (long reach = 1; reach < 1L << 32; reach *= 2) {
                assertThat(access(start - reach)).as("%d before", reach).isEqualTo("---p");
                assertThat(access(end - 1 + reach)).as("%d behind", reach).isEqualTo("---p");
            }
        }
    }

    /** Returns what may be done at an address, {@code rw-p}. */
    private static String access(long address) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
            String[] range = line.substring(0, line.indexOf(' ')).split("-", -1);
            if (Long.parseUnsignedLong(range[0], 16) <= address && address < Long.parseUnsignedLong(range[1], 16)) {
                return line.split(" ", -1)[1];
            }
        }
        return "no mapping";
    }

    /** Returns the flags of the mapping that holds an address. */
    private static List<String> flags(long address) throws IOException {
        boolean held = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            if (line.matches(MAPPING)) {
                String[] range = line.substring(0, line.indexOf(' ')).split("-", -1);
                held = Long.parseUnsignedLong(range[0], 16) <= address
                        && address < Long.parseUnsignedLong(range[1], 16);
            } else if (held && line.startsWith("VmFlags:")) {
                return List.of(line.substring("VmFlags:".length()).strip().split(" ", -1));
            }
        }
        throw new IllegalStateException("no mapping holds " + Long.toHexString(address));
    }
}
