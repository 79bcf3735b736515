package dev.tilewright.llm.model;

/**
 * One message of a conversation.
 *
 * @param role who speaks
 * @param text what is said
 */
public record Message(Role role, String text) {

    /** Who speaks. */
    public enum Role {
        SYSTEM,
        USER,
        ASSISTANT
    }
}
