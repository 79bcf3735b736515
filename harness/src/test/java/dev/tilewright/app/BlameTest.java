package dev.tilewright.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.device.Backends;
import dev.tilewright.device.DeviceException;
import java.nio.file.Path;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlameTest {

    @TempDir
    Path folder;

    @Test
    void aFailureOfAFloorBelowIsSortedLikeOneOfAUseCase() {
        assertThat(blameOf(() -> Home.find().tasks().find("no-such-task"))).isEqualTo(Blame.REQUEST);
        assertThat(blameOf(
                        () -> OpenMemory.openExisting(folder.resolve("none.db").toString())))
                .isEqualTo(Blame.REQUEST);
        assertThat(blameOf(() -> Backends.load().device("abacus:0"))).isEqualTo(Blame.MACHINE);
        assertThat(Blame.of(new DeviceException("the driver does not answer"))).isEqualTo(Blame.MACHINE);
        assertThat(Blame.of(new UseCaseException(Blame.NO_KERNEL, "none"))).isEqualTo(Blame.NO_KERNEL);
    }

    @Test
    void whatNobodyForesawIsADefect() {
        assertThat(Blame.of(new IllegalStateException("the impossible"))).isEqualTo(Blame.DEFECT);
    }

    private static Blame blameOf(ThrowingCallable failing) {
        return Blame.of(Assertions.catchThrowable(failing));
    }
}
