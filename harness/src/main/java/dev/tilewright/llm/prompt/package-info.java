/**
 * What models are told: prompts in layers, filled from templates, with the knowledge that earlier measurements gave.
 */
@NullMarked
package dev.tilewright.llm.prompt;

import org.jspecify.annotations.NullMarked;
