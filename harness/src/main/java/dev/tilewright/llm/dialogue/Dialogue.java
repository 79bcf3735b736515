package dev.tilewright.llm.dialogue;

import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.control.Context;
import dev.tilewright.evolve.control.Controller;
import dev.tilewright.evolve.control.Reward;
import dev.tilewright.evolve.loop.Operator;
import dev.tilewright.evolve.loop.Situation;
import dev.tilewright.evolve.loop.Source;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.llm.answer.Form;
import dev.tilewright.llm.answer.Novelty;
import dev.tilewright.llm.answer.Proposer;
import dev.tilewright.llm.answer.RejectedException;
import dev.tilewright.llm.model.Allowance;
import dev.tilewright.llm.model.ModelPool;
import dev.tilewright.llm.model.ModelSpec;
import dev.tilewright.llm.model.Request;
import dev.tilewright.llm.prompt.Knowledge;
import dev.tilewright.llm.prompt.Prompter;
import dev.tilewright.llm.record.Conversations;
import dev.tilewright.llm.record.Exchange;
import dev.tilewright.llm.record.Exchange.Purpose;
import dev.tilewright.llm.record.Exchange.Verdict;
import dev.tilewright.llm.record.RunContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/**
 * The search's dealings with language models: whom it asks for what, what it makes of the answers, and what each choice earned.
 *
 * <p>A request is four choices, each an arm of the controller: the model, the form of the answer, the style of the prompt, and the loop
 * transformation to try. The last are the engine's own arms, so that what is learned of a transformation is learned once; an answer
 * that cannot be used says nothing about it. Requests are under way while the search goes on with other children.
 */
public final class Dialogue implements Source {

    /** The name of the generator. */
    public static final String GENERATOR = "llm";

    static final String MODEL = "model";

    /** The arm of asking no model. */
    static final Arm NOBODY = Decision.arm(GENERATOR, MODEL, "nobody");

    private static final int MOST_DIAGNOSTICS = 1500;
    private static final int MOST_PAUSES = 3;

    /** An answer is repeated to its model up to this length; more of it would cost more than a new one. */
    private static final int LONGEST_SHOWN = 20_000;

    private static final Duration SLICE = Duration.ofMillis(200);

    private final LlmPlan plan;
    private final boolean proposing;
    private final Questions questions;
    private final Proposer proposer;
    private final Novelty novelty;
    private final Exchanges exchanges;
    private final Backoff backoff = new Backoff();
    private final BeliefBase beliefs;
    private final Reflector reflector;
    private final GenomeFactory factory;
    private final List<Operator> operators;
    private final Listener listener;
    private final Accounts accounts;
    private final List<Proposal> proposals = new ArrayList<>();

    private Knowledge known;
    private boolean broke;
    private long requests;
    private int pauses;

    /** Whether a model rests whose answers could not be used. */
    private boolean useless;

    /** Told what is made of each answer. */
    public interface Listener {

        /**
         * Called when an answer was looked at.
         *
         * @param replayed whether it was read back from the record of a run that is repeated
         */
        void onExchange(Exchange exchange, boolean replayed);
    }

    /**
     * Begins, or repeats, the dialogue of a run.
     *
     * @param plan the models, and what was known when the run began
     * @param run the run
     * @param proposing whether models make children, and do not only advise
     * @param factory makes genomes of answers
     * @param operators what else makes children
     * @param conversations keeps what is said
     * @param pool reaches the models; empty to repeat a run without any
     */
    public Dialogue(
            LlmPlan plan,
            Run run,
            boolean proposing,
            GenomeFactory factory,
            List<Operator> operators,
            Conversations conversations,
            Optional<ModelPool> pool,
            Listener listener) {
        this.plan = plan;
        this.proposing = proposing;
        this.factory = factory;
        this.operators = List.copyOf(operators);
        this.listener = listener;
        known = plan.knowledge();
        Prompter prompter = new Prompter(factory, run.hardware().model(), plan.floorNanos());
        novelty = new Novelty(factory.target().language());
        proposer = new Proposer(factory, novelty);
        exchanges = new Exchanges(run.id(), conversations, pool);
        StyleBook styles = new StyleBook(plan.styles(), plan.earned());
        beliefs = new BeliefBase(plan.beliefs(), RunContext.of(factory));
        questions = new Questions(prompter, styles, beliefs);
        reflector = new Reflector(run, conversations, prompter, exchanges, styles, beliefs);
        accounts = new Accounts(plan.models().allowance());
    }

    /** Lets the controller begin with what earlier runs found of styles on this hardware. */
    @Override
    public void begin(Controller controller) {
        reflector.tell(controller);
    }

    /** Goes on with the numbers of a proposal; else looks at an answer, if one has come; else may ask for something, which takes its time. */
    @Override
    public Optional<Candidate> propose(Situation now) {
        if (now.archive().isEmpty()) {
            return Optional.empty();
        }
        for (Proposal proposal : List.copyOf(proposals)) {
            Optional<Candidate> next = proposal.next(factory, now);
            if (next.isPresent()) {
                return next;
            }
            settle(proposal, now);
        }
        Optional<Exchanges.Arrival> arrival = exchanges.take(now.turn(), now.repeating());
        if (arrival.isPresent()) {
            return read(arrival.get(), now);
        }
        reflect(now);
        ask(now);
        return Optional.empty();
    }

    /**
     * Asks a model for a child, where one can be asked and the controller holds that to be worth it. A request takes nothing from the
     * search but money, so it is weighed against asking nobody, which earns what the search's other children earn.
     */
    private void ask(Situation now) {
        List<Arm> arms = new ArrayList<>(awake(now.turn()));
        if (!proposing || exchanges.underWay() >= plan.models().parallel() || spent() || arms.isEmpty()) {
            return;
        }
        if (!operators.isEmpty()) {
            arms.add(NOBODY);
        }
        int island = now.archive().island(now.random());
        Candidate first = now.archive().parent(island, now.random());
        Candidate second = now.archive().parent(island, now.random());
        Context context = now.contexts().apply(Optional.of(first));
        Arm chosen = now.controller().choose(context, arms, now.random());
        if (chosen.equals(NOBODY)) {
            now.ledger().pull(now.turn(), NOBODY);
            return;
        }
        String model = chosen.choice().orElseThrow();
        Questions.Question question = questions.question(model, island, first, second, context, known, now);
        now.ledger().open(question.decision(), Accounts.arms(question.decision()), context);
        send(
                Purpose.PROPOSAL,
                question.decision(),
                question.request(),
                question.parents(),
                now.turn(),
                OptionalInt.empty());
    }

    private List<Arm> awake(int turn) {
        return plan.models().specs().stream()
                .map(ModelSpec::name)
                .filter(name -> !backoff.isResting(name, turn))
                .map(name -> Decision.arm(GENERATOR, MODEL, name))
                .toList();
    }

    /** Tells whether the budget is spent, as far as answers that were taken tell. */
    private boolean spent() {
        Allowance allowance = plan.models().allowance();
        return broke || requests >= allowance.requests().orElse(Long.MAX_VALUE);
    }

    /** Tells whether all that memory has of the dialogue is repeated. */
    @Override
    public boolean repeated(int turn) {
        return exchanges.repeated(turn);
    }

    /** Says why the search ends on account of its models; empty if it does not. */
    @Override
    public Optional<String> over() {
        if (!proposing || exchanges.underWay() > 0 || !proposals.isEmpty()) {
            return Optional.empty();
        }
        if (spent() && !plan.models().allowance().goOn()) {
            return Optional.of(
                    "the budget for language models is spent, which ends the run; with budget: {then: go-on} in the models file a run goes on without them");
        }
        return pauses > MOST_PAUSES
                ? Optional.of(
                        useless
                                ? "no language model gives an answer that can be used, and nothing else makes candidates; show --prompts says what was wrong with each"
                                : "no language model answers, and nothing else makes candidates")
                : Optional.empty();
    }

    /**
     * Waits where there is nothing else to do: for an answer, or until models that rest may be asked again.
     *
     * @param ended tells whether the search has ended meanwhile
     * @return whether there is anything to wait for
     */
    @Override
    public boolean await(BooleanSupplier ended) {
        try {
            if (exchanges.underWay() > 0) {
                exchanges.await(SLICE);
                return true;
            }
            if (spent()) {
                return false;
            }
            pauses++;
            long until = System.nanoTime() + plan.models().retry().longest().toNanos();
            while (backoff.timeHelps() && !exchanges.offline() && System.nanoTime() < until && !ended.getAsBoolean()) {
                Thread.sleep(SLICE.toMillis());
            }
            backoff.wake();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void send(
            Purpose purpose,
            Decision decision,
            Request request,
            List<Candidate> parents,
            int turn,
            OptionalInt repairs) {
        exchanges.send(
                new Exchange.Asked(
                        purpose,
                        Objects.requireNonNull(decision.choices().get(MODEL)),
                        Optional.of(decision),
                        parents.stream().map(Candidate::hash).toList(),
                        Exchanges.lines(request),
                        request.temperature(),
                        turn,
                        repairs),
                request,
                parents);
    }

    /** Makes of an answer what it is: a child to be evaluated, a belief, a style, a refusal. */
    private Optional<Candidate> read(Exchanges.Arrival arrival, Situation now) {
        Exchange.Asked asked = arrival.pending().asked();
        Exchange.Came came = arrival.came();
        requests += came.requests();
        broke |= came.broke();
        asked.decision().ifPresent(decision -> accounts.charge(decision, came.money()));
        if (!came.failure().isEmpty()) {
            failed(arrival, now);
            return Optional.empty();
        }
        // A model that answers is waited for, unless nothing that it says can be used.
        pauses = useless ? pauses : 0;
        if (asked.purpose() == Purpose.BELIEFS || asked.purpose() == Purpose.STYLES) {
            Exchange exchange = reflector.read(arrival, now);
            if (exchange.taken()
                    .filter(taken -> taken.verdict() == Verdict.REJECTED)
                    .isPresent()) {
                useless |= backoff.unusable(asked.model(), now.turn());
            } else {
                used(asked.model());
            }
            listener.onExchange(exchange, arrival.replayed());
            return Optional.empty();
        }
        try {
            Candidate child = child(arrival, now);
            used(asked.model());
            settle(arrival, now, Verdict.CANDIDATE, "", Optional.of(child.hash()));
            proposals.add(new Proposal(arrival, asked.decision().orElseThrow()));
            return Optional.of(child);
        } catch (RejectedException e) {
            rejected(arrival, String.valueOf(e.getMessage()), now);
            return Optional.empty();
        }
    }

    private void used(String model) {
        backoff.answered(model);
        pauses = 0;
        useless = false;
    }

    private Candidate child(Exchanges.Arrival arrival, Situation now) throws RejectedException {
        Exchange.Asked asked = arrival.pending().asked();
        Decision decision = asked.decision().orElseThrow();
        Form form = Form.of(Objects.requireNonNull(decision.choices().get("form")));
        Candidate child = proposer.propose(
                arrival.came().answer(),
                arrival.came().truncated(),
                form,
                arrival.pending().parents(),
                decision);
        if (now.knows(child)) {
            throw new RejectedException(now.step(child.hash())
                    .map(step -> "the result is the same as evaluation %d".formatted(step.ordinal() + 1))
                    .orElse("the result is the same as a candidate that is being evaluated"));
        }
        return child;
    }

    private void settle(
            Exchanges.Arrival arrival, Situation now, Verdict verdict, String reason, Optional<String> candidate) {
        Exchange exchange = exchanges.settle(arrival, new Exchange.Taken(now.turn(), verdict, reason, candidate));
        listener.onExchange(exchange, arrival.replayed());
    }

    private void failed(Exchanges.Arrival arrival, Situation now) {
        Exchange.Asked asked = arrival.pending().asked();
        boolean resting = !arrival.came().broke() && backoff.failed(asked.model(), now.turn());
        String reason = arrival.came().failure() + (resting ? "; the model rests" : "");
        settle(arrival, now, Verdict.FAILED, reason, Optional.empty());
        asked.decision()
                .ifPresent(decision -> accounts.fail(decision, arrival.came().broke(), now.ledger()));
    }

    private void rejected(Exchanges.Arrival arrival, String reason, Situation now) {
        boolean resting = backoff.unusable(arrival.pending().asked().model(), now.turn());
        useless |= resting;
        settle(arrival, now, Verdict.REJECTED, reason, Optional.empty());
        if (!repair(arrival, reason, now)) {
            pay(arrival, Optional.empty(), Reward.cost(Status.REJECTED), false, now);
        }
    }

    /** Asks for the same again, once, and from the same budget; the decision is paid for what comes of that. Tells whether it does. */
    private boolean repair(Exchanges.Arrival arrival, String reason, Situation now) {
        Exchanges.Pending request = arrival.pending();
        if (request.asked().purpose() != Purpose.PROPOSAL
                || spent()
                || backoff.isResting(request.asked().model(), now.turn())) {
            return false;
        }
        String answer = arrival.came().answer();
        String shown = answer.length() <= LONGEST_SHOWN ? answer : answer.substring(0, LONGEST_SHOWN) + "\n[…]";
        send(
                Purpose.REPAIR,
                request.asked().decision().orElseThrow(),
                Prompter.repair(request.request(), shown, reason),
                request.parents(),
                now.turn(),
                OptionalInt.of(request.ordinal()));
        return true;
    }

    @Override
    public void judged(Step step, Situation now) {
        step.candidate()
                .lineage()
                .decision()
                .ifPresent(decision -> proposals.stream()
                        .filter(proposal -> proposal.decision().turn() == decision.turn())
                        .findFirst()
                        .ifPresent(proposal -> {
                            proposal.add(step);
                            settle(proposal, now);
                        }));
    }

    /** Pays the decision of a proposal, once it is judged; one that does not compile is repaired first, if it may be. */
    private void settle(Proposal proposal, Situation now) {
        if (!proposal.isDone()) {
            return;
        }
        proposals.remove(proposal);
        Evaluation first = proposal.first().evaluation();
        if (!proposal.isRight()
                && first.status() == Status.BUILD_ERROR
                && repair(proposal.arrival(), "it does not compile. The compiler said:\n" + abridged(first), now)) {
            return;
        }
        if (first.isUndecided()) {
            now.ledger().waive(proposal.arrival().pending().asked().decision().orElseThrow());
            return;
        }
        double reward = proposal.reward(now);
        String fittest = proposal.fittest().candidate().hash();
        pay(proposal.arrival(), Optional.of(fittest), reward, proposal.isRight(), now);
        // What came of other numbers is a gain over the parents that the model was shown, and not over the numbers that
        // it began with.
        now.ledger().credit(fittest, proposal.first().candidate().lineage(), now::lineage, reward);
    }

    private static String abridged(Evaluation evaluation) {
        String said = evaluation.diagnostics().strip();
        return said.length() <= MOST_DIAGNOSTICS ? said : said.substring(0, MOST_DIAGNOSTICS) + "\n[…]";
    }

    private void pay(Exchanges.Arrival arrival, Optional<String> child, double reward, boolean right, Situation now) {
        Decision decision = arrival.pending().asked().decision().orElseThrow();
        accounts.pay(decision, child, reward, right, now.ledger());
        reflector.earned(decision, reward, arrival.replayed());
    }

    @Override
    public void observed(Step step, Situation now, boolean replayed) {
        Optional<Step> parent = now.parent(step.candidate());
        KernelGenome.of(step.candidate())
                .written()
                .ifPresent(source -> novelty.add("evaluation " + (step.ordinal() + 1), source));
        known = known.plus(step, parent.map(Step::standing));
        beliefs.observe(step, parent);
        reflector.dropContradicted(replayed);
    }

    /** Forgets what was learned from a step that a confirmation refuted. */
    @Override
    public void refuted(Step step, Situation now, boolean replayed) {
        proposals.forEach(proposal -> proposal.refuted(step));
        accounts.earnedBy(step.candidate())
                .ifPresent(decision -> reflector.refuted(decision, Reward.cost(Status.WRONG_RESULT), replayed));
        known = plan.knowledge().plus(now.steps());
        beliefs.withdraw(step);
        reflector.dropContradicted(replayed);
    }

    /** Lets a model look at the search itself, where it is time for that. */
    private void reflect(Situation now) {
        List<Arm> awake = awake(now.turn());
        if (!spent() && !awake.isEmpty() && exchanges.underWay() < plan.models().parallel()) {
            List<Arm> moves = now.best()
                    .map(step -> operators.stream()
                            .flatMap(operator -> operator.moves(step.candidate()).stream())
                            .toList())
                    .orElse(List.of());
            reflector.ask(now, awake, moves, known);
        }
    }

    @Override
    public void close() {
        exchanges.close();
    }
}
