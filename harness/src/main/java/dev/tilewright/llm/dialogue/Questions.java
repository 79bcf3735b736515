package dev.tilewright.llm.dialogue;

import dev.tilewright.evolve.archive.Elite;
import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.control.Context;
import dev.tilewright.evolve.loop.Situation;
import dev.tilewright.kernels.operator.Operators;
import dev.tilewright.llm.answer.Form;
import dev.tilewright.llm.model.Request;
import dev.tilewright.llm.prompt.Brief;
import dev.tilewright.llm.prompt.Knowledge;
import dev.tilewright.llm.prompt.Prompter;
import dev.tilewright.llm.record.PromptStyle;
import dev.tilewright.loops.transform.Transformations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * What a model is asked for: a child of parents from the archive, in a form, in a style, by a loop transformation. Each is a choice of the
 * controller.
 */
final class Questions {

    private static final String FORM_ARM = "llm-form";
    private static final Arm FREE = Decision.arm(Dialogue.GENERATOR, "focus", "free");
    private static final int MOST_INSPIRATIONS = 2;

    private final Prompter prompter;
    private final StyleBook styles;
    private final BeliefBase beliefs;

    Questions(Prompter prompter, StyleBook styles, BeliefBase beliefs) {
        this.prompter = prompter;
        this.styles = styles;
        this.beliefs = beliefs;
    }

    /**
     * A question.
     *
     * @param decision what was chosen
     * @param request the prompt
     * @param parents what is to be changed
     */
    record Question(Decision decision, Request request, List<Candidate> parents) {}

    /**
     * Makes a question.
     *
     * @param model whom it is for
     * @param island where the parents are from
     * @param first the parent to change
     * @param second another, that it may be crossed with
     * @param context what is chosen in
     * @param known what was measured
     */
    Question question(
            String model,
            int island,
            Candidate first,
            Candidate second,
            Context context,
            Knowledge known,
            Situation now) {
        Form form = form(first, second, context, now);
        PromptStyle style = styles.style(chosen(now, context, StyleBook.ARM, styles.inUse()));
        Optional<String> focus = focus(context, now);
        TreeMap<String, String> choices = new TreeMap<>();
        choices.put("model", model);
        choices.put("form", form.id());
        choices.put("style", style.name());
        if (focus.isEmpty()) {
            choices.put("focus", FREE.choice().orElseThrow());
        }
        List<Candidate> parents = form == Form.CROSS ? List.of(first, second) : List.of(first);
        Brief brief = new Brief(
                parents.stream().map(parent -> judged(parent, now)).toList(),
                inspirations(parents, now),
                known,
                beliefs.held(),
                focus,
                form,
                style);
        Decision decision = new Decision(now.turn(), island, Dialogue.GENERATOR, focus, choices);
        return new Question(decision, prompter.proposal(brief), parents);
    }

    private Form form(Candidate first, Candidate second, Context context, Situation now) {
        List<Form> forms = new ArrayList<>(prompter.forms(first));
        if (!first.hash().equals(second.hash())) {
            forms.add(Form.CROSS);
        }
        return Form.of(
                chosen(now, context, FORM_ARM, forms.stream().map(Form::id).toList()));
    }

    private static String chosen(Situation now, Context context, String kind, List<String> values) {
        List<Arm> arms = values.stream().map(value -> Arm.of(kind, value)).toList();
        return now.controller().choose(context, arms, now.random()).choice().orElseThrow();
    }

    private static Optional<String> focus(Context context, Situation now) {
        List<Arm> arms = Stream.concat(
                        Transformations.kinds().stream().map(kind -> Arm.of(Operators.STRUCTURAL, kind.name())),
                        Stream.of(FREE))
                .toList();
        Arm chosen = now.controller().choose(context, arms, now.random());
        return chosen.equals(FREE) ? Optional.empty() : chosen.choice();
    }

    private static Brief.Judged judged(Candidate candidate, Situation now) {
        Step step = now.step(candidate.hash()).orElseThrow();
        return new Brief.Judged(step.ordinal() + 1, candidate, step.standing());
    }

    private static List<Brief.Judged> inspirations(List<Candidate> parents, Situation now) {
        List<Elite> others = new ArrayList<>(now.archive().elites());
        others.removeIf(elite -> parents.contains(elite.candidate()));
        List<Brief.Judged> drawn = new ArrayList<>();
        UniformRandomProvider random = now.random();
        while (!others.isEmpty() && drawn.size() < MOST_INSPIRATIONS) {
            drawn.add(judged(others.remove(random.nextInt(others.size())).candidate(), now));
        }
        return drawn;
    }
}
