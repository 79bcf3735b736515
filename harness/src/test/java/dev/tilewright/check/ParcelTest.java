package dev.tilewright.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParcelTest {

    @TempDir
    private Path folder;

    private Path noise(String name, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, content);
    }

    @Test
    void aParcelIsNeverTooLargeAndSaysWhatIsNotInIt() throws Exception {
        noise("in/a", 9 << 20);
        noise("in/b", 9 << 20);
        Files.writeString(folder.resolve("in/c"), "small");

        Parcel.pack(folder.resolve("parcel.zip"), folder, List.of(folder.resolve("in"), folder.resolve("absent")));
        Parcel.unpack(folder.resolve("parcel.zip"), folder.resolve("out"));

        assertThat(Files.size(folder.resolve("parcel.zip"))).isLessThanOrEqualTo(Parcel.MOST_BYTES);
        assertThat(folder.resolve("out/in/a")).hasSameBinaryContentAs(folder.resolve("in/a"));
        assertThat(folder.resolve("out/in/b")).doesNotExist();
        assertThat(folder.resolve("out/in/c")).hasContent("small");
        assertThat(folder.resolve("out/left-out.txt")).hasContent("in/b, 9437184 bytes");
    }

    @Test
    void unpackingLeavesAloneWhatIsThere() throws Exception {
        Files.createDirectories(folder.resolve("in"));
        Files.writeString(folder.resolve("in/a"), "packed");
        Parcel.pack(folder.resolve("parcel.zip"), folder, List.of(folder.resolve("in/a")));
        Files.writeString(folder.resolve("in/a"), "newer");

        Parcel.unpack(folder.resolve("parcel.zip"), folder);

        assertThat(folder.resolve("in/a")).hasContent("newer");
    }
}
