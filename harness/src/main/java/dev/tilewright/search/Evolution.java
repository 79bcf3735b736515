package dev.tilewright.search;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.Confirmation;
import dev.tilewright.candidate.Directive;
import dev.tilewright.candidate.Evaluation;
import dev.tilewright.candidate.Status;
import dev.tilewright.control.Controller;
import dev.tilewright.control.Credit;
import dev.tilewright.control.Policies;
import dev.tilewright.control.Reward;
import dev.tilewright.evaluate.Evaluator;
import dev.tilewright.generate.CandidateFactory;
import dev.tilewright.generate.Operator;
import dev.tilewright.generate.Operators;
import dev.tilewright.llm.model.ModelPool;
import dev.tilewright.memory.Memory;
import dev.tilewright.memory.Run;
import dev.tilewright.memory.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * The one loop: the controller chooses a directive, an operator makes a child of parents from the archive, the evaluator judges it,
 * memory keeps the outcome, and the reward goes back to the controller. Evolution is steady-state: one child at a time, which enters
 * the archive if it is the fittest of its cell.
 *
 * <p>Decisions depend on the plan, on what memory knew at the start, and on the outcomes, in order; never on the clock. A run is
 * therefore resumed by repeating it: as long as memory has steps of the run, their outcomes are taken from there.
 */
public final class Evolution {

    /** So many children in a row that are known already, or cannot be made, and the space counts as exhausted. */
    private static final int PATIENCE = 400;

    /** How many configurations of a proposal are tried, its own included, before it is judged. */
    private static final int CONFIGURATIONS = 6;

    private static final Directive TUNE = new Directive("tune", Optional.empty());

    private final EvolutionPlan plan;
    private final Run run;
    private final CandidateFactory factory;
    private final Judge judge;
    private final Memory memory;
    private final List<Operator> operators;
    private final Controller controller;
    private final Credit credit = new Credit();
    private final UniformRandomProvider random;
    private final Optional<Dialogue> dialogue;
    private final Archive archive = new Archive();
    private final Ranking ranking = new Ranking();
    private final Map<String, Step> steps = new HashMap<>();
    private final List<Step> inOrder = new ArrayList<>();
    private final Instant begun = Instant.now();
    private volatile boolean stopped;
    private int ordinal;
    private int evaluated;
    private int turn;
    private boolean news;
    private boolean settingNumbers;
    private boolean repeating;

    /**
     * Prepares a search.
     *
     * @param plan what shapes it
     * @param run the run: a new one, which is recorded, or one that memory knows, which is resumed
     * @param factory makes candidates for the plan's task and problem on the device
     * @param evaluator judges them there
     * @param memory keeps the outcomes
     */
    public Evolution(EvolutionPlan plan, Run run, CandidateFactory factory, Evaluator evaluator, Memory memory) {
        this(plan, run, factory, evaluator, memory, Optional.empty());
    }

    /**
     * Prepares a search that language models have a part in.
     *
     * @param models reaches the models of the run's plan; empty to repeat the part that memory has, without any
     */
    public Evolution(
            EvolutionPlan plan,
            Run run,
            CandidateFactory factory,
            Evaluator evaluator,
            Memory memory,
            Optional<ModelPool> models) {
        this.plan = plan;
        this.run = run;
        this.factory = factory;
        judge = new Judge(run, evaluator, memory);
        this.memory = memory;
        operators = plan.generators().stream()
                .filter(name -> !name.equals(Dialogue.GENERATOR))
                .map(Operators::of)
                .toList();
        controller = Policies.create(plan.controller(), plan.policy());
        random = RandomSource.XO_SHI_RO_256_PP.create(plan.seed());
        if (memory.run(run.id()).isEmpty()) {
            memory.begin(run);
        }
        dialogue = plan.llm()
                .map(llm -> new Dialogue(
                        llm,
                        run,
                        plan.generators().contains(Dialogue.GENERATOR),
                        plan.kernel().isPresent(),
                        factory,
                        memory,
                        models));
        dialogue.ifPresent(talk -> talk.tell(controller));
    }

    /** Asks the search to stop once the evaluation in progress is committed. May be called by any thread. */
    public void stop() {
        stopped = true;
    }

    /**
     * Searches until the plan's evaluations or time are spent, or somebody stops it.
     *
     * @throws IllegalStateException if a run cannot be resumed, because this version decides otherwise than the one that began it
     */
    public EvolutionOutcome run(EvolutionListener listener) {
        try {
            return search(listener);
        } finally {
            dialogue.ifPresent(Dialogue::close);
        }
    }

    /**
     * Repeats the run as far as memory has it, every answer and every step, up to the last request: nothing is evaluated, asked or
     * written.
     *
     * @throws IllegalStateException if something comes out otherwise than it did
     */
    public EvolutionOutcome repeat(EvolutionListener listener) {
        repeating = true;
        try {
            return run(listener);
        } catch (EndOfRecord end) {
            if (!repeated()) {
                throw new IllegalStateException(
                        "the record lacks the candidate \"%s\"".formatted(end.getMessage()), end);
            }
            return new EvolutionOutcome(
                    run, ranking.baseline(), ranking.best(), evaluated, EvolutionOutcome.Reason.REPEATED);
        }
    }

    private boolean repeated() {
        return !judge.remembers(ordinal)
                && dialogue.map(models -> models.repeated(turn)).orElse(true);
    }

    /** A run that is repeated was about to evaluate a candidate that memory has no step for: there it was interrupted. */
    private static final class EndOfRecord extends RuntimeException {
        private static final long serialVersionUID = 1L;

        EndOfRecord(Candidate candidate) {
            super(candidate.lineage().change());
        }
    }

    private EvolutionOutcome search(EvolutionListener listener) {
        for (Candidate seed : Seeds.of(plan, factory, random)) {
            settle(false, listener);
            if (ended().isPresent()) {
                break;
            }
            if (!steps.containsKey(seed.hash())) {
                evaluate(seed, listener);
            }
        }
        settle(true, listener);
        int idle = 0;
        while (ended().isEmpty() && idle < PATIENCE) {
            settle(ranking.due(ordinal), listener);
            idle = archive.elites().isEmpty() || !turn(listener) ? idle + 1 : 0;
        }
        settle(true, listener);
        if (news) {
            memory.keepPolicy(controller.name(), run.task(), run.hardware(), controller.state());
        }
        return new EvolutionOutcome(
                run, ranking.baseline(), ranking.best(), evaluated, ended().orElse(EvolutionOutcome.Reason.EXHAUSTED));
    }

    private Optional<EvolutionOutcome.Reason> ended() {
        if (repeating && repeated()) {
            return Optional.of(EvolutionOutcome.Reason.REPEATED);
        }
        if (evaluated >= plan.evaluations()) {
            return Optional.of(EvolutionOutcome.Reason.EVALUATIONS);
        }
        if (stopped) {
            return Optional.of(EvolutionOutcome.Reason.STOPPED);
        }
        Optional<EvolutionOutcome.Reason> silent = dialogue.flatMap(Dialogue::over);
        if (silent.isPresent()) {
            return silent;
        }
        boolean late = plan.time()
                .filter(limit -> Duration.between(begun, Instant.now()).compareTo(limit) >= 0)
                .isPresent();
        return late ? Optional.of(EvolutionOutcome.Reason.TIME) : Optional.empty();
    }

    /** Takes one decision and carries it out. Tells whether anything came of it, or is still to come. */
    private boolean turn(EvolutionListener listener) {
        turn++;
        List<Directive> available = available();
        if (dialogue.isPresent()) {
            Optional<Exchanges.Arrival> arrival = dialogue.get().take(turn, judge.remembers(ordinal));
            if (arrival.isPresent()) {
                return consider(dialogue.get(), arrival.get(), listener);
            }
            dialogue.get().reflect(situation(), available);
            boolean nobody = dialogue.get().ask(available.isEmpty(), situation());
            if (available.isEmpty()) {
                listener.onPhase("waiting for an answer");
                return dialogue.get().await(() -> ended().isPresent());
            }
            Optional<Step> step = childOf(controller.choose(available, random), listener);
            if (nobody && step.isPresent()) {
                controller.learn(Dialogue.NOBODY, step.get().reward());
            }
            return step.filter(one -> !one.recalled()).isPresent();
        }
        return childOf(controller.choose(available, random), listener)
                .filter(step -> !step.recalled())
                .isPresent();
    }

    private Optional<Step> childOf(Directive directive, EvolutionListener listener) {
        return child(directive)
                .filter(child -> !steps.containsKey(child.hash()))
                .map(child -> evaluate(child, listener));
    }

    private List<Directive> available() {
        List<Directive> available = new ArrayList<>();
        for (Operator operator : operators) {
            if (plan.kernel().isEmpty() || !operator.name().equals("transform")) {
                available.addAll(operator.directives(factory));
            }
        }
        return available;
    }

    private Situation situation() {
        return new Situation(turn, archive, inOrder, steps, ranking.best(), controller, random);
    }

    /** Makes of an answer what it is. Tells whether a candidate came of it that memory did not know. */
    private boolean consider(Dialogue models, Exchanges.Arrival arrival, EvolutionListener listener) {
        Dialogue.Reading reading = models.read(arrival, situation());
        news |= !arrival.replayed();
        listener.onExchange(reading.exchange(), arrival.replayed());
        if (reading.candidate().isEmpty()) {
            return false;
        }
        Candidate proposal = reading.candidate().get();
        Optional<Evaluation> parent = parent(proposal).map(Step::evaluation);
        List<Step> tried = withNumbers(proposal, listener);
        double reward = Double.NEGATIVE_INFINITY;
        for (Step step : tried) {
            reward = Math.max(reward, refuted(step) ? step.reward() : Reward.of(step.evaluation(), parent));
        }
        boolean right = tried.stream().anyMatch(step -> step.evaluation().status() == Status.OK && !refuted(step));
        models.judged(arrival, reward, right, tried.getFirst().evaluation(), situation());
        return tried.stream().anyMatch(step -> !step.recalled());
    }

    /** Evaluates what a model proposes; where it left numbers open, some of them are tried before it is judged. */
    private List<Step> withNumbers(Candidate proposal, EvolutionListener listener) {
        List<Step> tried = new ArrayList<>();
        tried.add(evaluate(proposal, listener));
        // Other numbers may fit where these do not; they do not make a kernel compile, or be right.
        Status first = tried.getFirst().evaluation().status();
        boolean open = (first == Status.OK || first == Status.LAUNCH_ERROR || first == Status.REJECTED)
                && factory.tunable(proposal.origin())
                        .filter(kernel -> !kernel.tunables().isEmpty())
                        .isPresent();
        Operator tune = Operators.of(TUNE.operator());
        Step fittest = tried.getFirst();
        settingNumbers = true;
        for (int i = 1; open && i < CONFIGURATIONS && ended().isEmpty(); i++) {
            Optional<Candidate> other = tune.make(factory, List.of(fittest.candidate()), TUNE, random);
            if (other.isPresent() && !steps.containsKey(other.get().hash())) {
                Step step = evaluate(other.get(), listener);
                tried.add(step);
                boolean fitter = step.evaluation().fitness().orElse(Double.NEGATIVE_INFINITY)
                        > fittest.evaluation().fitness().orElse(Double.NEGATIVE_INFINITY);
                fittest = fitter ? step : fittest;
            }
        }
        settingNumbers = false;
        return tried;
    }

    /** Lets an operator do what the controller chose. */
    private Optional<Candidate> child(Directive directive) {
        List<Candidate> parents = List.of(archive.parent(random), archive.parent(random));
        Optional<Candidate> child = Operators.of(directive.operator()).make(factory, parents, directive, random);
        if (child.isEmpty()) {
            controller.learn(directive, Reward.cost(Status.REJECTED));
        }
        return child;
    }

    /** Judges a candidate and commits the outcome. */
    private Step evaluate(Candidate candidate, EvolutionListener listener) {
        boolean replayed = judge.remembers(ordinal);
        if (repeating && !replayed) {
            throw new EndOfRecord(candidate);
        }
        Optional<Step> parent = parent(candidate);
        Step step = judge.judge(ordinal, candidate, ranking, parent.map(Step::evaluation), listener);
        ordinal++;
        evaluated += step.recalled() ? 0 : 1;
        steps.put(candidate.hash(), step);
        inOrder.add(step);
        boolean newBest = learn(step);
        dialogue.ifPresent(models -> models.observe(step, parent, replayed));
        if (!replayed) {
            news = true;
            memory.commit(run.id(), step);
            memory.keepPolicy(controller.name(), run.task(), run.hardware(), controller.state());
        }
        listener.onStep(progress(step, newBest, replayed));
        return step;
    }

    private Optional<Step> parent(Candidate candidate) {
        return candidate.lineage().parents().stream().findFirst().map(hash -> Objects.requireNonNull(steps.get(hash)));
    }

    private static boolean refuted(Step step) {
        return Ranking.is(step, Confirmation.Verdict.REFUTED);
    }

    /** Takes a step into the archive and the controller. Tells whether it is the best so far. */
    private boolean learn(Step step) {
        Candidate candidate = step.candidate();
        candidate.lineage().directive().ifPresent(directive -> {
            // What a model proposed is judged once, when its numbers were tried.
            if (settingNumbers) {
                return;
            }
            if (directive.choices().isEmpty()) {
                controller.learn(directive, step.reward());
            }
            credit.settle(
                            candidate.lineage(),
                            hash -> Optional.ofNullable(steps.get(hash))
                                    .map(ancestor -> ancestor.candidate().lineage()),
                            step.reward())
                    .forEach(share -> share.directive().arms().forEach(arm -> controller.credit(arm, share.amount())));
        });
        if (step.evaluation().status() != Status.OK || refuted(step)) {
            return false;
        }
        boolean scheduled = candidate.origin() instanceof Candidate.Origin.Scheduled;
        if (plan.kernel().isEmpty() || !scheduled) {
            archive.offer(
                    Cell.of(candidate), candidate, step.evaluation().fitness().orElseThrow());
        }
        return ranking.enter(step);
    }

    /**
     * Compares contenders with the best, the fastest first, until one of them is the best or none is left.
     *
     * @param due whether it is time to; as long as a run is repeated, the record says when it was
     */
    private void settle(boolean due, EvolutionListener listener) {
        while (ranking.contender().filter(step -> comes(step, due)).isPresent()) {
            Step contender = ranking.contender().orElseThrow();
            boolean replayed = judge.settled(contender, ordinal);
            Step step = judge.settle(contender, ranking.best().orElseThrow(), ordinal, listener);
            steps.put(step.candidate().hash(), step);
            inOrder.set(step.ordinal(), step);
            if (refuted(step)) {
                withdraw(step);
                dialogue.ifPresent(models -> models.withdraw(step, situation(), replayed));
            }
            news |= !replayed;
            listener.onConfirmation(progress(step, ranking.settle(step), replayed));
        }
    }

    /** Tells whether the confirmation of a contender comes now, before the next step. */
    private boolean comes(Step contender, boolean due) {
        return judge.settled(contender, ordinal)
                ? due || judge.remembers(ordinal) || repeated()
                : due && !stopped && !repeating && !judge.remembers(ordinal);
    }

    /** Takes back what was made of an evaluation that does not stand. */
    private void withdraw(Step step) {
        archive.remove(step.candidate());
        step.candidate()
                .lineage()
                .directive()
                .ifPresent(directive -> controller.learn(directive, Reward.cost(Status.WRONG_RESULT)));
    }

    private EvolutionListener.Progress progress(Step step, boolean newBest, boolean replayed) {
        return new EvolutionListener.Progress(
                step,
                ranking.baseline(),
                ranking.best(),
                ranking.contender(),
                newBest,
                replayed,
                evaluated,
                plan.evaluations());
    }
}
