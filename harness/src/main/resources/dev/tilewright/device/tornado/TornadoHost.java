package dev.tilewright.tornado;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.BufferOverflowException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoBackend;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.TornadoExecutionResult;
import uk.ac.manchester.tornado.api.TornadoRuntime;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.WorkerGrid2D;
import uk.ac.manchester.tornado.api.WorkerGrid3D;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.common.TornadoFunctions;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.enums.ProfilerMode;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;
import uk.ac.manchester.tornado.api.types.arrays.DoubleArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Runs kernels with TornadoVM for the process that has started it, and ends when that is gone.
 *
 * <p>It is compiled when it is needed, against the API of the SDK at hand, so that Tilewright builds without one. Its one argument is
 * the path of a socket, on which requests come: the length of one, its kind, and what HostProcess writes after that. Memory is shared
 * by mapped files. What TornadoVM and drivers print goes to the process's output, which the other end reads.
 */
public final class TornadoHost {

    private final DataOutputStream answers;
    private final BlockingQueue<byte[]> requests = new LinkedBlockingQueue<>();
    private final Map<Integer, Object> arrays = new HashMap<>();
    private final Map<Integer, Program> programs = new HashMap<>();

    private TornadoHost(DataOutputStream answers) {
        this.answers = answers;
    }

    /** Launches on the device of one list of buffers, and what its last run has left there. */
    private static final class Program {
        private final TornadoExecutionPlan plan;
        private TornadoExecutionResult result;

        Program(TornadoExecutionPlan plan) {
            this.plan = plan;
        }
    }

    public static void main(String[] arguments) throws Exception {
        SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
        socket.connect(UnixDomainSocketAddress.of(Path.of(arguments[0])));
        TornadoHost host = new TornadoHost(new DataOutputStream(Channels.newOutputStream(socket)));
        DataInputStream in = new DataInputStream(Channels.newInputStream(socket));
        Thread.ofPlatform().daemon().name("requests").start(() -> host.listen(in));
        host.serve();
    }

    /** Reads requests. Without the other end there is nothing to live for, whatever a kernel is still doing. */
    private void listen(DataInputStream in) {
        try {
            while (true) {
                requests.add(in.readNBytes(in.readInt()));
            }
        } catch (IOException gone) {
            Runtime.getRuntime().halt(0);
        }
    }

    private void serve() throws IOException, InterruptedException {
        while (true) {
            DataInputStream request = new DataInputStream(new ByteArrayInputStream(requests.take()));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream answer = new DataOutputStream(bytes);
            try {
                answer.writeBoolean(true);
                answer(request, answer);
            } catch (Throwable failed) {
                bytes.reset();
                answer.writeBoolean(false);
                answer.writeUTF(describe(failed));
            }
            System.out.flush();
            System.err.flush();
            answers.writeInt(bytes.size());
            answers.write(bytes.toByteArray());
            answers.flush();
        }
    }

    /** Returns what failed and why, without what only wraps it. */
    private static String describe(Throwable failed) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = failed; cause != null && text.length() < 4000; cause = cause.getCause()) {
            if (!(cause instanceof InvocationTargetException)) {
                String message = String.valueOf(cause.getMessage());
                text.append(text.isEmpty() ? "" : "; ").append(cause.getClass().getSimpleName());
                text.append(": ").append(message, 0, Math.min(message.length(), 2000));
            }
        }
        return text.toString();
    }

    private void answer(DataInputStream request, DataOutputStream answer) throws Throwable {
        String kind = request.readUTF();
        switch (kind) {
            case "list" -> list(answer);
            case "allocate" -> allocate(request);
            case "free" -> arrays.remove(request.readInt());
            case "prepare" -> prepare(request);
            case "load" -> program(request).plan.withGraph(0).execute();
            case "run" -> run(program(request), answer);
            case "fetch" -> program(request).result.transferToHost(arrays(request));
            case "close" -> programs.remove(request.readInt()).plan.close();
            default -> throw new IllegalArgumentException("no request is called " + kind);
        }
    }

    private Program program(DataInputStream request) throws IOException {
        return programs.get(request.readInt());
    }

    private Object[] arrays(DataInputStream request) throws IOException {
        Object[] named = new Object[request.readInt()];
        for (int i = 0; i < named.length; i++) {
            named[i] = arrays.get(request.readInt());
        }
        return named;
    }

    private static void list(DataOutputStream answer) throws IOException {
        TornadoRuntime runtime = TornadoRuntimeProvider.getTornadoRuntime();
        int count = 0;
        for (int b = 0; b < runtime.getNumBackends(); b++) {
            count += runtime.getBackend(b).getNumDevices();
        }
        answer.writeInt(count);
        for (int b = 0; b < runtime.getNumBackends(); b++) {
            TornadoBackend backend = runtime.getBackend(b);
            for (int d = 0; d < backend.getNumDevices(); d++) {
                TornadoDevice device = backend.getDevice(d);
                answer.writeInt(b);
                answer.writeInt(d);
                answer.writeUTF(runtime.getBackendType(b).name());
                answer.writeUTF(device.getDeviceType().name());
                answer.writeUTF(device.getPlatformName());
                answer.writeUTF(device.getPhysicalDevice().getDeviceName());
                answer.writeUTF(device.getPhysicalDevice().getDeviceInfo());
                answer.writeInt(device.getPhysicalDevice().getDeviceMaxComputeUnits());
                answer.writeLong(device.getPhysicalDevice().getDeviceMaxWorkGroupSize()[0]);
                answer.writeLong(device.getPhysicalDevice().getDeviceLocalMemorySize());
                answer.writeLong(device.getPhysicalDevice().getDeviceGlobalMemorySize());
                answer.writeLong(device.getPhysicalDevice().getDeviceMaxAllocationSize());
            }
        }
    }

    /** Makes an array of a mapped file, which has the array's header, its elements and a zone that no kernel may touch. */
    private void allocate(DataInputStream request) throws Exception {
        int id = request.readInt();
        String type = request.readUTF();
        int elements = request.readInt();
        MemorySegment memory;
        try (FileChannel file =
                FileChannel.open(Path.of(request.readUTF()), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            memory = file.map(FileChannel.MapMode.READ_WRITE, 0, file.size(), Arena.ofAuto());
        }
        Object array = switch (type) {
            case "float32" -> FloatArray.fromSegmentShallow(memory);
            case "float64" -> DoubleArray.fromSegmentShallow(memory);
            default -> IntArray.fromSegmentShallow(memory);
        };
        // The whole file is copied to the device and back, and a kernel that asks is told the size without the zone.
        Field size = array.getClass().getDeclaredField("numberOfElements");
        size.setAccessible(true);
        size.setInt(array, elements);
        memory.set(ValueLayout.JAVA_INT, 0, elements);
        arrays.put(id, array);
    }

    /** Is what loads buffers: data is copied by graphs, and a graph must have a task. */
    public static void touch(IntArray touched) {
        touched.set(0, 1);
    }

    private void prepare(DataInputStream request) throws Throwable {
        int id = request.readInt();
        TornadoDevice device = TornadoRuntimeProvider.getTornadoRuntime()
                .getBackend(request.readInt())
                .getDevice(request.readInt());
        String loading = "load" + id;
        String running = "run" + id;
        Object[] buffers = arrays(request);
        IntArray touched = new IntArray(1);
        TaskGraph load = new TaskGraph(loading)
                .transferToDevice(DataTransferMode.EVERY_EXECUTION, buffers)
                .transferToDevice(DataTransferMode.EVERY_EXECUTION, touched)
                .task("touch", TornadoHost::touch, touched)
                .persistOnDevice(buffers);
        GridScheduler grids = new GridScheduler(loading + ".touch", new WorkerGrid1D(1));
        TaskGraph run = new TaskGraph(running).consumeFromDevice(loading, buffers);
        int launches = request.readInt();
        for (int i = 0; i < launches; i++) {
            String task = "launch" + i;
            try {
                launch(run, task, request);
            } catch (InvocationTargetException refused) {
                throw refused.getCause() instanceof BufferOverflowException
                        ? new IllegalArgumentException("a graph of TornadoVM has no room for %d launches".formatted(launches))
                        : refused;
            }
            grids.addWorkerGrid(running + "." + task, grid(sizes(request), sizes(request)));
        }
        run.transferToHost(DataTransferMode.UNDER_DEMAND, buffers);
        TornadoExecutionPlan plan = new TornadoExecutionPlan(load.snapshot(), run.snapshot());
        plan.withDevice(device);
        plan.withGridScheduler(grids).withProfiler(ProfilerMode.SILENT);
        programs.put(id, new Program(plan));
    }

    private static long[] sizes(DataInputStream request) throws IOException {
        long[] sizes = new long[request.readInt()];
        for (int d = 0; d < sizes.length; d++) {
            sizes[d] = request.readLong();
        }
        return sizes;
    }

    private static WorkerGrid grid(long[] global, long[] local) {
        WorkerGrid grid = switch (global.length) {
            case 1 -> new WorkerGrid1D(Math.toIntExact(global[0]));
            case 2 -> new WorkerGrid2D(Math.toIntExact(global[0]), Math.toIntExact(global[1]));
            default ->
                new WorkerGrid3D(
                        Math.toIntExact(global[0]), Math.toIntExact(global[1]), Math.toIntExact(global[2]));
        };
        grid.setLocalWork(local[0], local.length > 1 ? local[1] : 1, local.length > 2 ? local[2] : 1);
        return grid;
    }

    /** Adds one launch, as {@code graph.task(task, Owner::entry, arguments…)} would. */
    private void launch(TaskGraph graph, String task, DataInputStream request) throws Throwable {
        Class<?> owner = Class.forName(request.readUTF());
        String name = request.readUTF();
        Method entry = Arrays.stream(owner.getDeclaredMethods())
                .filter(method -> method.getName().equals(name) && !method.isSynthetic())
                .findFirst()
                .orElseThrow();
        Object[] values = new Object[entry.getParameterCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (entry.getParameterTypes()[i].getSimpleName()) {
                case "KernelContext" -> new KernelContext();
                case "float" -> (float) request.readDouble();
                case "double" -> request.readDouble();
                case "int" -> (int) request.readDouble();
                case "long" -> request.readLong();
                default -> arrays.get(request.readInt());
            };
        }
        Class<?> function = Class.forName(TornadoFunctions.class.getName() + "$Task" + values.length);
        Class<?>[] parameters = new Class<?>[values.length + 2];
        Arrays.fill(parameters, Object.class);
        parameters[0] = String.class;
        parameters[1] = function;
        Object[] arguments = new Object[values.length + 2];
        arguments[0] = task;
        arguments[1] = reference(entry, function);
        System.arraycopy(values, 0, arguments, 2, values.length);
        TaskGraph.class.getMethod("task", parameters).invoke(graph, arguments);
    }

    /** Returns a reference to a method, which TornadoVM takes apart to find the method. */
    private static Object reference(Method entry, Class<?> function) throws Throwable {
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(entry.getDeclaringClass(), MethodHandles.lookup());
        MethodHandle target = lookup.unreflect(entry);
        Method apply = Arrays.stream(function.getMethods())
                .filter(method -> method.getName().equals("apply"))
                .findFirst()
                .orElseThrow();
        return LambdaMetafactory.metafactory(
                        lookup,
                        "apply",
                        MethodType.methodType(function),
                        MethodType.methodType(apply.getReturnType(), apply.getParameterTypes()),
                        target,
                        target.type().wrap().changeReturnType(void.class))
                .getTarget()
                .invoke();
    }

    private static void run(Program program, DataOutputStream answer) throws IOException {
        long start = System.nanoTime();
        program.result = program.plan.withGraph(1).execute();
        long host = System.nanoTime() - start;
        answer.writeLong(program.result.getProfilerResult().getDeviceKernelTime());
        answer.writeLong(host);
    }
}
