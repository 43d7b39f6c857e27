package dev.duru.app.demo;

import dev.duru.app.cli.ApiClient;
import dev.duru.kernel.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** The facts of a project as the REST interface gives them, and waiting for one. */
final class FactFeed {
    private static final Duration TICK = Duration.ofMillis(100);

    private final ApiClient api;
    private final String path;
    private final Consumer<Seen> onFact;
    private final List<Seen> seen = new ArrayList<>();
    private long cursor;

    FactFeed(ApiClient api, String project, Consumer<Seen> onFact) {
        this.api = api;
        this.path = "/api/v1/projects/" + project + "/facts?after=";
        this.onFact = onFact;
    }

    /** A fact: its kind, when it happened, and its components. */
    record Seen(long sequence, Instant at, String kind, JsonNode fact) {
        String text(String component) {
            return fact.path(component).asString("");
        }

        boolean is(String wanted, String commit) {
            return kind.equals(wanted) && text("commit").equals(commit);
        }

        boolean in(String environment) {
            return text("environment").equals(environment);
        }
    }

    /**
     * Waits for a fact, also one that has been seen already.
     *
     * @param what what is waited for, for the message
     * @param hopeless facts that mean that it will never come; the first one ends the waiting
     * @throws ProblemException RESOURCE when it did not happen in time, or never will
     */
    Seen await(String what, Duration patience, Predicate<Seen> wanted, Predicate<Seen> hopeless) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            poll();
            Optional<Seen> found = first(wanted);
            if (found.isPresent()) {
                return found.get();
            }
            Optional<Seen> end = first(hopeless);
            if (end.isPresent()) {
                throw ProblemException.resource(
                        "waiting for "
                                + what
                                + ", but this happened: "
                                + end.get().kind()
                                + " "
                                + end.get().fact());
            }
            if (System.nanoTime() > deadline) {
                throw ProblemException.resource(
                        what + " did not happen within " + patience.toSeconds() + " s");
            }
            pause();
        }
    }

    Optional<Seen> first(Predicate<Seen> wanted) {
        return seen.stream().filter(wanted).findFirst();
    }

    List<Seen> all(Predicate<Seen> wanted) {
        return seen.stream().filter(wanted).toList();
    }

    private void poll() {
        JsonNode page = api.read(path + cursor);
        for (JsonNode entry : page.isArray() ? page : page.path("facts")) {
            Seen fact =
                    new Seen(
                            entry.path("sequence").asLong(),
                            Instant.parse(entry.path("at").asString()),
                            entry.path("kind").asString(),
                            entry.path("fact"));
            cursor = Math.max(cursor, fact.sequence());
            seen.add(fact);
            onFact.accept(fact);
        }
    }

    private static void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(TICK.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.resource("interrupted");
        }
    }
}
