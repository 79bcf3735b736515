package dev.tilewright.device.runner;

import dev.tilewright.device.BuiltKernel;

/** A kernel that a runner has built. */
public final class RemoteKernel implements BuiltKernel {

    private final RemoteSession session;
    private final int number;
    private final String log;
    private boolean closed;

    RemoteKernel(RemoteSession session, int number, String log) {
        this.session = session;
        this.number = number;
        this.log = log;
    }

    RemoteSession session() {
        return session;
    }

    int number() {
        return number;
    }

    @Override
    public String log() {
        return log;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            session.close(this);
        }
    }
}
