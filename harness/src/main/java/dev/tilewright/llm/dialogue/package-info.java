/** Whom a search asks for what, what it makes of the answers, and what each choice earned. */
@NullMarked
package dev.tilewright.llm.dialogue;

import org.jspecify.annotations.NullMarked;
