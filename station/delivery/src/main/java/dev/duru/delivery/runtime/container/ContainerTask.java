package dev.duru.delivery.runtime.container;

import dev.duru.containers.ContainerEngine;
import dev.duru.containers.ContainerSpec;
import dev.duru.containers.ContainerState;
import dev.duru.containers.Containers;
import dev.duru.containers.EngineRefusalException;
import dev.duru.delivery.TaskLook;
import dev.duru.delivery.runtime.local.LogCapture;
import dev.duru.delivery.runtime.local.ReplicaFolder;
import dev.duru.delivery.runtime.local.Restarts;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One task: a container that is made and started once. It is removed at its end; its exit code and
 * its output lie in the folder then. Used by one thread at a time.
 */
final class ContainerTask {
    private static final String CONTAINER = "container";
    private static final String EXIT = "exit";
    private static final String OVER = "over";
    private static final String KILLED = "137";

    /** Of a shell that does not find a command. */
    private static final String NOT_FOUND = "127";

    private final ReplicaFolder folder;
    private final LogCapture log;

    ContainerTask(Path folder) {
        this.folder = new ReplicaFolder(folder);
        this.log = new LogCapture(this.folder);
    }

    /** Whether the task in a folder was begun and its release was not stopped since. */
    static boolean open(Path folder) {
        ReplicaFolder own = new ReplicaFolder(folder);
        return !own.starts().starts().isEmpty() && own.text(OVER).isEmpty();
    }

    /** Whether it was begun, as far as Duru knows. */
    boolean known() {
        return !folder.starts().starts().isEmpty();
    }

    /**
     * Brings it closer to its end.
     *
     * @param found what the engine has of it; null when nothing
     * @param spec of the container, in case that none was ever made
     */
    TaskLook advance(
            ContainerEngine engine,
            Containers.@Nullable Listed found,
            Supplier<ContainerSpec> spec,
            Instant now) {
        if (folder.text(EXIT).isPresent()) {
            return look();
        }
        if (found == null && folder.text(CONTAINER).isPresent()) {
            return new TaskLook(TaskLook.State.LOST, -1, "its container was removed");
        }
        if (found == null) {
            folder.keepStart(0, Restarts.NONE.with(now));
            String id = engine.containers().create(spec.get());
            folder.write(CONTAINER, id);
            start(engine, id);
            return look();
        }
        folder.write(CONTAINER, found.id());
        switch (found.status()) {
            case "created", "configured", "initialized" -> start(engine, found.id());
            case "exited", "stopped", "dead" -> end(engine, found.id());
            default -> log.keepFollowing(found.id(), LogSource.of(engine, found.id()));
        }
        return look();
    }

    private void start(ContainerEngine engine, String id) {
        try {
            engine.containers().start(id);
            log.keepFollowing(id, LogSource.of(engine, id));
        } catch (EngineRefusalException e) {
            folder.print("duru: it could not be started: " + e.getMessage() + "\n");
            folder.write(EXIT, NOT_FOUND);
            engine.containers().remove(id);
        }
    }

    private void end(ContainerEngine engine, String id) {
        int exit = engine.containers().find(id).map(ContainerState::exitCode).orElse(-1);
        log.finish(id, LogSource.of(engine, id));
        folder.write(EXIT, exit < 0 ? KILLED : String.valueOf(exit));
        engine.containers().remove(id);
    }

    /** How it is by what lies in the folder. */
    TaskLook look() {
        String lines = folder.lastLines();
        String detail = lines.isEmpty() ? "it printed nothing" : "its last lines:\n" + lines;
        return folder.text(EXIT)
                .filter(text -> text.matches("\\d{1,3}"))
                .map(text -> new TaskLook(TaskLook.State.ENDED, Integer.parseInt(text), detail))
                .orElseGet(() -> new TaskLook(TaskLook.State.RUNNING, 0, detail));
    }

    /** Ends it by force. */
    void kill(ContainerEngine engine, Containers.@Nullable Listed found) {
        if (found != null) {
            engine.containers().kill(found.id(), "SIGKILL");
            log.finish(found.id(), LogSource.of(engine, found.id()));
            engine.containers().remove(found.id());
        }
        if (known() && folder.text(EXIT).isEmpty()) {
            folder.write(EXIT, KILLED);
        }
    }

    /** Its release is stopped: ends it by force, and keeps nothing but its output and its end. */
    void leave(ContainerEngine engine, Containers.@Nullable Listed found) {
        kill(engine, found);
        folder.write(OVER, "");
    }

    /** Takes no more output. */
    void close() {
        log.close();
    }
}
