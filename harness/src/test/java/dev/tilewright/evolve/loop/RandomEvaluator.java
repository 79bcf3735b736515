package dev.tilewright.evolve.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Has several jobs under way at once, and finishes them in random order. How many it makes use of varies as well. */
final class RandomEvaluator implements Evaluator {

    private final SerialEvaluator.Judge judge;
    private final Random random;
    private final int most;
    private final List<Job> underWay = new ArrayList<>();

    /** Makes use of {@code most} jobs at once, or of fewer. */
    RandomEvaluator(SerialEvaluator.Judge judge, long seed, int most) {
        this.judge = judge;
        this.most = most;
        random = new Random(seed);
    }

    @Override
    public int capacity() {
        return 1 + random.nextInt(most);
    }

    @Override
    public void submit(Job job) {
        underWay.add(job);
    }

    @Override
    public Result take() {
        return switch (underWay.remove(random.nextInt(underWay.size()))) {
            case Evaluate job -> new Evaluated(job.ticket(), judge.evaluate(job.candidate(), job.incumbent()));
            case Compare job ->
                new Compared(job.ticket(), judge.compare(job.incumbent(), job.fitness(), job.challenger()));
        };
    }

    @Override
    public void close() {}
}
