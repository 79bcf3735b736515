package dev.tilewright.device.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.device.Discovery;
import dev.tilewright.device.Discovery.Missing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said where there is no SDK, or none that can be used. */
class TornadoMissingTest {

    @TempDir
    private Path folder;

    private static Missing missing(@Nullable String home) {
        Discovery found = new TornadoBackend(home).discover();
        assertThat(found).isInstanceOf(Missing.class);
        return (Missing) found;
    }

    private Path api(String version) throws IOException {
        Path jars = Files.createDirectories(folder.resolve("share/java/tornado"));
        return Files.createFile(jars.resolve("tornado-api-%s.jar".formatted(version)));
    }

    @Test
    void withoutAnSdkTheRemedySaysWhichAndWhere() {
        assertThat(missing(null))
                .isEqualTo(new Missing(
                        "TORNADOVM_HOME is not set",
                        "get a TornadoVM SDK for JDK 25 (tornadovm.org) and set TORNADOVM_HOME to its folder"));
        assertThat(missing(" ").reason()).isEqualTo("TORNADOVM_HOME is not set");
    }

    @Test
    void aFolderThatIsNoSdkIsNamed() {
        assertThat(missing(folder.toString()).reason())
                .isEqualTo("TORNADOVM_HOME is %s, which has no share/java/tornado/tornado-api-*.jar".formatted(folder));
        assertThat(missing(folder.resolve("absent").toString()).reason()).contains("absent");
    }

    @Test
    void anSdkForAnotherJavaIsRefused() throws IOException {
        api("5.2.0-jdk21");
        assertThat(missing(folder.toString()).reason())
                .isEqualTo("the SDK at %s is built for JDK 21, and this is JDK 25".formatted(folder));
    }

    @Test
    void anSdkWithoutItsArgumentFileIsRefused() throws IOException {
        api("5.2.0-jdk25");
        assertThat(missing(folder.toString()).reason())
                .isEqualTo("the SDK at %s has no tornado-argfile".formatted(folder));
    }

    @Test
    void anSdkThatDoesNotStartIsMissingToo() throws IOException {
        api("5.2.0-jdk25");
        Files.writeString(folder.resolve("tornado-argfile"), "");
        assertThat(missing(folder.toString()).reason())
                .startsWith("the SDK at %s cannot list its devices: ".formatted(folder));
    }

    @Test
    void aTemplateOfAnArgumentFileIsFilledIn() throws Exception {
        api("5.2.0-jdk25");
        Files.writeString(folder.resolve("tornado-argfile.template"), "-Dx=${TORNADOVM_HOME}/lib\n");
        Path written = Files.createDirectory(folder.resolve("written"));
        assertThat(Sdk.at(folder.toString()).virtualMachineOptions(written))
                .containsExactly("@" + written.resolve("tornado-argfile"));
        assertThat(written.resolve("tornado-argfile")).hasContent("-Dx=%s/lib".formatted(folder));
    }

    @Test
    void kernelsMoveToAPackageOfTheirOwnWithoutALineMoving() {
        assertThat(TornadoKernel.moved("class K {}\n", "k1")).isEqualTo("package k1; class K {}\n");
        assertThat(TornadoKernel.moved("// a\npackage x.y;\nclass K {}\n", "k1"))
                .isEqualTo("// a\npackage k1;\nclass K {}\n");
    }
}
