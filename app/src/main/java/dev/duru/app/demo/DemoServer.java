package dev.duru.app.demo;

import java.net.URI;

/** A Duru of the demo's own: port of the demo, connected in {@code dev.duru.app.Main}. */
public interface DemoServer extends AutoCloseable {
    /** Where pages, API, Git and registry are. */
    URI url();

    /** The port of the edge on this machine. */
    int edgePort();

    /** The one-time link that sets the administrator's password. */
    URI setupLink();

    /** Stops the server and everything that was deployed. */
    @Override
    void close();

    /** Starts one. */
    interface Starter {
        DemoServer start(java.nio.file.Path data, int port, int edgePort);
    }
}
