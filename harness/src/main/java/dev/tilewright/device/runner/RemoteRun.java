package dev.tilewright.device.runner;

/** Launches of a kernel on buffers, prepared in a runner. Closing it forgets them there. */
public final class RemoteRun implements AutoCloseable {

    private final RemoteSession session;
    private final int number;

    RemoteRun(RemoteSession session, int number) {
        this.session = session;
        this.number = number;
    }

    int number() {
        return number;
    }

    @Override
    public void close() {
        session.unbind(this);
    }
}
