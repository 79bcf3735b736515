package dev.tilewright.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.kernel.Language;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackendsTest {

    private final Backends backends = Backends.load();

    /** A backend whose devices are made up: which is chosen does not depend on the machine of the test. */
    private record Described(String name, Language language, Discovery discovery) implements Backend {
        @Override
        public Discovery discover() {
            return discovery;
        }
    }

    private record Card(String id, boolean cpu) implements Device {
        @Override
        public Hardware hardware() {
            return new Hardware(id.substring(0, id.indexOf(':')), "maker", id, "", "1");
        }

        @Override
        public DeviceFacts facts() {
            return new DeviceFacts(1, 1, 1, 0, 0, 1, 1, cpu);
        }

        @Override
        public Session open() {
            throw new DeviceException(id + " is a description");
        }
    }

    private static final Backend JVM =
            new Described("jvm", Language.JAVA, new Discovery.Found(List.of(new Card("jvm:0", true))));
    private static final Backend NO_OPENCL = new Described(
            "opencl", Language.OPENCL, new Discovery.Missing("no OpenCL platform is installed", "run scripts/setup"));

    private static Backend openCl(boolean... cpus) {
        List<Device> cards = new ArrayList<>();
        for (boolean cpu : cpus) {
            cards.add(new Card("opencl:" + cards.size(), cpu));
        }
        return new Described("opencl", Language.OPENCL, new Discovery.Found(cards));
    }

    @Test
    void theBackendsOfThisProgramComeInAFixedOrder() {
        assertThat(backends.all()).extracting(Backend::name).containsExactly("opencl", "cuda", "tornado", "jvm");
        assertThat(backends.discoveries().keySet()).containsExactly("opencl", "cuda", "tornado", "jvm");
    }

    @Test
    void aDeviceIsFoundByItsIdOrItsBackendsName() {
        Backends several = new Backends(List.of(JVM, openCl(true, false)));
        assertThat(several.devices()).extracting(Device::id).containsExactly("opencl:0", "opencl:1", "jvm:0");
        assertThat(several.device("opencl").id()).isEqualTo("opencl:0");
        assertThat(several.device("opencl:1").id()).isEqualTo("opencl:1");
        assertThat(several.device("jvm").id()).isEqualTo("jvm:0");
        assertThat(several.languageOf(several.device("opencl:1"))).isEqualTo(Language.OPENCL);
    }

    @Test
    void theFirstGpuIsPreferredThenOpenClThenTheJvm() {
        assertThat(new Backends(List.of(JVM, openCl(true, false))).preferred().id())
                .isEqualTo("opencl:1");
        assertThat(new Backends(List.of(JVM, openCl(true))).preferred().id()).isEqualTo("opencl:0");
        assertThat(new Backends(List.of(JVM, NO_OPENCL)).preferred().id()).isEqualTo("jvm:0");
    }

    @Test
    void anUnknownDeviceIsRefusedWithWhatThereIs() {
        assertThatThrownBy(() -> new Backends(List.of(openCl(true), JVM)).device("opencl:7"))
                .isInstanceOf(NoDeviceException.class)
                .hasMessage("no device is called opencl:7. There is: opencl:0, jvm:0");
        assertThatThrownBy(() -> new Backends(List.of(NO_OPENCL, JVM)).device("opencl"))
                .isInstanceOf(NoDeviceException.class)
                .hasMessage("no device opencl: no OpenCL platform is installed; run scripts/setup. There is: jvm:0");
        assertThatThrownBy(() -> new Backends(List.of(NO_OPENCL)).preferred())
                .isInstanceOf(NoDeviceException.class)
                .hasMessage("no device: no OpenCL platform is installed; run scripts/setup");
    }

    @Test
    void theJvmIsFoundWithoutLookingForOpenCl() {
        Backend untouchable = new Backend() {
            @Override
            public String name() {
                return "opencl";
            }

            @Override
            public Language language() {
                return Language.OPENCL;
            }

            @Override
            public Discovery discover() {
                throw new AssertionError("was looked for");
            }
        };
        assertThat(new Backends(List.of(untouchable, JVM)).device("jvm").id()).isEqualTo("jvm:0");
    }

    @Test
    @OpenClPresent
    void aMachineWithoutAPlatformIsToldWhyAndWhatToDo() throws Exception {
        assertThat(asked(Map.of("OCL_ICD_VENDORS", "/nonexistent", "OCL_ICD_FILENAMES", "")))
                .startsWith("no device opencl: no OpenCL platform is installed; run scripts/setup")
                .doesNotContain("Exception")
                .hasLineCount(1);
    }

    @Test
    void aMachineWithoutTheLibraryIsToldWhyAndWhatToDo(@TempDir Path libraries) throws Exception {
        Files.createFile(libraries.resolve("libOpenCL.so.1"));
        Files.createFile(libraries.resolve("libOpenCL.so"));
        assertThat(asked(Map.of("LD_LIBRARY_PATH", libraries.toString())))
                .startsWith("no device opencl: no OpenCL library (libOpenCL) is installed; run scripts/setup")
                .hasLineCount(1);
    }

    /** Asks for OpenCL in a process with another environment, and returns all that it prints. */
    private static String asked(Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HardwareKey.class.getName(),
                        "opencl")
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).isZero();
        return printed;
    }
}
