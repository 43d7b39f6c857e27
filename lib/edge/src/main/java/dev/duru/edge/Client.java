package dev.duru.edge;

import io.netty.channel.Channel;

/** The client's side of an exchange: a connection of HTTP/1.1, or a stream of HTTP/2. */
interface Client {
    EdgeCore core();

    Channel channel();

    Peer peer();

    /** One more message of the request is wanted. */
    void wantRead();

    /**
     * The exchange is over and its response is written.
     *
     * @param reusable whether what the client sends next is another request
     */
    void done(boolean reusable);

    /** Bytes instead of messages from here on. */
    void becomeTunnel();
}
