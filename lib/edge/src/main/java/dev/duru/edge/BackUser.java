package dev.duru.edge;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;

/** Who sent a request on a connection to a backend and hears what comes back. */
interface BackUser {
    void response(HttpResponse response);

    void responseContent(HttpContent content);

    void tunnelToClient(ByteBuf bytes);

    /** What was at hand is handed over; more is read when the user says so. */
    void backendReadComplete();

    /** The backend takes more. */
    void backendWritable();

    void backendClosed();
}
