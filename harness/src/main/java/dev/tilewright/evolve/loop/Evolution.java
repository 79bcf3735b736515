package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.archive.Archive;
import dev.tilewright.evolve.archive.Elite;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Settlement;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.control.Context;
import dev.tilewright.evolve.control.Controller;
import dev.tilewright.evolve.control.Ledger;
import dev.tilewright.evolve.control.Reward;
import dev.tilewright.evolve.loop.EvolutionOutcome.Ending;
import dev.tilewright.evolve.loop.EvolutionOutcome.Reason;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * The one loop. In each turn a source proposes a candidate, which is submitted to the evaluator; outcomes are committed in the order of
 * submission: memory keeps them, the archive and the ranking take them in, and the reward goes back to whoever decided. Evolution is
 * steady-state: there are no generations.
 *
 * <p>What happens depends on the seed, on the record of the run, and on the outcomes; never on the clock. The clock does decide when an
 * outcome is committed, because several candidates are under way at once; so the record says at which turn each was. A run is therefore
 * resumed by repeating it: as long as memory has outcomes of the run, they are taken from there, at the same turns.
 */
public final class Evolution {

    private final Run run;
    private final Parts parts;
    private final Memory memory;
    private final Pipeline pipeline;
    private final Seeds seeds;
    private final List<Source> sources;
    private final Endings endings;
    private final UniformRandomProvider random;
    private final Map<String, Optional<Step>> known = new HashMap<>();
    private final Map<Integer, Source> proposers = new HashMap<>();
    private final Retries retries = new Retries();
    private final List<Step> steps = new ArrayList<>();
    private final Course course = new Course();
    private final Screening screening;
    private final Chronicle chronicle;
    private volatile boolean stopped;
    private int turn;
    private int outcomes;
    private int evaluated;

    /** How many of those that were submitted to be evaluated memory has. */
    private int kept;

    private int idle;
    private int bestAt;
    private long decidingNanos;

    /** Whether outcomes were taken before the turn that the record has for them, because the search ended while it was being repeated. */
    private boolean cutShort;

    /** Whether a comparison was due that was not asked for, because somebody stopped the search. */
    private boolean postponed;

    /**
     * What a search is built from.
     *
     * @param domain what it is about
     * @param evaluator evaluates the domain's candidates
     * @param archive the population, empty
     * @param ranking the best and the contenders, empty
     * @param ledger the decisions, with the controller that learns from them
     * @param sources where candidates come from beside the domain's seeds and operators, in the order in which they are asked
     * @param budget when it ends
     * @param drafts how many drafts are made at the most for each child that is evaluated; 1 for no screening
     * @param planned how many evaluations the run was begun with: decisions see what is left of them
     * @param seed where all randomness comes from
     */
    public record Parts(
            Domain domain,
            Evaluator evaluator,
            Archive archive,
            Ranking ranking,
            Ledger ledger,
            List<Source> sources,
            Budget budget,
            int drafts,
            int planned,
            long seed) {

        public Parts {
            sources = List.copyOf(sources);
        }
    }

    /**
     * Prepares a search.
     *
     * @param run the run: a new one, which is recorded, or one that memory knows, which is resumed
     * @param parts what it is built from; they belong to it from now on, apart from the evaluator
     * @param memory keeps the outcomes
     */
    public Evolution(Run run, Parts parts, Memory memory) {
        this.run = run;
        this.parts = parts;
        this.memory = memory;
        if (memory.run(run.id()).isEmpty()) {
            memory.begin(run);
        }
        pipeline = new Pipeline(run, memory, parts.evaluator());
        random = RandomSource.XO_SHI_RO_256_PP.create(parts.seed());
        sources = new ArrayList<>();
        seeds = new Seeds(parts.domain(), random);
        sources.add(seeds);
        sources.addAll(parts.sources());
        screening = new Screening(parts.domain(), RandomSource.XO_SHI_RO_256_PP.create(~parts.seed()));
        parts.ranking().believe(screening::believed);
        sources.add(new Breeder(parts.domain().operators(), screening, parts.drafts()));
        chronicle = new Chronicle(parts.archive(), parts.ledger().controller());
        endings = new Endings(parts, seeds, sources, retries, course);
        parts.sources().forEach(source -> source.begin(parts.ledger().controller()));
    }

    /** Asks the search to stop once what is being evaluated is committed. May be called by any thread. */
    public void stop() {
        stopped = true;
    }

    /**
     * Searches until the budget is spent, the space is exhausted, or somebody stops it.
     *
     * @throws RepetitionException if a run cannot be resumed, because it was begun by other parts than these
     */
    public EvolutionOutcome run(EvolutionListener listener) {
        try {
            Optional<Ending> ending = ended();
            while (ending.isEmpty() || goesOn(ending.get())) {
                if (commits(ending.isPresent())) {
                    commit(listener);
                } else {
                    turn(listener);
                }
                ending = ended();
            }
            memory.keepInsight(run.id(), chronicle.insight(steps.size()).json());
            return new EvolutionOutcome(
                    parts.ranking().baseline(),
                    parts.ranking().best(),
                    evaluated,
                    ending.get(),
                    Duration.ofNanos(decidingNanos));
        } finally {
            sources.forEach(Source::close);
        }
    }

    private Optional<Ending> ended() {
        return endings.ending(pipeline.isRepeated(), turn, evaluated, idle, stopped);
    }

    /**
     * Tells whether something is left to be done before the search may end: outcomes to commit, candidates to try again, contenders to confirm.
     * Where the search ends within its record, or with it, that is what the record has; what is new would be committed at another turn than before.
     */
    private boolean goesOn(Ending ending) {
        if (cutShort || ending.reason() == Reason.REPEATED) {
            return pipeline.turn().isPresent();
        }
        if (pipeline.isEmpty() && ending.reason() != Reason.UNDECIDED) {
            if (ending.reason() == Reason.EVALUATIONS && !stopped && retries.any()) {
                submit(retries.next());
            } else {
                compare(parts.ranking().last());
            }
        }
        return !pipeline.isEmpty();
    }

    /** Tells whether the next outcome is committed now, before another turn: as the record says, or else when enough is under way. */
    private boolean commits(boolean ending) {
        if (pipeline.isEmpty()) {
            return false;
        }
        return ending || pipeline.turn().map(recorded -> recorded <= turn).orElse(pipeline.isFull() || idle > 0);
    }

    /** Takes one turn: what is to be tried again is submitted, or else the candidate of the first source that has one. */
    private void turn(EvolutionListener listener) {
        boolean ending = retries.any() && pipeline.repeatsWithin(turn);
        turn += ending ? 0 : 1;
        if (!ending && !retries.isDue(steps.size()) && proposed()) {
            return;
        }
        if (retries.any()) {
            submit(retries.next());
            return;
        }
        idle++;
        if (pipeline.isEmpty() && parts.domain().operators().isEmpty()) {
            listener.onPhase("waiting");
            boolean waited = sources.stream().anyMatch(source -> source.await(() -> ended().isPresent()));
            idle = waited ? 0 : idle;
        }
    }

    private boolean proposed() {
        Situation now = situation();
        for (Source source : sources) {
            long start = System.nanoTime();
            Optional<Candidate> proposed = source.propose(now);
            decidingNanos += System.nanoTime() - start;
            if (proposed.isPresent()) {
                submit(proposed.get(), source);
                return true;
            }
        }
        return false;
    }

    private void submit(Retries.Retry retry) {
        submit(retry.candidate(), retry.source());
    }

    private void submit(Candidate candidate, Source source) {
        proposers.put(pipeline.submitted(), source);
        boolean isNew = pipeline.submit(candidate, parts.ranking().toBeat());
        boolean isFirst = known.putIfAbsent(candidate.hash(), Optional.empty()) == null;
        evaluated += isNew && isFirst ? 1 : 0;
        idle = isNew ? 0 : idle + 1;
    }

    /** Waits for the next outcome in the order of submission, and takes it in. */
    private void commit(EvolutionListener listener) {
        if (pipeline.turn().isEmpty()) {
            listener.onPhase(pipeline.comparesNext() ? "confirming" : "evaluating");
        }
        cutShort |= pipeline.turn().filter(recorded -> recorded > turn).isPresent();
        int committed = committed();
        int before = outcomes;
        switch (pipeline.take()) {
            case Pipeline.Finished finished -> commit(finished, committed, listener);
            case Pipeline.Decided decided -> settle(decided, committed, listener);
        }
        // Where nothing was decided nothing is asked for: the record tells comparisons by how many outcomes there were.
        if (outcomes > before && !pipeline.isComparing()) {
            Ranking ranking = parts.ranking();
            compare(seeds.areOver() ? ranking.due(steps.size()) : ranking.doubtful(steps.size()));
        }
    }

    /**
     * Returns the turn that the next outcome is committed at. When somebody stops the search, what is under way is committed at once, and
     * the record has the turn at which it would have been: later by the turns that it takes until enough is under way. So a run that is
     * resumed decides as if it had not been stopped.
     */
    private int committed() {
        boolean stopping = stopped
                && ended().filter(ending -> ending.reason() == Reason.STOPPED).isPresent();
        return stopping && idle == 0 ? turn + Math.max(0, pipeline.free() - (postponed ? 1 : 0)) : turn;
    }

    private void commit(Pipeline.Finished finished, int committed, EvolutionListener listener) {
        outcomes++;
        Step step = finished.step(heldAgainst(finished.candidate()), committed);
        boolean replayed = finished.recorded().isPresent();
        steps.add(step);
        String hash = step.candidate().hash();
        Optional<Step> before = known.getOrDefault(hash, Optional.empty());
        kept += before.isEmpty() && !step.recalled() ? 1 : 0;
        known.put(hash, before.filter(Step::isDecided).or(() -> Optional.of(step)));
        boolean newBest = step.evaluation().ok() && takeIn(step);
        course.committed(
                step,
                newBest || parts.ranking().contends(step),
                newBest || parts.ranking().leads(step));
        if (!replayed) {
            memory.commit(run.id(), step);
        }
        Situation now = situation();
        Source proposer = Objects.requireNonNull(proposers.remove(step.ordinal()));
        if (!retries.keep(step, proposer, steps.size(), replayed)) {
            proposer.judged(step, now);
        }
        OptionalDouble expected = screening.expected(step);
        sources.forEach(source -> source.observed(step, now, replayed));
        chronicle.committed(step, expected);
        learned(replayed);
        listener.onStep(progress(step, newBest, replayed));
    }

    /**
     * Returns the step that a child has to be fitter than to earn anything: that of its fittest parent, or, of one that a decision drew anew, the
     * best; a seed earns nothing.
     */
    private Optional<Step> heldAgainst(Candidate candidate) {
        boolean drawn = candidate.lineage().decision().isPresent()
                && candidate.lineage().parents().isEmpty();
        return drawn ? parts.ranking().best() : situation().fittestParent(candidate);
    }

    /** Takes a step that was ok into the archive and the ranking. Tells whether it is the best. */
    private boolean takeIn(Step step) {
        Candidate candidate = step.candidate();
        double fitness = step.evaluation().fitness().orElseThrow();
        int island = candidate
                .lineage()
                .decision()
                .map(Decision::island)
                .orElse(step.ordinal() % parts.archive().islands());
        Domain domain = parts.domain();
        domain.niche(candidate)
                .ifPresent(niche -> parts.archive()
                        .offer(
                                island,
                                niche,
                                new Elite(
                                        candidate,
                                        fitness,
                                        domain.uncertainty(step.evaluation()),
                                        domain.costs(candidate))));
        return crowned(parts.ranking().enter(step, parts.domain().trusts(candidate)));
    }

    private boolean crowned(boolean newBest) {
        bestAt = newBest ? steps.size() : bestAt;
        return newBest;
    }

    /** Takes in the confirmation of a contender. One that is refuted leaves no trace: not in the archive, and not in what was learned. */
    private void settle(Pipeline.Decided decided, int committed, EvolutionListener listener) {
        Settlement settlement = decided.recorded()
                .orElseGet(() -> new Settlement(decided.confirmation(), steps.size() - 1, decided.asked(), committed));
        boolean replayed = decided.recorded().isPresent();
        Step step = decided.contender().settled(settlement);
        if (settlement.confirmation().isUndecided()) {
            postpone(step, listener);
            return;
        }
        retries.decided();
        outcomes++;
        Candidate candidate = step.candidate();
        steps.set(step.ordinal(), step);
        known.put(candidate.hash(), Optional.of(step));
        if (settlement.confirmation().refutes()) {
            parts.archive().remove(candidate);
            parts.ledger().refute(candidate.hash(), candidate.lineage(), Reward.cost(Status.WRONG_RESULT));
            Situation now = situation();
            sources.forEach(source -> source.refuted(step, now, replayed));
        }
        boolean newBest = crowned(parts.ranking().settle(step));
        course.settled(step);
        if (!replayed) {
            memory.confirm(run.id(), step);
        }
        learned(replayed);
        listener.onConfirmation(progress(step, newBest, replayed));
    }

    /** Lets a contender wait whose comparison decided nothing. Memory keeps why; the search goes on as if nobody had compared. */
    private void postpone(Step undecided, EvolutionListener listener) {
        retries.failed(undecided.confirmation().orElseThrow().reason());
        parts.ranking().postpone(undecided, steps.size());
        memory.confirm(run.id(), undecided);
        listener.onConfirmation(progress(undecided, false, false));
    }

    private void learned(boolean replayed) {
        if (!replayed) {
            Controller controller = parts.ledger().controller();
            memory.keepPolicy(controller.name(), run.workload().task(), run.hardware(), controller.state());
        }
    }

    /** Submits the comparison that is to be made now, if there is one: the one that the record has, or else that of {@code due}. */
    private void compare(Optional<Step> due) {
        Optional<Step> contender = parts.ranking().open().stream()
                .filter(step -> pipeline.recorded(step, outcomes).isPresent())
                .findFirst()
                .or(() -> isOpen() ? due : Optional.empty());
        postponed |= contender.isEmpty() && due.isPresent() && stopped;
        Ranking ranking = parts.ranking();
        contender.ifPresent(step -> pipeline.compare(
                step, ranking.best().orElseThrow(), ranking.bestFitness().orElseThrow(), outcomes));
    }

    /** Tells whether comparisons may be asked for that the record does not have. */
    private boolean isOpen() {
        return pipeline.isRepeated()
                && !stopped
                && !cutShort
                && ended().filter(ending -> ending.reason() == Reason.REPEATED).isEmpty();
    }

    private Situation situation() {
        return new Situation(
                turn,
                parts.archive(),
                steps,
                known,
                parts.ranking().best(),
                parts.ledger(),
                this::context,
                !pipeline.isRepeated(),
                random);
    }

    private Context context(Optional<Candidate> parent) {
        return new Context(
                parts.domain().features(),
                parent.map(parts.domain()::features).orElseGet(TreeMap::new),
                steps.size() - bestAt,
                Math.max(0, 1 - evaluated / (double) parts.planned()));
    }

    private EvolutionListener.Progress progress(Step step, boolean newBest, boolean replayed) {
        return new EvolutionListener.Progress(
                step,
                parts.ranking().baseline(),
                parts.ranking().best(),
                parts.ranking().contender(),
                newBest,
                replayed,
                kept);
    }
}
