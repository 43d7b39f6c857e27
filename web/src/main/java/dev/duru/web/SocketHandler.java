package dev.duru.web;

import dev.duru.kernel.ProblemException;

/** Answers at a WebSocket (RFC 6455) that tells and does not listen. */
@FunctionalInterface
public interface SocketHandler {
    /** What is told once the socket is open; ends when it returns. */
    @FunctionalInterface
    interface Talk {
        /** Sends texts; returns when there is nothing more to tell or the sink has closed. */
        void tell(SocketSink sink) throws InterruptedException;
    }

    /**
     * Looks at what is asked for, before the socket opens.
     *
     * @throws ProblemException to refuse; the client gets its status and no socket
     */
    Talk open(Request request);
}
