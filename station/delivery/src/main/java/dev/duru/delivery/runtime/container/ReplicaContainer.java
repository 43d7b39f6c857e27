package dev.duru.delivery.runtime.container;

import dev.duru.containers.ContainerEngine;
import dev.duru.containers.ContainerState;
import dev.duru.containers.Containers;
import dev.duru.delivery.Replica;
import dev.duru.delivery.runtime.local.LogCapture;
import dev.duru.delivery.runtime.local.ReplicaFolder;
import dev.duru.delivery.runtime.local.Watched;
import dev.duru.kernel.ProblemException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One replica: a container that is made anew for each start. Used by one thread at a time.
 *
 * <p>What was seen last holds while the engine is away: its address is asked for health all the
 * same.
 */
final class ReplicaContainer {
    private static final String CONTAINER = "container";

    private final int index;
    private final Watched watched;
    private final ReplicaFolder folder;
    private final LogCapture log;
    private String id;
    private int port;
    private boolean running;
    private boolean ending;

    ReplicaContainer(int index, Watched watched) {
        this.index = index;
        this.watched = watched;
        this.folder = watched.folder();
        this.log = new LogCapture(folder);
        this.id = folder.text(CONTAINER).orElse("");
        this.port = folder.port().orElse(0);
        this.running = !id.isEmpty();
        this.ending = folder.stopping().isPresent();
    }

    /** Takes note of what the engine has for this replica; null when it has none. */
    void see(ContainerEngine engine, Containers.@Nullable Listed found) {
        if (found == null) {
            if (running) {
                folder.write("exit", "its container was removed");
            }
            running = false;
            return;
        }
        boolean up = found.status().equals("running");
        if (up && (!running || !id.equals(found.id()) || port == 0)) {
            adopt(engine.containers().inspect(found.id()));
        } else if (!up && (running || !id.equals(found.id()))) {
            end(engine, found.id());
        }
        if (up) {
            log.keepFollowing(found.id(), LogSource.of(engine, found.id()));
        }
    }

    private void adopt(ContainerState state) {
        id = state.id();
        // One that has ended already is found to have ended at the next look.
        running = true;
        int published =
                state.ports().values().stream()
                        .flatMap(List::stream)
                        .mapToInt(ContainerState.Binding::port)
                        .findFirst()
                        .orElse(0);
        String told = state.environment().getOrDefault("PORT", "");
        port = published > 0 || !told.matches("\\d{1,5}") ? published : Integer.parseInt(told);
        folder.write(CONTAINER, id);
        folder.write("port", String.valueOf(port));
    }

    private void end(ContainerEngine engine, String container) {
        running = false;
        id = container;
        watched.ended();
        engine.containers().find(container).ifPresent(state -> folder.write("exit", how(state)));
        log.finish(container, LogSource.of(engine, container));
    }

    private static String how(ContainerState state) {
        if (state.outOfMemory()) {
            return "it was ended because it took more memory than it may (exit code "
                    + state.exitCode()
                    + ")";
        }
        return state.error().isEmpty()
                ? String.valueOf(state.exitCode())
                : "it could not be started: " + state.error();
    }

    /** Starts it when it does not run and its pause is over. */
    void keepRunning(ContainerEngine engine, Plan plan, String image) {
        if (running || !watched.due()) {
            return;
        }
        if (!id.isEmpty()) {
            engine.containers().remove(id);
        }
        int inside = plan.port(plan.hostNetwork() ? freePort() : 0);
        ending = false;
        watched.begin(plan.hostNetwork() ? inside : 0);
        id = engine.containers().create(plan.spec(index, image, inside, engine.version().kind()));
        folder.write(CONTAINER, id);
        engine.containers().start(id);
        adopt(engine.containers().inspect(id));
        log.keepFollowing(id, LogSource.of(engine, id));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw ProblemException.resource("there is no free port: " + e.getMessage());
        }
    }

    /** How it is now; asks for its health on the side. */
    Replica look(@Nullable String healthPath) {
        return watched.look(running, port == 0 || ending ? "" : "127.0.0.1:" + port, healthPath);
    }

    /**
     * Asks it to end, later makes it end; whether nothing is left of it.
     *
     * @param found what the engine has of it; null when nothing
     */
    boolean stop(ContainerEngine engine, Containers.@Nullable Listed found, Duration grace) {
        if (found == null) {
            folder.forget();
            return true;
        }
        Instant now = watched.now();
        Instant asked = folder.stopping().orElse(null);
        boolean up = found.status().equals("running");
        if (up && asked == null && !grace.isZero()) {
            ending = true;
            folder.keepStopping(now);
            ContainerState state = engine.containers().inspect(found.id());
            engine.containers().kill(found.id(), state.stopSignal());
            return false;
        }
        if (up && asked != null && now.isBefore(asked.plus(grace))) {
            return false;
        }
        if (up) {
            engine.containers().kill(found.id(), "SIGKILL");
        }
        log.finish(found.id(), LogSource.of(engine, found.id()));
        engine.containers().remove(found.id());
        running = false;
        folder.forget();
        return true;
    }

    /** Takes no more output. */
    void close() {
        log.close();
    }
}
