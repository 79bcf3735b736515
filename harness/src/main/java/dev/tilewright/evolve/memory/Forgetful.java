package dev.tilewright.evolve.memory;

import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A memory in which a run begins as if it were the first: it recalls what the run itself evaluated and nothing of others, and knows no best
 * and no policy. What the run writes is kept as ever.
 */
public final class Forgetful implements Memory {

    private final Memory memory;
    private final Set<String> own = new HashSet<>();

    /**
     * Makes the memory of a run.
     *
     * @param memory the memory that keeps it
     * @param run the id of the run, which may be resumed
     */
    public Forgetful(Memory memory, String run) {
        this.memory = memory;
        memory.steps(run).forEach(this::evaluated);
    }

    private void evaluated(Step step) {
        own.add(step.candidate().hash());
    }

    @Override
    public Optional<Evaluation> recall(Workload workload, Hardware hardware, String hash) {
        return own.contains(hash) ? memory.recall(workload, hardware, hash) : Optional.empty();
    }

    @Override
    public Optional<Best> best(Workload workload, Hardware hardware) {
        return Optional.empty();
    }

    @Override
    public Optional<String> policy(String policy, String task, Hardware hardware) {
        return Optional.empty();
    }

    @Override
    public void commit(String run, List<Step> steps) {
        memory.commit(run, steps);
        steps.forEach(this::evaluated);
    }

    @Override
    public void begin(Run run) {
        memory.begin(run);
    }

    @Override
    public Optional<Run> run(String id) {
        return memory.run(id);
    }

    @Override
    public List<Run> runs() {
        return memory.runs();
    }

    @Override
    public List<Run> newest(int most) {
        return memory.newest(most);
    }

    @Override
    public void hold(String run) {
        memory.hold(run);
    }

    @Override
    public boolean isOwn(String run) {
        return memory.isOwn(run);
    }

    @Override
    public void confirm(String run, Step step) {
        memory.confirm(run, step);
    }

    @Override
    public List<Step> steps(String run) {
        return memory.steps(run);
    }

    @Override
    public Map<Status, Integer> counts(String run) {
        return memory.counts(run);
    }

    @Override
    public List<Step> lineage(String run, String hash) {
        return memory.lineage(run, hash);
    }

    @Override
    public void keepPolicy(String policy, String task, Hardware hardware, String state) {
        memory.keepPolicy(policy, task, hardware, state);
    }

    @Override
    public void keepInsight(String run, String json) {
        memory.keepInsight(run, json);
    }

    @Override
    public Optional<String> insight(String run) {
        return memory.insight(run);
    }

    @Override
    public void keepFact(Hardware hardware, String name, String json) {
        memory.keepFact(hardware, name, json);
    }

    @Override
    public Optional<String> fact(Hardware hardware, String name) {
        return memory.fact(hardware, name);
    }

    @Override
    public Optional<String> ownFact(Hardware hardware, String name) {
        return memory.ownFact(hardware, name);
    }
}
