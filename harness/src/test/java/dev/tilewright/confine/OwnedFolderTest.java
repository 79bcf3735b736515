package dev.tilewright.confine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnedFolderTest {

    /** More than any system gives to a process. */
    private static final long NO_PROCESS = 1L << 40;

    @TempDir
    Path parent;

    private Path folderOf(Owner owner) throws Exception {
        Path folder = Files.createDirectory(parent.resolve("tilewright-" + owner.text() + "-cache-1"));
        Files.writeString(folder.resolve("file"), "x");
        return folder;
    }

    @Test
    void nobodyElseCanLookIntoIt() throws Exception {
        try (OwnedFolder folder = OwnedFolder.create(parent, "cache")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())))
                    .isEqualTo("rwx------");
            assertThat(folder.path().getFileName().toString())
                    .startsWith("tilewright-" + ProcessHandle.current().pid() + "-")
                    .contains("-cache-");
        }
    }

    @Test
    void closingItDeletesWhatWasMadeUnreadableAndFollowsNoLink() throws Exception {
        Path kept = Files.writeString(parent.resolve("kept"), "x");
        OwnedFolder folder = OwnedFolder.create(parent, "cache");
        Path inner = Files.createDirectories(folder.path().resolve("a/b"));
        Files.writeString(inner.resolve("file"), "x");
        Files.createSymbolicLink(inner.resolve("link"), kept);
        Files.createSymbolicLink(folder.path().resolve("folder"), parent);
        Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString("---------"));

        folder.close();

        assertThat(folder.path()).doesNotExist();
        assertThat(kept).hasContent("x");
    }

    @Test
    void aFolderIsLeftAloneWhileItsOwnerLives() throws Exception {
        Path ours = folderOf(Owner.current());

        OwnedFolder.sweep(parent);

        assertThat(ours).exists();
    }

    @Test
    void aFolderGoesWhenItsOwnerIsDead() throws Exception {
        Owner self = Owner.current();
        Path dead = folderOf(new Owner(NO_PROCESS, self.start(), self.namespace()));
        Path numberUsedAgain = folderOf(new Owner(self.pid(), self.start() - 3_600_000, self.namespace()));
        Path other = Files.createDirectory(parent.resolve("tilewright-of-somebody"));

        OwnedFolder.sweep(parent);

        assertThat(dead).doesNotExist();
        assertThat(numberUsedAgain).doesNotExist();
        assertThat(other).exists();
    }

    @Test
    void aFolderOfAnotherContainerGoesWhenItIsOld() throws Exception {
        Owner self = Owner.current();
        Path fresh = folderOf(new Owner(NO_PROCESS, self.start(), self.namespace() + 1));
        Path old = folderOf(new Owner(NO_PROCESS, self.start(), self.namespace() + 2));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(8))));

        OwnedFolder.sweep(parent);

        assertThat(fresh).exists();
        assertThat(old).doesNotExist();
    }

    @Test
    void whereThereIsNoPlaceItSaysWhereAndWhatToDo() {
        assertThatThrownBy(() -> OwnedFolder.create(parent.resolve("missing"), "cache"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(parent.resolve("missing").toString())
                .hasMessageContaining("set TMPDIR")
                .hasMessageNotContaining("\n");
    }

    @Test
    void theNameOfAnOwnerIsReadAsItWasWritten() {
        Owner self = Owner.current();

        assertThat(Owner.parse(self.text())).contains(self);
        assertThat(Owner.parse("12-zz")).isEmpty();
        assertThat(self.isAlive()).isTrue();
    }
}
