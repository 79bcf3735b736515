package dev.tilewright.device.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tilewright.device.DeviceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CudaPlacesTest {

    @TempDir
    Path root;

    private String file(String path) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "").toString();
    }

    private String program(String path) throws IOException {
        String program = file(path);
        assertThat(Path.of(program).toFile().setExecutable(true)).isTrue();
        return program;
    }

    private CudaPlaces places(Map<String, String> environment) {
        return new CudaPlaces(environment, root);
    }

    @Test
    void theSystemsLoaderIsAskedFirstForTheNewest() {
        assertThat(places(Map.of()).nvrtc()).containsExactly("libnvrtc.so.13", "libnvrtc.so.12");
    }

    @Test
    void toolkitsAndPythonsPackagesAreLookedThroughNewestFirst() throws IOException {
        String older = file("usr/local/cuda-12.6/lib64/libnvrtc.so.12");
        String newer = file("usr/local/cuda-13.0/lib64/libnvrtc.so.13");
        String package13 = file("usr/lib/python3.12/dist-packages/nvidia/cu13/lib/libnvrtc.so.13");
        String package12 = file("venv/lib/python3.11/site-packages/nvidia/cuda_nvrtc/lib/libnvrtc.so.12");
        file("venv/lib/python3.11/site-packages/nvidia/cuda_nvrtc/lib/libnvrtc-builtins.so.12.4");
        file("usr/local/cuda-13.0/lib64/libnvrtc_static.a");

        assertThat(places(Map.of("VIRTUAL_ENV", root.resolve("venv").toString()))
                        .nvrtc())
                .containsExactly("libnvrtc.so.13", "libnvrtc.so.12", newer, older, package12, package13);
    }

    @Test
    void thePackagesOfThePythonThatIsStartedByNameAreLookedThrough() throws IOException {
        String library = file("venv/lib/python3.12/site-packages/nvidia/cu13/lib/libnvrtc.so.13");
        file("venv/pyvenv.cfg");
        program("venv/bin/python3");
        program("system/bin/python3");
        file("first/bin/python3");
        Path venv = root.resolve("venv/bin");
        Path system = root.resolve("system/bin");
        Path notExecutable = root.resolve("first/bin");

        assertThat(places(Map.of("PATH", "%s:/nowhere::%s:%s".formatted(notExecutable, venv, system)))
                        .nvrtc())
                .containsExactly("libnvrtc.so.13", "libnvrtc.so.12", library);
        assertThat(places(Map.of("PATH", "%s:%s".formatted(system, venv))).nvrtc())
                .containsExactly("libnvrtc.so.13", "libnvrtc.so.12");
    }

    @Test
    void whatTheEnvironmentNamesIsAllThatIsLookedAt() throws IOException {
        file("usr/local/cuda/lib64/libnvrtc.so.13");
        String other = file("other/libnvrtc.so.11.2");
        file("other/libnvrtc-builtins.so.11.8");

        assertThat(places(Map.of("TILEWRIGHT_NVRTC", root.resolve("other").toString()))
                        .nvrtc())
                .containsExactly(other);
        assertThat(places(Map.of("TILEWRIGHT_NVRTC", other)).nvrtc()).containsExactly(other);
    }

    @Test
    void aNamedLibraryThatDoesNotLoadIsSaid() {
        CudaPlaces places = places(Map.of("TILEWRIGHT_NVRTC", "/nowhere/libnvrtc.so.13"));

        assertThatThrownBy(() -> Nvrtc.find(places))
                .isInstanceOf(DeviceException.class)
                .hasMessage("TILEWRIGHT_NVRTC names /nowhere/libnvrtc.so.13, and no NVRTC loads from there;"
                        + " name the folder of libnvrtc.so");
    }

    @Test
    void aToolkitsNvccIsTriedAfterThePaths() throws IOException {
        String program = program("usr/local/cuda/bin/nvcc");

        assertThat(places(Map.of()).nvcc()).containsExactly("nvcc", program);
    }

    @Test
    void headersAreThoseOfTheLibrarysOwnToolkit() throws IOException {
        Path library = Path.of(file("usr/local/cuda-13.0/targets/x86_64-linux/lib/libnvrtc.so.13"));
        assertThat(CudaPlaces.headersFor(library)).isEmpty();
        file("usr/local/cuda-13.0/targets/x86_64-linux/include/cuda_fp16.h");
        assertThat(CudaPlaces.headersFor(library))
                .containsExactly(root.resolve("usr/local/cuda-13.0/targets/x86_64-linux/include"));
    }
}
