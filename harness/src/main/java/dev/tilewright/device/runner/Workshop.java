package dev.tilewright.device.runner;

import dev.tilewright.device.BuildException;
import dev.tilewright.device.BuiltKernel;
import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.DeviceDescription;
import dev.tilewright.device.LargeMemory;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.Session;
import dev.tilewright.device.Timing;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.Launch;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A runner's open device, and what was made on it, by number. */
final class Workshop {

    private final Session session;
    private final MemorySegment shared;
    private final Map<Integer, BuiltKernel> kernels = new HashMap<>();
    private final Map<Integer, DeviceBuffer> buffers = new HashMap<>();
    private final Map<Integer, Bound> bound = new HashMap<>();
    private final Stocks stocks;
    private int made;

    Workshop(Session session, DeviceDescription device, MemorySegment shared) {
        this.session = session;
        stocks = new Stocks(session, device);
        this.shared = shared;
    }

    /** Launches with all that they need. */
    private record Bound(BuiltKernel kernel, List<Launch> launches, Map<String, DeviceBuffer> buffers) {}

    /** Does what is asked, and returns the answer. */
    ByteBuffer answer(Operation operation, ByteBuffer request) throws BuildException, LaunchException {
        return switch (operation) {
            case BUILD -> build(Wire.decode(rest(request), Kernel.class));
            case CLOSE_KERNEL -> {
                found(kernels.remove(request.getInt())).close();
                yield nothing();
            }
            case ALLOCATE -> {
                buffers.put(++made, session.allocate(Wire.decode(rest(request), Buffer.class)));
                yield number(made);
            }
            case FREE -> {
                found(buffers.remove(request.getInt())).close();
                yield nothing();
            }
            case FILL -> {
                buffer(request).fill(request.getInt());
                yield nothing();
            }
            case WRITE -> {
                DeviceBuffer target = buffer(request);
                target.write(shared.asSlice(request.getLong(), target.buffer().bytes()));
                yield nothing();
            }
            case STOCK -> {
                boolean copied = stocks.add(++made, shared.asSlice(request.getLong(), request.getLong()));
                yield Connection.frame(Outcome.DONE.code(), Integer.BYTES + 1)
                        .putInt(made)
                        .put((byte) (copied ? 1 : 0));
            }
            case BLEND -> {
                DeviceBuffer target = buffer(request);
                stocks.blend(request.getInt(), target, request.getLong(), request.getLong(), request.getInt());
                yield nothing();
            }
            case READ -> {
                DeviceBuffer source = buffer(request);
                MemorySegment target =
                        shared.asSlice(request.getLong(), source.buffer().bytes());
                source.look(contents -> {
                    LargeMemory.copy(contents, target);
                    return target;
                });
                yield nothing();
            }
            case GUARDS ->
                Connection.frame(Outcome.DONE.code(), 1)
                        .put((byte) (buffer(request).guardsIntact() ? 1 : 0));
            case BIND -> bind(Wire.decode(rest(request), Wire.Bound.class));
            case UNBIND -> {
                found(bound.remove(request.getInt()));
                yield nothing();
            }
            case RUN -> run(request);
            case PING, LIST_BACKENDS, DESCRIBE, OPEN, COMPILE_AHEAD ->
                throw new IllegalArgumentException(operation + " is nothing for a device that is open");
        };
    }

    private ByteBuffer build(Kernel kernel) throws BuildException {
        BuiltKernel built = session.build(kernel);
        kernels.put(++made, built);
        byte[] log = built.log().getBytes(StandardCharsets.UTF_8);
        return Connection.frame(Outcome.DONE.code(), Integer.BYTES + log.length)
                .putInt(made)
                .put(log);
    }

    private ByteBuffer bind(Wire.Bound wanted) {
        Map<String, DeviceBuffer> named = new HashMap<>();
        for (int i = 0; i < wanted.names().size(); i++) {
            named.put(wanted.names().get(i), found(buffers.get(wanted.buffers().get(i))));
        }
        bound.put(++made, new Bound(found(kernels.get(wanted.kernel())), wanted.launches(), named));
        return number(made);
    }

    /** Runs one after the other, and answers with the device's time of each. */
    private ByteBuffer run(ByteBuffer request) throws LaunchException {
        int runs = request.remaining() / Integer.BYTES;
        ByteBuffer answer = Connection.frame(Outcome.DONE.code(), runs * Long.BYTES);
        for (int i = 0; i < runs; i++) {
            Bound next = found(bound.get(request.getInt()));
            Timing timing = session.run(next.kernel(), next.launches(), next.buffers());
            answer.putLong(timing.deviceNanos());
        }
        return answer;
    }

    private DeviceBuffer buffer(ByteBuffer request) {
        return found(buffers.get(request.getInt()));
    }

    private static <T> T found(@Nullable T made) {
        if (made == null) {
            throw new IllegalArgumentException("nothing was made by this number, or it is closed");
        }
        return made;
    }

    private static byte[] rest(ByteBuffer request) {
        byte[] rest = new byte[request.remaining()];
        request.get(rest);
        return rest;
    }

    private static ByteBuffer nothing() {
        return RunnerMain.done(new byte[0]);
    }

    private static ByteBuffer number(int number) {
        return Connection.frame(Outcome.DONE.code(), Integer.BYTES).putInt(number);
    }
}
