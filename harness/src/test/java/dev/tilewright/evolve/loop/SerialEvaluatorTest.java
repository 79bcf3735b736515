package dev.tilewright.evolve.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.loop.Evaluator.Compare;
import dev.tilewright.evolve.loop.Evaluator.Evaluate;
import dev.tilewright.evolve.loop.Evaluator.Evaluated;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SerialEvaluatorTest {

    private static Evaluate evaluate(long ticket) {
        return new Evaluate(ticket, BitStrings.seed(ticket), OptionalDouble.of(1));
    }

    /** A judge that waits until it is let go, or interrupted. */
    private static final class Waiting implements SerialEvaluator.Judge {

        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch go = new CountDownLatch(1);
        private final AtomicInteger atOnce = new AtomicInteger();
        private final List<String> judged = Collections.synchronizedList(new ArrayList<>());
        private final List<String> announced = new ArrayList<>();
        private volatile boolean interrupted;
        private volatile boolean closed;

        @Override
        public Evaluation evaluate(Candidate candidate, OptionalDouble incumbent) {
            assertThat(atOnce.incrementAndGet()).isEqualTo(1);
            assertThat(incumbent).hasValue(1);
            judged.add(candidate.hash());
            begun.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
            atOnce.decrementAndGet();
            return BitJudge.outcome(BitStrings.bits(candidate));
        }

        @Override
        public void announce(Candidate candidate) {
            announced.add(candidate.hash());
        }

        @Override
        public Confirmation compare(Candidate incumbent, double fitness, Candidate challenger) {
            throw new UnsupportedOperationException("comparing fails");
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void jobsAreDoneOneAtATimeInTheOrderOfSubmission() throws InterruptedException {
        Waiting judge = new Waiting();
        try (SerialEvaluator evaluator = new SerialEvaluator(judge)) {
            assertThat(evaluator.capacity()).isEqualTo(2);
            for (long ticket = 1; ticket <= 4; ticket++) {
                evaluator.submit(evaluate(ticket));
            }
            judge.begun.await();
            assertThat(judge.judged).hasSize(1);
            assertThat(judge.announced)
                    .as("those that wait, before their turn")
                    .containsExactly("0000000002", "0000000003", "0000000004");
            judge.go.countDown();
            for (long ticket = 1; ticket <= 4; ticket++) {
                assertThat(evaluator.take()).isEqualTo(new Evaluated(ticket, BitJudge.outcome(ticket)));
            }
            assertThat(judge.judged).containsExactly("0000000001", "0000000002", "0000000003", "0000000004");
        }
        assertThat(judge.closed).isTrue();
        assertThat(judge.interrupted).isFalse();
    }

    @Test
    void nothingCanBeTakenWhereNothingIsUnderWay() throws InterruptedException {
        Waiting judge = new Waiting();
        judge.go.countDown();
        try (SerialEvaluator evaluator = new SerialEvaluator(judge)) {
            assertThatIllegalStateException().isThrownBy(evaluator::take).withMessage("no job is under way");
            evaluator.submit(evaluate(1));
            evaluator.take();
            assertThatIllegalStateException().isThrownBy(evaluator::take).withMessage("no job is under way");
        }
    }

    @Test
    void aFaultOfTheJudgeComesOutWhereItsResultIsTaken() throws InterruptedException {
        Waiting judge = new Waiting();
        judge.go.countDown();
        try (SerialEvaluator evaluator = new SerialEvaluator(judge)) {
            evaluator.submit(new Compare(1, BitStrings.seed(1), 1, BitStrings.seed(2)));
            evaluator.submit(evaluate(2));
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(evaluator::take)
                    .withMessage("comparing fails");
            assertThat(evaluator.take().ticket()).isEqualTo(2);
            assertThatIllegalStateException().isThrownBy(evaluator::take);
        }
    }

    @Test
    void whoWaitsForAResultCanBeInterrupted() throws InterruptedException {
        Waiting judge = new Waiting();
        try (SerialEvaluator evaluator = new SerialEvaluator(judge)) {
            evaluator.submit(evaluate(1));
            judge.begun.await();
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread waiting = Thread.ofPlatform().daemon().start(() -> {
                try {
                    evaluator.take();
                } catch (InterruptedException | RuntimeException e) {
                    thrown.set(e);
                }
            });
            waiting.interrupt();
            assertThat(waiting.join(Duration.ofSeconds(10))).as("it ended").isTrue();
            assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
            judge.go.countDown();
            assertThat(evaluator.take().ticket()).as("the result is not lost").isEqualTo(1);
        }
    }

    @Test
    void closingEndsTheJobThatIsUnderWayAndDropsTheOthers() throws InterruptedException {
        Waiting judge = new Waiting();
        SerialEvaluator evaluator = new SerialEvaluator(judge);
        evaluator.submit(evaluate(1));
        evaluator.submit(evaluate(2));
        judge.begun.await();
        evaluator.close();
        assertThat(evaluator.take().ticket()).isEqualTo(1);
        assertThatIllegalStateException().isThrownBy(evaluator::take).withMessage("no job is under way");
        assertThat(judge.interrupted).isTrue();
        assertThat(judge.closed).isTrue();
        TimeUnit.MILLISECONDS.sleep(50);
        assertThat(judge.judged).containsExactly("0000000001");
    }
}
