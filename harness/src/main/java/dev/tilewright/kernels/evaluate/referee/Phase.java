package dev.tilewright.kernels.evaluate.referee;

/** What a worker is about to do; it writes so on its {@link PhaseBoard} before it does it, so that its supervisor knows where it died. */
public enum Phase {
    OPENING("opening the device"),
    REFERENCE("computing the reference"),
    PEAKS("measuring the device's peaks"),
    BUILDING("building"),
    LAUNCHING("running for the first time"),
    VERIFYING("verifying"),
    TIMING("timing"),
    COMPARING("comparing with the incumbent"),
    BUILDING_INCUMBENT("building the incumbent"),
    RUNNING_INCUMBENT("running the incumbent");

    private final String doing;

    Phase(String doing) {
        this.doing = doing;
    }

    /** Tells whether the incumbent of a comparison is at work, and not its challenger. */
    public boolean incumbents() {
        return this == BUILDING_INCUMBENT || this == RUNNING_INCUMBENT;
    }

    /** Tells whether no candidate is at work, but what all of them need. */
    public boolean nobodys() {
        return this == OPENING || this == REFERENCE || this == PEAKS;
    }

    /** Returns the phase as it reads in "died while …". */
    public String doing() {
        return doing;
    }
}
