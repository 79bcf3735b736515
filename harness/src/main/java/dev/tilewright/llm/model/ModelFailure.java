package dev.tilewright.llm.model;

import java.time.Duration;
import java.util.Optional;

/** A request that brought no answer. The message is for people, and has no key in it. */
final class ModelFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final transient Optional<Duration> retryAfter;

    ModelFailure(Kind kind, String message, Optional<Duration> retryAfter) {
        super(message);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    Kind kind() {
        return kind;
    }

    /** Returns how long the server asks to be left alone. */
    Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** Why there is no answer, as far as it decides what to do next. */
    enum Kind {
        /** Too many requests, or the server is not well: the same request may be answered later. */
        BUSY(true, false),
        /** No answer within the time: it may have been computed, and paid for. */
        LATE(true, true),
        /** The connection could not be made. */
        UNREACHABLE(true, false),
        /** The connection ended, or the answer was cut off or is no answer at all: it may have been paid for. */
        BROKEN(true, true),
        /** The server will not answer this request, whenever it is sent. */
        REFUSED(false, false);

        private final boolean transitory;
        private final boolean charged;

        Kind(boolean transitory, boolean charged) {
            this.transitory = transitory;
            this.charged = charged;
        }

        boolean transitory() {
            return transitory;
        }

        boolean charged() {
            return charged;
        }
    }
}
