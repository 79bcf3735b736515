package dev.tilewright.kernels.evaluate.referee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tilewright.device.runner.Room;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.kernel.KernelArgument.LocalArgument;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.evaluate.KernelComparison;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.kernels.evaluate.ScaledSum;
import dev.tilewright.kernels.evaluate.TimeLimits;
import dev.tilewright.kernels.evaluate.measure.CacheState;
import dev.tilewright.kernels.evaluate.measure.Roofline;
import dev.tilewright.kernels.evaluate.measure.SamplingBudget;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChannelTest {

    @TempDir
    private Path folder;

    private Channel near;
    private Channel far;

    @BeforeEach
    void connect() throws IOException {
        var address = UnixDomainSocketAddress.of(folder.resolve("socket"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            near = new Channel(SocketChannel.open(address));
            far = new Channel(server.accept());
        }
    }

    @AfterEach
    void disconnect() throws IOException {
        near.close();
        far.close();
    }

    @Test
    void everyKindOfMessageArrivesAsItWasSent() throws IOException {
        Solution solution = Solution.of(
                ScaledSum.candidate(Language.OPENCL, "__kernel void f() {} // ≤", List.of(new LocalArgument(64)), 4));
        TimeEstimate time = new TimeEstimate(1.5, 1, Double.NaN, 3);
        List<Message> messages = List.of(
                new Message.Open(
                        "opencl:0",
                        TaskDefinition.of(ScaledSum.task(), List.of(ScaledSum.PROBLEM)),
                        ScaledSum.PROBLEM,
                        List.of(ScaledSum.SMALL),
                        CacheState.AUTO,
                        Optional.of(new Roofline(1e11, 2e10, 3e10)),
                        TimeLimits.DEFAULT,
                        1 << 30,
                        new Room(1 << 29, 1 << 28)),
                new Message.Evaluate(solution, OptionalDouble.of(12.5), SamplingBudget.DEFAULT),
                new Message.Evaluate(solution, OptionalDouble.empty(), SamplingBudget.DEFAULT),
                new Message.Confirm(
                        solution,
                        23_000_000_000L,
                        solution,
                        List.of(ScaledSum.PROBLEM),
                        List.of(),
                        true,
                        ComparisonBudget.DEFAULT,
                        "confirm-1.json"),
                new Message.Opened(true),
                new Message.Failed("no \"device\""),
                new Message.Evaluated(
                        Status.OK,
                        new KernelMeasurement(
                                Optional.of(time),
                                Optional.empty(),
                                OptionalDouble.of(Double.NaN),
                                List.of(ScaledSum.PROBLEM),
                                1,
                                2),
                        ""),
                new Message.Confirmed(
                        Verdict.FITTER,
                        new KernelComparison(time, time, Double.NaN, List.of(), "confirm-1.json"),
                        "why"));
        for (Message message : messages) {
            near.send(message);
            assertThat(far.receive()).isEqualTo(message);
        }
    }

    @Test
    void aClosedChannelIsToldFromAMessage() throws IOException {
        near.close();
        assertThatThrownBy(far::receive).isInstanceOf(EOFException.class);
    }
}
