package dev.duru.app;

import dev.duru.kernel.Lifecycle;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * One running Duru. What it deployed, and the edge, are processes of their own that go on when it
 * closes.
 */
final class Server implements AutoCloseable {
    private final Lifecycle lifecycle;
    private final House house;

    private Server(Lifecycle lifecycle, House house) {
        this.lifecycle = lifecycle;
        this.house = house;
    }

    /**
     * Starts everything and returns when it is ready.
     *
     * @throws dev.duru.kernel.ProblemException when the data folder or a port cannot be had
     */
    static Server start(Config config) {
        Lifecycle lifecycle = new Lifecycle();
        try {
            return new Server(lifecycle, Wiring.assemble(config, lifecycle));
        } catch (RuntimeException | Error e) {
            lifecycle.close();
            throw e;
        }
    }

    /** Where people find it. */
    URI url() {
        return URI.create(house.url().get());
    }

    /** The port of deployed applications. */
    int edgePort() {
        return house.traffic().port();
    }

    /** The one-time link that sets the administrator's password, as long as nobody has one. */
    Optional<URI> setupLink() {
        return house.access().setupPath().map(path -> url().resolve(path));
    }

    /** Stops what it deployed, the edge, and the server. */
    void stopEverything() {
        house.delivery().stopAll(Duration.ofSeconds(5));
        close();
        house.edge().stop(Duration.ofSeconds(5));
    }

    @Override
    public void close() {
        lifecycle.close();
    }
}
