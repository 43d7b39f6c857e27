package dev.duru.web;

/** The sending end of a WebSocket. Safe for use by several threads. */
public interface SocketSink {
    /** Sends one text; does nothing once the client has gone. */
    void send(String text);

    /** Whether the client may still be there. */
    boolean isOpen();
}
