package dev.tilewright.device.runner;

import dev.tilewright.device.BuildException;
import dev.tilewright.device.BuiltKernel;
import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.DeviceException;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.Session;
import dev.tilewright.device.Timing;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.Launch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A device that is open in a runner. Closing it closes the runner. */
public final class RemoteSession implements Session {

    private final Runner runner;
    private final boolean compilesBesideRuns;
    private final SplittableRandom secret = new SplittableRandom(new SecureRandom().nextLong());
    private final Map<Program, RemoteRun> runs = new LinkedHashMap<>();

    RemoteSession(Runner runner, boolean compilesBesideRuns) {
        this.runner = runner;
        this.compilesBesideRuns = compilesBesideRuns;
    }

    /** What was run before, and so is known there. */
    private record Program(int kernel, List<Launch> launches, List<String> names, List<Integer> buffers) {}

    /**
     * How long runs took that followed upon each other.
     *
     * @param deviceNanos each by the device's clock, as the runner says, in ns
     * @param hostNanos all together by the clock of this process, from before they were asked for until the last was reported, in ns
     */
    public record Batch(List<Long> deviceNanos, long hostNanos) {
        public Batch {
            deviceNanos = List.copyOf(deviceNanos);
        }
    }

    @Override
    public boolean compilesBesideRuns() {
        return compilesBesideRuns;
    }

    @Override
    public void compileAhead(Kernel kernel) {
        if (compilesBesideRuns) {
            runner.tell(Connection.frame(Operation.COMPILE_AHEAD.code(), Wire.encode(kernel)));
        }
    }

    @Override
    public RemoteKernel build(Kernel kernel) throws BuildException {
        ByteBuffer answer = runner.askToBuild(Connection.frame(Operation.BUILD.code(), Wire.encode(kernel)))
                .contents();
        int number = answer.getInt();
        return new RemoteKernel(
                this, number, StandardCharsets.UTF_8.decode(answer).toString());
    }

    @Override
    public RemoteBuffer allocate(Buffer buffer) {
        int number = runner.ask(Connection.frame(Operation.ALLOCATE.code(), Wire.encode(buffer)))
                .contents()
                .getInt();
        return new RemoteBuffer(runner, number, buffer);
    }

    /** Prepares launches of a kernel on buffers, all of this session, to be run as often as one likes. */
    public RemoteRun bind(BuiltKernel kernel, List<Launch> launches, Map<String, ? extends DeviceBuffer> buffers) {
        List<String> names = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        buffers.forEach((name, buffer) -> {
            names.add(name);
            numbers.add(own(buffer).number());
        });
        if (!(kernel instanceof RemoteKernel built) || built.session() != this) {
            throw new IllegalArgumentException("the kernel was not built by this session");
        }
        int number = runner.ask(Connection.frame(
                        Operation.BIND.code(), Wire.encode(new Wire.Bound(built.number(), launches, names, numbers))))
                .contents()
                .getInt();
        return new RemoteRun(this, number);
    }

    private RemoteBuffer own(DeviceBuffer buffer) {
        if (buffer instanceof RemoteBuffer remote && remote.runner() == runner) {
            return remote;
        }
        throw new IllegalArgumentException("buffer %s was not allocated by this session"
                .formatted(buffer.buffer().name()));
    }

    @Override
    public Timing run(BuiltKernel kernel, List<Launch> launches, Map<String, DeviceBuffer> buffers)
            throws LaunchException {
        if (launches.isEmpty()) {
            throw new IllegalArgumentException("a run must have a launch");
        }
        List<String> names = List.copyOf(buffers.keySet());
        List<Integer> numbers =
                buffers.values().stream().map(buffer -> own(buffer).number()).toList();
        Program program = new Program(((RemoteKernel) kernel).number(), launches, names, numbers);
        RemoteRun known = runs.get(program);
        if (known == null) {
            known = bind(kernel, launches, buffers);
            runs.put(program, known);
        }
        Batch batch = run(List.of(known));
        return new Timing(batch.deviceNanos().getFirst(), batch.hostNanos());
    }

    /**
     * Runs one after the other, once all that was begun before is done.
     *
     * <p>The clock stops when the runner has answered another question besides, with a number that it was not told before: an answer that is
     * sent while a kernel still runs gains nothing.
     *
     * @throws LaunchException if one of them fails
     */
    public Batch run(List<RemoteRun> batch) throws LaunchException {
        ByteBuffer request = Connection.frame(Operation.RUN.code(), batch.size() * Integer.BYTES);
        batch.forEach(run -> request.putInt(run.number()));
        List<Long> device = new ArrayList<>(batch.size());
        runner.settle();
        long start = System.nanoTime();
        ByteBuffer answer = runner.askToRun(request).contents();
        for (int i = 0; i < batch.size(); i++) {
            device.add(answer.getLong());
        }
        ping();
        return new Batch(device, System.nanoTime() - start);
    }

    private void ping() {
        long asked = secret.nextLong();
        if (runner.ask(Connection.frame(Operation.PING.code(), Long.BYTES).putLong(asked))
                        .contents()
                        .getLong()
                != asked) {
            throw new DeviceException("the runner answers what it was not asked");
        }
    }

    /** Waits until all that was begun is done. */
    public void settle() {
        runner.settle();
    }

    /** Returns how long it takes to ask for no runs, in ns: what of {@link Batch#hostNanos} is nobody's work. */
    public long emptyNanos() {
        try {
            return run(List.of()).hostNanos();
        } catch (LaunchException impossible) {
            throw new DeviceException("nothing was launched: " + impossible.getMessage(), impossible);
        }
    }

    void unbind(RemoteRun run) {
        runner.begin(Connection.frame(Operation.UNBIND.code(), Integer.BYTES).putInt(run.number()));
    }

    void close(RemoteKernel kernel) {
        runs.entrySet().removeIf(entry -> {
            boolean its = entry.getKey().kernel() == kernel.number();
            if (its) {
                unbind(entry.getValue());
            }
            return its;
        });
        runner.begin(
                Connection.frame(Operation.CLOSE_KERNEL.code(), Integer.BYTES).putInt(kernel.number()));
    }

    @Override
    public void close() {
        runner.close();
    }
}
