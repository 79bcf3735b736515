package dev.tilewright.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs an exported kernel as another program would: from the two files alone, with OpenCL's own calls and none of Tilewright's. */
public final class ForeignHost {

    private ForeignHost() {}

    /**
     * Runs an exported kernel once on the first OpenCL device.
     *
     * @param folder the folder with {@code launch.json} and the source that it names
     * @param inputs values by buffer; what is not among them holds NaN when the first launch begins
     * @param output the buffer to return
     */
    public static float[] run(Path folder, Map<String, float[]> inputs, String output) throws IOException {
        JsonNode file = JsonMapper.shared().readTree(Files.readString(folder.resolve("launch.json")));
        String source = Files.readString(folder.resolve(file.get("source").stringValue()));
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
            float[] unwritten = new float[elements];
            Arrays.fill(unwritten, Float.NaN);
            float[] values = inputs.getOrDefault(buffer.get("name").stringValue(), unwritten);
            assertThat(values).hasSize(elements);
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
