package dev.tilewright.llm.answer;

import java.util.List;

/**
 * What a model thinks aloud before it answers. Servers are to keep it apart from the answer, and many do not: then it stands in the
 * answer between marks, with drafts in it that look like what was asked for.
 */
final class Reasoning {

    private static final List<String> OPENING = List.of(
            "<think>",
            "<thinking>",
            "<thought>",
            "<thoughts>",
            "<reasoning>",
            "<reflection>",
            "<scratchpad>",
            "<seed:think>",
            "[think]",
            "◁think▷",
            "<|begin_of_thought|>",
            "<|channel|>analysis");

    private static final List<String> CLOSING = List.of(
            "</think>",
            "</thinking>",
            "</thought>",
            "</thoughts>",
            "</reasoning>",
            "</reflection>",
            "</scratchpad>",
            "</seed:think>",
            "[/think]",
            "◁/think▷",
            "<|end_of_thought|>",
            "<|channel|>final");

    private static final String BEGINNINGS = "<[◁";

    private Reasoning() {}

    /**
     * Returns the answer without it: without what stands between two marks, before a closing mark that nothing opens, as some servers leave
     * the opening one out, and behind an opening one that nothing closes.
     */
    static String removed(String text) {
        StringBuilder answer = new StringBuilder();
        boolean reasoning = false;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            if (BEGINNINGS.indexOf(text.charAt(i)) < 0) {
                continue;
            }
            int closing = length(CLOSING, text, i);
            int opening = reasoning ? 0 : length(OPENING, text, i);
            if (closing > 0) {
                answer.setLength(reasoning ? answer.length() : 0);
                reasoning = false;
                from = i + closing;
            } else if (opening > 0) {
                answer.append(text, from, i);
                reasoning = true;
            }
            i += Math.max(0, Math.max(closing, opening) - 1);
        }
        return reasoning
                ? answer.toString()
                : answer.append(text, from, text.length()).toString();
    }

    /** Returns the length of the mark that begins at a place; 0 if there is none. */
    private static int length(List<String> marks, String text, int at) {
        for (String mark : marks) {
            if (text.regionMatches(true, at, mark, 0, mark.length())) {
                return mark.length();
            }
        }
        return 0;
    }
}
