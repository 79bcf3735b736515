package dev.tilewright.search;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.Directive;
import dev.tilewright.candidate.Evaluation;
import dev.tilewright.candidate.Status;
import dev.tilewright.control.Controller;
import dev.tilewright.control.Reward;
import dev.tilewright.generate.CandidateFactory;
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
import dev.tilewright.llm.record.RunContext;
import dev.tilewright.memory.Exchange;
import dev.tilewright.memory.Exchange.Purpose;
import dev.tilewright.memory.Exchange.Verdict;
import dev.tilewright.memory.Memory;
import dev.tilewright.memory.Run;
import dev.tilewright.memory.Step;
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
final class Dialogue implements AutoCloseable {

    /** The name of the generator. */
    static final String GENERATOR = EvolutionPlan.LLM;

    /** The arm of asking no model. */
    static final Directive NOBODY = new Directive("llm-model", Optional.of("nobody"));

    private static final String MODEL_ARM = NOBODY.operator();

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
    private final double moneyUnit;
    private Knowledge known;
    private boolean broke;
    private long requests;
    private int pauses;

    /**
     * Begins, or repeats, the dialogue of a run.
     *
     * @param plan the models, and what was known when the run began
     * @param proposing whether models make children, and do not only advise
     * @param ownKernel whether a kernel of the user's own is tuned, so that there are no schedules
     * @param pool reaches the models; empty to repeat a run without any
     */
    Dialogue(
            LlmPlan plan,
            Run run,
            boolean proposing,
            boolean ownKernel,
            CandidateFactory factory,
            Memory memory,
            Optional<ModelPool> pool) {
        this.plan = plan;
        known = plan.knowledge();
        this.proposing = proposing;
        Prompter prompter = new Prompter(factory, run.hardware().model(), plan.floorNanos());
        novelty = new Novelty(factory.language());
        proposer = new Proposer(factory, novelty);
        exchanges = new Exchanges(run.id(), memory.conversations(), pool);
        StyleBook styles = new StyleBook(plan.styles(), plan.earned());
        beliefs = new BeliefBase(plan.beliefs(), RunContext.of(factory));
        questions = new Questions(prompter, styles, beliefs, ownKernel);
        reflector = new Reflector(run, memory.conversations(), prompter, exchanges, styles, beliefs);
        moneyUnit = moneyUnit(plan.models().allowance());
    }

    /** A hundredth of what may be spent halves a gain: a proposal that costs more has to bring more. */
    private static double moneyUnit(Allowance allowance) {
        return allowance.money().orElse(1.0) / 100;
    }

    /**
     * Asks a model for a child, where one can be asked and the controller holds that to be worth it. A request takes nothing from the
     * search but money, so it is weighed against asking nobody, which earns what the search's other children earn.
     *
     * @param alone whether nothing else makes children
     * @return whether nobody was chosen, and the next child's reward is what that earned
     */
    boolean ask(boolean alone, Situation now) {
        if (!proposing || exchanges.underWay() >= plan.models().parallel() || spent()) {
            return false;
        }
        List<Directive> arms = new ArrayList<>(awake(now.turn()));
        if (arms.isEmpty()) {
            return false;
        }
        if (!alone) {
            arms.add(NOBODY);
        }
        Directive chosen = now.controller().choose(arms, now.random());
        if (chosen.equals(NOBODY)) {
            return true;
        }
        Questions.Question question = questions.question(chosen, known, now);
        send(
                Purpose.PROPOSAL,
                question.directive(),
                question.request(),
                question.parents(),
                now.turn(),
                OptionalInt.empty());
        return false;
    }

    private List<Directive> awake(int turn) {
        return plan.models().specs().stream()
                .map(ModelSpec::name)
                .filter(name -> !backoff.isResting(name, turn))
                .map(name -> new Directive(MODEL_ARM, Optional.of(name)))
                .toList();
    }

    /** Tells whether the budget is spent, as far as answers that were taken tell. */
    boolean spent() {
        Allowance allowance = plan.models().allowance();
        return broke || requests >= allowance.requests().orElse(Long.MAX_VALUE);
    }

    /** Lets the controller begin with what earlier runs found of styles on this hardware. */
    void tell(Controller controller) {
        reflector.tell(controller);
    }

    /** Tells whether all that memory has of the dialogue is repeated. */
    boolean repeated(int turn) {
        return exchanges.repeated(turn);
    }

    /** Says why the search ends on account of its models; empty if it does not. */
    Optional<EvolutionOutcome.Reason> over() {
        if (!proposing || exchanges.underWay() > 0) {
            return Optional.empty();
        }
        if (spent() && !plan.models().allowance().goOn()) {
            return Optional.of(EvolutionOutcome.Reason.MODEL_BUDGET);
        }
        return pauses > MOST_PAUSES ? Optional.of(EvolutionOutcome.Reason.NO_MODEL) : Optional.empty();
    }

    /**
     * Waits where there is nothing else to do: for an answer, or until models that rest may be asked again.
     *
     * @param ended tells whether the search has ended meanwhile
     * @return whether there is anything to wait for
     */
    boolean await(BooleanSupplier ended) {
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
            while (!exchanges.offline() && System.nanoTime() < until && !ended.getAsBoolean()) {
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
            Directive directive,
            Request request,
            List<Candidate> parents,
            int turn,
            OptionalInt repairs) {
        exchanges.send(
                new Exchange.Asked(
                        purpose,
                        Objects.requireNonNull(directive.choices().get("model")),
                        Optional.of(directive),
                        parents.stream().map(Candidate::hash).toList(),
                        Exchanges.lines(request),
                        request.temperature(),
                        turn,
                        repairs),
                request,
                parents);
    }

    /** Takes an answer, if there is one to take in this turn. */
    Optional<Exchanges.Arrival> take(int turn, boolean replaying) {
        return exchanges.take(turn, replaying);
    }

    /**
     * What was made of an answer.
     *
     * @param exchange the whole exchange
     * @param candidate the child, where it is one
     */
    record Reading(Exchange exchange, Optional<Candidate> candidate) {}

    /** Makes of an answer what it is: a child to be evaluated, a belief, a style, a refusal. */
    Reading read(Exchanges.Arrival arrival, Situation now) {
        Exchange.Asked asked = arrival.pending().asked();
        Exchange.Came came = arrival.came();
        requests += came.requests();
        broke |= came.broke();
        if (!came.failure().isEmpty()) {
            return failed(arrival, now);
        }
        backoff.answered(asked.model());
        pauses = 0;
        if (asked.purpose() == Purpose.BELIEFS || asked.purpose() == Purpose.STYLES) {
            return new Reading(reflector.read(arrival, now), Optional.empty());
        }
        Directive directive = asked.directive().orElseThrow();
        Form form = Form.of(Objects.requireNonNull(directive.choices().get("form")));
        try {
            Candidate child = proposer.propose(
                    came.answer(), came.truncated(), form, arrival.pending().parents(), directive);
            Step known = now.byHash().get(child.hash());
            if (known != null) {
                throw new RejectedException("the result is the same as evaluation %d".formatted(known.ordinal() + 1));
            }
            return new Reading(
                    exchanges.settle(
                            arrival, new Exchange.Taken(now.turn(), Verdict.CANDIDATE, "", Optional.of(child.hash()))),
                    Optional.of(child));
        } catch (RejectedException e) {
            return rejected(arrival, String.valueOf(e.getMessage()), now);
        }
    }

    private Reading failed(Exchanges.Arrival arrival, Situation now) {
        Exchange.Asked asked = arrival.pending().asked();
        boolean resting = !arrival.came().broke() && backoff.failed(asked.model(), now.turn());
        String reason = arrival.came().failure() + (resting ? "; the model rests" : "");
        if (!arrival.came().broke()) {
            now.controller()
                    .learn(
                            new Directive(MODEL_ARM, Optional.of(asked.model())),
                            Reward.perCost(
                                    Reward.cost(Status.BUILD_ERROR),
                                    arrival.came().money(),
                                    moneyUnit));
        }
        return new Reading(
                exchanges.settle(arrival, new Exchange.Taken(now.turn(), Verdict.FAILED, reason, Optional.empty())),
                Optional.empty());
    }

    private Reading rejected(Exchanges.Arrival arrival, String reason, Situation now) {
        Exchange exchange =
                exchanges.settle(arrival, new Exchange.Taken(now.turn(), Verdict.REJECTED, reason, Optional.empty()));
        learn(arrival, Reward.cost(Status.REJECTED), false, now);
        repair(arrival, reason, now);
        return new Reading(exchange, Optional.empty());
    }

    /** Asks for the same again, once, and from the same budget. */
    private void repair(Exchanges.Arrival arrival, String reason, Situation now) {
        Exchanges.Pending request = arrival.pending();
        if (request.asked().purpose() != Purpose.PROPOSAL
                || spent()
                || backoff.isResting(request.asked().model(), now.turn())) {
            return;
        }
        String answer = arrival.came().answer();
        String shown = answer.length() <= LONGEST_SHOWN ? answer : answer.substring(0, LONGEST_SHOWN) + "\n[…]";
        send(
                Purpose.REPAIR,
                request.asked().directive().orElseThrow(),
                Prompter.repair(request.request(), shown, reason),
                request.parents(),
                now.turn(),
                OptionalInt.of(request.ordinal()));
    }

    /**
     * Learns what a child earned, at the best of the numbers that were tried.
     *
     * @param arrival the answer that it was made of
     * @param reward what it earned
     * @param first how the child itself ended, with the numbers that it came with
     */
    void judged(Exchanges.Arrival arrival, double reward, boolean right, Evaluation first, Situation now) {
        learn(arrival, reward, right, now);
        if (!right && first.status() == Status.BUILD_ERROR) {
            String said = first.diagnostics().strip();
            repair(
                    arrival,
                    "it does not compile. The compiler said:\n"
                            + (said.length() <= MOST_DIAGNOSTICS
                                    ? said
                                    : said.substring(0, MOST_DIAGNOSTICS) + "\n[…]"),
                    now);
        }
    }

    private void learn(Exchanges.Arrival arrival, double reward, boolean right, Situation now) {
        for (Directive arm : arrival.pending().asked().directive().orElseThrow().arms()) {
            switch (arm.operator()) {
                case "llm-model" ->
                    now.controller()
                            .learn(arm, Reward.perCost(reward, arrival.came().money(), moneyUnit));
                case "transform" -> {
                    // What a model could not do says nothing about the transformation.
                    if (right) {
                        now.controller().learn(arm, reward);
                    }
                }
                default -> now.controller().learn(arm, reward);
            }
        }
        reflector.earned(
                arrival.pending().asked().directive().orElseThrow().choices().getOrDefault("style", ""),
                reward,
                arrival.replayed());
    }

    /** Takes note of a step, whoever made it. */
    void observe(Step step, Optional<Step> parent, boolean replayed) {
        if (step.candidate().origin() instanceof Candidate.Origin.Written written) {
            novelty.add("evaluation " + (step.ordinal() + 1), written.source());
        }
        known = known.plus(step, parent.map(Step::standing));
        beliefs.observe(step, parent);
        reflector.dropContradicted(replayed);
    }

    /** Takes note that a confirmation refuted a step: what was learned from it is forgotten. */
    void withdraw(Step refuted, Situation now, boolean replayed) {
        known = plan.knowledge().plus(now.steps());
        beliefs.withdraw(refuted);
        reflector.dropContradicted(replayed);
    }

    /** Lets a model look at the search itself, where it is time for that. */
    void reflect(Situation now, List<Directive> arms) {
        List<Directive> awake = awake(now.turn());
        if (!spent() && !awake.isEmpty() && exchanges.underWay() < plan.models().parallel()) {
            reflector.ask(now, awake, arms, known);
        }
    }

    @Override
    public void close() {
        exchanges.close();
    }
}
