package dev.tilewright.candidate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tilewright.device.Hardware;
import dev.tilewright.device.OpenClPresent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.jocl.cl_platform_id;
import org.jocl.cl_program;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs an exported kernel as a stranger would: from {@code best.cl} and {@code launch.json}, with OpenCL's own calls. */
class ExportedKernelTest {

    private static final Hardware CPU = new Hardware("opencl", "GenuineIntel", "Xeon", "skylake", "PoCL 3.1");

    @TempDir
    private Path folder;

    @BeforeEach
    void export() throws IOException {
        Evaluation evaluation = new Evaluation(
                Status.OK,
                Optional.of(new TimeEstimate(1500, 1400, 1600.5, 20)),
                Optional.empty(),
                OptionalDouble.of(1e-7),
                List.of(Examples.vectors(1024)),
                "",
                Evaluation.Cost.NONE);
        TimeEstimate time = new TimeEstimate(1500, 1400, 1600, 30);
        Confirmation confirmation = new Confirmation(
                Confirmation.Verdict.FASTER,
                time,
                time,
                0.01,
                List.of(Examples.vectors(1024), Examples.vectors(64)),
                "",
                "");
        new LaunchFile("scale-add", Examples.candidate(7, "parent"), CPU, evaluation, Optional.of(confirmation), 3)
                .writeTo(folder);
    }

    private JsonNode launchFile() throws IOException {
        return JsonMapper.shared().readTree(Files.readString(folder.resolve("launch.json")));
    }

    @Test
    void theFileSaysWhereTheKernelIsFromAndHowItDid() throws IOException {
        JsonNode file = launchFile();
        assertThat(file.propertyNames())
                .containsExactly(
                        "task",
                        "language",
                        "source",
                        "build_options",
                        "buffers",
                        "launches",
                        "problem",
                        "configuration",
                        "schedule",
                        "hardware",
                        "time_ns",
                        "verified");
        assertThat(file.get("task").stringValue()).isEqualTo("scale-add");
        assertThat(file.get("source").stringValue()).isEqualTo("best.cl");
        assertThat(file.get("buffers").get(3).toString())
                .isEqualTo("{\"name\":\"T\",\"type\":\"float32\",\"shape\":[1024],\"role\":\"scratch\"}");
        assertThat(file.get("problem").toString()).isEqualTo("{\"N\":1024}");
        assertThat(file.get("schedule").toString()).isEqualTo("[\"split(i, 16)\",\"variant(7)\"]");
        assertThat(file.get("hardware").get("model").stringValue()).isEqualTo("Xeon");
        assertThat(file.get("time_ns").toString())
                .isEqualTo("{\"median\":1500.0,\"low\":1400.0,\"high\":1600.5,\"samples\":20}");
        assertThat(file.get("verified").toString())
                .isEqualTo("{\"problems\":[{\"N\":1024},{\"N\":64}],\"max_relative_error\":1.0E-7,\"seeds\":3}");
    }

    @Test
    void aCandidateThatFailedIsNotExported() {
        Evaluation failed = Evaluation.failed(Status.TIMEOUT, "", Evaluation.Cost.NONE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LaunchFile("scale-add", Examples.candidate(7), CPU, failed, Optional.empty(), 0))
                .withMessage("only a candidate that is ok can be exported, not one that is timeout");
    }

    @Test
    @OpenClPresent
    void theTwoFilesAreEnoughToRunTheKernel() throws IOException {
        JsonNode file = launchFile();
        String source = Files.readString(folder.resolve(file.get("source").stringValue()));
        float[] a = new float[1024];
        float[] b = new float[1024];
        for (int i = 0; i < a.length; i++) {
            a[i] = i * 0.25f - 100;
            b[i] = 1000 - i;
        }
        float[] c = run(file, source, Map.of("A", a, "B", b), "C");
        for (int i = 0; i < c.length; i++) {
            assertThat(c[i]).as("C[%d]", i).isEqualTo(0.5f * a[i] + b[i]);
        }
    }

    private static float[] run(JsonNode file, String source, Map<String, float[]> inputs, String output) {
        CL.setExceptionsEnabled(true);
        cl_platform_id[] platforms = new cl_platform_id[1];
        CL.clGetPlatformIDs(1, platforms, null);
        cl_device_id[] devices = new cl_device_id[1];
        CL.clGetDeviceIDs(platforms[0], CL.CL_DEVICE_TYPE_ALL, 1, devices, null);
        cl_context_properties properties = new cl_context_properties();
        properties.addProperty(CL.CL_CONTEXT_PLATFORM, platforms[0]);
        cl_context context = CL.clCreateContext(properties, 1, devices, null, null, null);
        @SuppressWarnings("deprecation")
        cl_command_queue queue = CL.clCreateCommandQueue(context, devices[0], 0, null);
        cl_program program = CL.clCreateProgramWithSource(context, 1, new String[] {source}, null, null);
        List<String> options = new ArrayList<>();
        file.get("build_options").forEach(option -> options.add(option.stringValue()));
        CL.clBuildProgram(program, 0, null, String.join(" ", options), null, null);

        Map<String, cl_mem> memory = new HashMap<>();
        Map<String, Integer> lengths = new HashMap<>();
        for (JsonNode buffer : file.get("buffers")) {
            int elements = 1;
            for (JsonNode dimension : buffer.get("shape")) {
                elements *= dimension.intValue();
            }
            float[] values = inputs.getOrDefault(buffer.get("name").stringValue(), new float[elements]);
            long flags = CL.CL_MEM_READ_WRITE | CL.CL_MEM_COPY_HOST_PTR;
            String name = buffer.get("name").stringValue();
            memory.put(name, CL.clCreateBuffer(context, flags, 4L * elements, Pointer.to(values), null));
            lengths.put(name, elements);
        }
        for (JsonNode launch : file.get("launches")) {
            cl_kernel kernel = CL.clCreateKernel(program, launch.get("entry").stringValue(), null);
            for (int i = 0; i < launch.get("arguments").size(); i++) {
                setArgument(kernel, i, launch.get("arguments").get(i), memory);
            }
            long[] global = sizes(launch.get("global_size"));
            CL.clEnqueueNDRangeKernel(
                    queue, kernel, global.length, null, global, sizes(launch.get("local_size")), 0, null, null);
            CL.clFinish(queue);
            CL.clReleaseKernel(kernel);
        }
        float[] result = new float[lengths.get(output)];
        CL.clEnqueueReadBuffer(
                queue, memory.get(output), true, 0, 4L * result.length, Pointer.to(result), 0, null, null);
        memory.values().forEach(CL::clReleaseMemObject);
        CL.clReleaseProgram(program);
        CL.clReleaseCommandQueue(queue);
        CL.clReleaseContext(context);
        return result;
    }

    private static void setArgument(cl_kernel kernel, int index, JsonNode argument, Map<String, cl_mem> memory) {
        if (argument.has("buffer")) {
            CL.clSetKernelArg(
                    kernel,
                    index,
                    Sizeof.cl_mem,
                    Pointer.to(memory.get(argument.get("buffer").stringValue())));
        } else if (argument.has("local_bytes")) {
            CL.clSetKernelArg(kernel, index, argument.get("local_bytes").longValue(), null);
        } else if (argument.get("type").stringValue().equals("int32")) {
            CL.clSetKernelArg(kernel, index, 4, Pointer.to(new int[] {
                argument.get("value").intValue()
            }));
        } else {
            CL.clSetKernelArg(kernel, index, 4, Pointer.to(new float[] {
                (float) argument.get("value").doubleValue()
            }));
        }
    }

    private static long[] sizes(JsonNode node) {
        long[] sizes = new long[node.size()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = node.get(i).longValue();
        }
        return sizes;
    }
}
