package dev.duru.edge;

/** A client's connection as the sweep over all of them sees it. */
interface Connection {
    /** Whether something took too long: {@link #timedOut} follows. */
    boolean isLate(long nowNanos);

    void timedOut();

    /** The edge ends: unused connections close now, the others after their answer. */
    void stopping();

    /** Another edge takes over: what is under way is finished, and one more request at most. */
    void draining();
}
