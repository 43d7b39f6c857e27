package dev.duru.pipeline.container;

import dev.duru.containers.ContainerEngine;
import dev.duru.containers.ContainerState;
import dev.duru.containers.EngineRefusalException;
import dev.duru.containers.EngineVersion;
import dev.duru.containers.Execs;
import dev.duru.containers.HealthCheck;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits until a service is well. Podman runs no health checks for its API's callers, as Docker
 * does; there they are run from here.
 */
final class Health {
    /** However long a check says it may take, a job does not wait longer for a service. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final ContainerEngine engine;
    private final Interruptible waiting;

    Health(ContainerEngine engine, Interruptible waiting) {
        this.engine = engine;
        this.waiting = waiting;
    }

    /** Waits; gives why the service is not well, or {@code ""}. */
    String await(String id) {
        ContainerState state = engine.containers().inspect(id);
        if (state.check().isNone()) {
            return "";
        }
        HealthCheck check = state.check().filled();
        long deadline = System.nanoTime() + LONGEST.plus(check.startPeriod()).toNanos();
        return engine.version().kind() == EngineVersion.Kind.PODMAN
                ? ownChecks(id, check, deadline)
                : engineChecks(id, deadline);
    }

    private String engineChecks(String id, long deadline) {
        while (true) {
            ContainerState state = engine.containers().inspect(id);
            if (!state.running()) {
                return ended(state);
            }
            switch (state.health()) {
                case "healthy", "" -> {
                    return "";
                }
                case "unhealthy" -> {
                    return "its health check fails";
                }
                default -> {
                    if (System.nanoTime() > deadline) {
                        return tooLong();
                    }
                    waiting.pause(100);
                }
            }
        }
    }

    private static String ended(ContainerState state) {
        return "it ended with exit code " + state.exitCode() + " before it was healthy";
    }

    private static String tooLong() {
        return "its health check did not succeed in " + LONGEST.toMinutes() + " minutes";
    }

    private String ownChecks(String id, HealthCheck check, long deadline) {
        long counted = System.nanoTime() + check.startPeriod().toNanos();
        int failures = 0;
        // Docker waits before the first check; an early one that succeeds saves that time, and an
        // early one that fails does not count.
        boolean early = true;
        while (true) {
            String why = one(id, check);
            if (why.isEmpty()) {
                return "";
            }
            ContainerState state = engine.containers().inspect(id);
            if (!state.running()) {
                return ended(state);
            }
            if (!early && System.nanoTime() > counted && ++failures >= check.retries()) {
                return "its health check failed " + failures + " times in a row: " + why;
            }
            early = false;
            if (System.nanoTime() > deadline) {
                return tooLong() + ": " + why;
            }
            waiting.pause(check.interval().toMillis());
        }
    }

    /** Runs a check; gives why it failed, or {@code ""}. */
    private String one(String id, HealthCheck check) {
        StringBuilder said = new StringBuilder();
        Execs.Spec spec = Execs.Spec.of(check.command().toArray(String[]::new));
        FutureTask<Integer> task =
                new FutureTask<>(() ->
                        engine.execs()
                                .run(
                                        id,
                                        spec,
                                        (channel, bytes, offset, length) ->
                                                keep(said, bytes, offset, length)));
        Thread thread = Thread.ofVirtual().name("health-check").start(task);
        try {
            int code = task.get(check.timeout().toMillis(), TimeUnit.MILLISECONDS);
            waiting.check();
            return code == 0 ? "" : "exit code " + code + ended(said);
        } catch (TimeoutException e) {
            thread.interrupt();
            return "it took longer than " + check.timeout().toSeconds() + " s";
        } catch (ExecutionException e) {
            if (e.getCause() instanceof EngineRefusalException refusal) {
                return String.valueOf(refusal.getMessage());
            }
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static void keep(StringBuilder said, byte[] bytes, int offset, int length) {
        synchronized (said) {
            if (said.length() < 500) {
                said.append(new String(bytes, offset, length, StandardCharsets.UTF_8));
            }
        }
    }

    private static String ended(StringBuilder said) {
        synchronized (said) {
            String text = said.toString().strip();
            return text.isEmpty() ? "" : ", " + text.substring(0, Math.min(500, text.length()));
        }
    }
}
