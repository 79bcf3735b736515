package dev.tilewright.llm.dialogue;

import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.control.Context;
import dev.tilewright.evolve.control.Controller;
import dev.tilewright.evolve.control.Reward;
import dev.tilewright.evolve.loop.Situation;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.llm.answer.Reflections;
import dev.tilewright.llm.answer.RejectedException;
import dev.tilewright.llm.model.Request;
import dev.tilewright.llm.prompt.Knowledge;
import dev.tilewright.llm.prompt.Prompter;
import dev.tilewright.llm.record.Belief;
import dev.tilewright.llm.record.Conversations;
import dev.tilewright.llm.record.Exchange;
import dev.tilewright.llm.record.Exchange.Purpose;
import dev.tilewright.llm.record.Exchange.Verdict;
import dev.tilewright.llm.record.PromptStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A model that looks at the search itself: every so many evaluations it reads the trends and writes what it believes works on this
 * hardware, and every so many answers it reads which styles of prompt paid and writes new ones.
 */
final class Reflector {

    /** How many steps there are between two looks at the trends. */
    static final int BETWEEN_BELIEFS = 30;

    /** How many answers there are between two looks at the styles. */
    static final int BETWEEN_STYLES = 15;

    private static final int TREND = 20;
    private static final double BELIEVED = 0.5;

    private final Run run;
    private final Conversations conversations;
    private final Prompter prompter;
    private final Exchanges exchanges;
    private final StyleBook styles;
    private final BeliefBase beliefs;
    private final Map<Decision, Double> paid = new HashMap<>();
    private int stepsBefore;
    private int answers;
    private int answersBefore;
    private int critiques;
    private Set<String> arms = Set.of();

    Reflector(
            Run run,
            Conversations conversations,
            Prompter prompter,
            Exchanges exchanges,
            StyleBook styles,
            BeliefBase beliefs) {
        this.run = run;
        this.conversations = conversations;
        this.prompter = prompter;
        this.exchanges = exchanges;
        this.styles = styles;
        this.beliefs = beliefs;
    }

    /** Asks for beliefs or for styles, where it is time. */
    void ask(Situation now, List<Arm> models, List<Arm> available, Knowledge known) {
        if (now.steps().size() - stepsBefore >= BETWEEN_BELIEFS && !exchanges.underWay(Purpose.BELIEFS)) {
            stepsBefore = now.steps().size();
            arms = available.stream().map(Arm::toString).collect(Collectors.toSet());
            send(
                    Purpose.BELIEFS,
                    prompter.beliefs(
                            standing(now),
                            known,
                            beliefs.held(),
                            trend(now),
                            arms.stream().sorted().toList()),
                    models,
                    now);
        } else if (answers - answersBefore >= BETWEEN_STYLES && !styles.full() && !exchanges.underWay(Purpose.STYLES)) {
            answersBefore = answers;
            send(Purpose.STYLES, Prompter.styles(styles.records()), models, now);
        }
    }

    private void send(Purpose purpose, Request request, List<Arm> models, Situation now) {
        Arm model = now.controller().choose(Context.NONE, models, now.random());
        exchanges.send(
                new Exchange.Asked(
                        purpose,
                        model.choice().orElseThrow(),
                        Optional.empty(),
                        List.of(),
                        Exchanges.lines(request),
                        request.temperature(),
                        now.turn(),
                        OptionalInt.empty()),
                request,
                List.of());
    }

    private static String standing(Situation now) {
        String best = now.best()
                .flatMap(step -> KernelMeasurement.deviceTime(step)
                        .map(time -> "The best is evaluation %d, %.3f ms: %s."
                                .formatted(
                                        step.ordinal() + 1,
                                        time.medianNanos() / 1e6,
                                        step.candidate().lineage().change())))
                .orElse("Nothing was right so far.");
        return "%d candidates were evaluated. %s".formatted(now.steps().size(), best);
    }

    private static List<String> trend(Situation now) {
        List<String> lines = new ArrayList<>();
        List<Step> steps = now.steps();
        for (Step step : steps.subList(Math.max(0, steps.size() - TREND), steps.size())) {
            lines.add("evaluation %d, %s (%s): %s%s"
                    .formatted(
                            step.ordinal() + 1,
                            step.candidate()
                                    .lineage()
                                    .decision()
                                    .map(Decision::toString)
                                    .orElse("seed"),
                            step.candidate().lineage().change(),
                            KernelMeasurement.of(step.standing())
                                    .deviceTime()
                                    .map(TimeEstimate::medianNanos)
                                    .map(nanos -> "%.3f ms".formatted(nanos / 1e6))
                                    .orElse(step.standing().status().id()),
                            gain(step, now)));
        }
        return lines;
    }

    private static String gain(Step step, Situation now) {
        Optional<Evaluation> parent = now.parent(step.candidate()).map(Step::standing);
        OptionalDouble gain = Reward.gain(step.standing(), parent);
        return gain.isPresent() ? ", %.2f times as fast as its parent".formatted(Math.exp(gain.getAsDouble())) : "";
    }

    /** Reads what it answered. */
    Exchange read(Exchanges.Arrival arrival, Situation now) {
        try {
            switch (arrival.pending().asked().purpose()) {
                case BELIEFS -> believe(arrival, now);
                case STYLES -> adopt(arrival, now);
                case PROPOSAL, REPAIR -> throw new IllegalArgumentException("not the reflector's");
            }
            return exchanges.settle(arrival, new Exchange.Taken(now.turn(), Verdict.READ, "", Optional.empty()));
        } catch (RejectedException e) {
            return exchanges.settle(
                    arrival,
                    new Exchange.Taken(now.turn(), Verdict.REJECTED, String.valueOf(e.getMessage()), Optional.empty()));
        }
    }

    private void believe(Exchanges.Arrival arrival, Situation now) throws RejectedException {
        Reflections.Critique critique = Reflections.critique(
                arrival.came().answer(),
                "%s#%d".formatted(run.id(), critiques++),
                run.task(),
                beliefs.context(),
                beliefs::shows,
                arms);
        for (Belief belief : critique.beliefs()) {
            beliefs.add(belief);
            if (!arrival.replayed()) {
                conversations.keep(run.hardware(), belief);
            }
        }
        SortedMap<String, Double> advice = new TreeMap<>();
        for (Belief belief : beliefs.held()) {
            advice.put(
                    "transform:" + belief.claim().transformation(),
                    belief.claim().pays() ? BELIEVED : -BELIEVED);
        }
        advice.putAll(critique.advice());
        now.controller().advise(advice);
    }

    private void adopt(Exchanges.Arrival arrival, Situation now) throws RejectedException {
        for (PromptStyle style : Reflections.styles(arrival.came().answer(), styles.names())) {
            styles.add(style);
            now.controller()
                    .inherit(
                            arm(style.name()),
                            style.parents().stream().map(Reflector::arm).toList());
            if (!arrival.replayed()) {
                conversations.keepStyle(style.name(), style.toJson());
            }
        }
    }

    private static Arm arm(String style) {
        return Arm.of(StyleBook.ARM, style);
    }

    /** Takes note of what an answer in the style of a decision earned. */
    void earned(Decision decision, double reward, boolean replayed) {
        String style = style(decision);
        answers++;
        paid.put(decision, reward);
        Optional<PromptStyle> left = styles.earned(style, reward);
        if (!replayed) {
            conversations.earned(run.hardware(), style, reward);
            left.ifPresent(retired -> conversations.retire(run.hardware(), retired.name()));
        }
    }

    /** Corrects what an answer earned, if it has been judged, because what became of it was refuted. */
    void refuted(Decision decision, double reward, boolean replayed) {
        Double before = paid.replace(decision, reward);
        if (before == null) {
            return;
        }
        styles.corrected(style(decision), before, reward);
        if (!replayed) {
            conversations.corrected(run.hardware(), style(decision), before, reward);
        }
    }

    private static String style(Decision decision) {
        return decision.choices().getOrDefault("style", "");
    }

    /** Lets the controller begin with what is known of styles on this hardware: their own record, or their parents'. */
    void tell(Controller controller) {
        for (String name : styles.inUse()) {
            StyleBook.Account account = styles.account(name);
            controller.expect(arm(name), account.answers(), account.sum(), account.squares());
            controller.inherit(
                    arm(name),
                    styles.style(name).parents().stream().map(Reflector::arm).toList());
        }
    }

    /** Gives up the beliefs that measurements contradict. */
    void dropContradicted(boolean replayed) {
        for (Belief dropped : beliefs.dropContradicted()) {
            if (!replayed) {
                conversations.keep(run.hardware(), dropped);
            }
        }
    }
}
