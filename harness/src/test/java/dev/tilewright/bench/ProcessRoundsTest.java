package dev.tilewright.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.bench.Round.BaselineFailed;
import dev.tilewright.bench.Round.Failed;
import dev.tilewright.bench.Round.Timed;
import dev.tilewright.bench.Round.Untimed;
import dev.tilewright.device.DeviceException;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.loop.SerialEvaluator.Judge;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What a round makes of what evaluations say; failures of a machine cannot be had on demand, so they are written down here. */
class ProcessRoundsTest {

    private static final Subject CASE = Cases.changed("one");
    private static final String UNTRUSTED = "no time can be trusted: the device says 1 ms and the host 2 ms";

    private final List<Candidate> order = new ArrayList<>();
    private int processes;

    private Round time(int round, boolean beside, Function<Candidate, Evaluation> answers) {
        return new ProcessRounds(subject -> {
                    processes++;
                    return new Answers(answers);
                })
                .time(CASE, round, beside);
    }

    private static Evaluation ok(double nanos) {
        return new KernelMeasurement(
                        Optional.of(Cases.time(nanos)), Optional.empty(), OptionalDouble.empty(), List.of(), 0, 0)
                .evaluation(Status.OK, "", 0);
    }

    private static Evaluation failed(Status status, String diagnostics) {
        return Evaluation.failed(status, diagnostics, 0);
    }

    /** Answers as it was told to. */
    private final class Answers implements Judge {
        private final Function<Candidate, Evaluation> answers;

        Answers(Function<Candidate, Evaluation> answers) {
            this.answers = answers;
        }

        @Override
        public Evaluation evaluate(Candidate candidate, OptionalDouble incumbent) {
            order.add(candidate);
            return answers.apply(candidate);
        }

        @Override
        public Confirmation compare(Candidate incumbent, double fitness, Candidate challenger) {
            throw new UnsupportedOperationException("no comparison is asked for");
        }

        @Override
        public void close() {}
    }

    @Test
    void kernelsTakeTurnsAndEverySecondProcessBeginsWithTheOtherOne() {
        time(0, true, candidate -> ok(1000));
        assertThat(order.subList(0, 4)).containsExactly(Cases.OLD, Cases.NEW, Cases.NEW, Cases.OLD);

        order.clear();
        time(1, true, candidate -> ok(1000));
        assertThat(order.subList(0, 4)).containsExactly(Cases.NEW, Cases.OLD, Cases.OLD, Cases.NEW);
    }

    @Test
    void aNeighbourThatDoublesTheTimesOfSomeTurnsChangesNoRatio() {
        Round round = time(0, true, candidate -> {
            double busy = order.size() % 6 < 2 ? 2 : 1;
            return ok((candidate == Cases.NEW ? 1050 : 1000) * busy);
        });

        assertThat(((Timed) round).beside().orElseThrow().ratio()).isCloseTo(1.05, within(1e-9));
    }

    @Test
    void aTimeThatCannotBeTrustedIsMeasuredAgainInAnotherProcess() {
        Round round = time(0, true, candidate -> processes == 1 ? failed(Status.LAUNCH_ERROR, UNTRUSTED) : ok(1000));

        assertThat(round).isInstanceOf(Timed.class);
        assertThat(processes).isEqualTo(2);
    }

    @Test
    void timesThatCanNeverBeTrustedSayNothingOfTheKernel() {
        Round round = time(0, true, candidate -> failed(Status.LAUNCH_ERROR, UNTRUSTED));

        assertThat(round).isEqualTo(new Untimed(UNTRUSTED));
        assertThat(processes).isEqualTo(3);
    }

    @Test
    void aProcessThatDiesOnceIsTheMachinesFaultAndOneThatAlwaysDoesTheKernels() {
        assertThat(time(0, true, candidate -> processes == 1 ? failed(Status.CRASH, "killed") : ok(1000)))
                .isInstanceOf(Timed.class);

        processes = 0;
        assertThat(time(0, false, candidate -> failed(Status.CRASH, "killed"))).isInstanceOf(Failed.class);
        assertThat(processes).isEqualTo(3);
    }

    @Test
    void aWrongResultIsBelievedAtOnceAndItIsToldWhoseItIs() {
        Evaluation wrong = failed(Status.WRONG_RESULT, "C[0]");

        assertThat(time(0, true, candidate -> candidate == Cases.NEW ? wrong : ok(1000)))
                .isEqualTo(new Failed(wrong));
        assertThat(time(0, true, candidate -> candidate == Cases.OLD ? wrong : ok(1000)))
                .isEqualTo(new BaselineFailed(wrong));
        assertThat(processes).isEqualTo(2);
    }

    @Test
    void aDeviceThatNeverOpensEndsTheRunAndOneThatOnceDidCostsARound() {
        ProcessRounds never = new ProcessRounds(subject -> {
            throw new DeviceException("jvm:0 cannot be opened: no memory");
        });
        assertThatThrownBy(() -> never.time(CASE, 0, true)).isInstanceOf(DeviceException.class);

        ProcessRounds later = new ProcessRounds(subject -> {
            if (processes++ > 0) {
                throw new DeviceException("jvm:0 cannot be opened: no memory");
            }
            return new Answers(candidate -> ok(1000));
        });
        assertThat(later.time(CASE, 0, true)).isInstanceOf(Timed.class);
        assertThat(later.time(CASE, 1, true)).isEqualTo(new Untimed("jvm:0 cannot be opened: no memory"));
    }
}
