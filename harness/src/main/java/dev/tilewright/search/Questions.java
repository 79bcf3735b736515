package dev.tilewright.search;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.Directive;
import dev.tilewright.llm.answer.Form;
import dev.tilewright.llm.model.Request;
import dev.tilewright.llm.prompt.Brief;
import dev.tilewright.llm.prompt.Knowledge;
import dev.tilewright.llm.prompt.Prompter;
import dev.tilewright.llm.record.PromptStyle;
import dev.tilewright.loops.transform.Transformations;
import dev.tilewright.memory.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
    private static final Directive FREE = new Directive("llm-focus", Optional.of("free"));
    private static final int MOST_INSPIRATIONS = 2;

    private final Prompter prompter;
    private final StyleBook styles;
    private final BeliefBase beliefs;
    private final boolean ownKernel;

    /**
     * Makes the questions of a run.
     *
     * @param ownKernel whether a kernel of the user's own is tuned, so that there are no schedules
     */
    Questions(Prompter prompter, StyleBook styles, BeliefBase beliefs, boolean ownKernel) {
        this.prompter = prompter;
        this.styles = styles;
        this.beliefs = beliefs;
        this.ownKernel = ownKernel;
    }

    /**
     * A question.
     *
     * @param directive what was chosen
     * @param request the prompt
     * @param parents what is to be changed
     */
    record Question(Directive directive, Request request, List<Candidate> parents) {}

    /**
     * Makes a question.
     *
     * @param model whom it is for
     * @param known what was measured
     */
    Question question(Directive model, Knowledge known, Situation now) {
        Candidate first = now.archive().parent(now.random());
        Candidate second = now.archive().parent(now.random());
        Form form = form(first, second, now);
        PromptStyle style = styles.style(chosen(now, StyleBook.ARM, styles.inUse()));
        Optional<String> focus = focus(now);
        TreeMap<String, String> choices = new TreeMap<>();
        choices.put("model", model.transformation().orElseThrow());
        choices.put("form", form.id());
        choices.put("style", style.name());
        if (focus.isEmpty()) {
            choices.put("focus", FREE.transformation().orElseThrow());
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
        return new Question(new Directive(Dialogue.GENERATOR, focus, choices), prompter.proposal(brief), parents);
    }

    private Form form(Candidate first, Candidate second, Situation now) {
        List<Form> forms = new ArrayList<>(prompter.forms(first));
        if (!first.hash().equals(second.hash())) {
            forms.add(Form.CROSS);
        }
        if (ownKernel) {
            forms.remove(Form.SCHEDULE);
        }
        return Form.of(chosen(now, FORM_ARM, forms.stream().map(Form::id).toList()));
    }

    private static String chosen(Situation now, String arm, List<String> values) {
        List<Directive> arms = values.stream()
                .map(value -> new Directive(arm, Optional.of(value)))
                .toList();
        return now.controller().choose(arms, now.random()).transformation().orElseThrow();
    }

    private static Optional<String> focus(Situation now) {
        List<Directive> arms = Stream.concat(
                        Transformations.kinds().stream()
                                .map(kind -> new Directive("transform", Optional.of(kind.name()))),
                        Stream.of(FREE))
                .toList();
        Directive chosen = now.controller().choose(arms, now.random());
        return chosen.equals(FREE) ? Optional.empty() : chosen.transformation();
    }

    private static Brief.Judged judged(Candidate candidate, Situation now) {
        Step step = Objects.requireNonNull(now.byHash().get(candidate.hash()));
        return new Brief.Judged(step.ordinal() + 1, candidate, step.standing());
    }

    private static List<Brief.Judged> inspirations(List<Candidate> parents, Situation now) {
        List<Archive.Elite> others = new ArrayList<>(now.archive().elites());
        others.removeIf(elite -> parents.contains(elite.candidate()));
        List<Brief.Judged> drawn = new ArrayList<>();
        UniformRandomProvider random = now.random();
        while (!others.isEmpty() && drawn.size() < MOST_INSPIRATIONS) {
            drawn.add(judged(others.remove(random.nextInt(others.size())).candidate(), now));
        }
        return drawn;
    }
}
