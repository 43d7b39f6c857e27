package dev.duru.containers;

import dev.duru.containers.wire.Exchange;
import dev.duru.containers.wire.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Containers of an engine, by their ids or names. */
public final class Containers {
    private final Api api;

    Containers(Api api) {
        this.api = api;
    }

    /** A container as it is in a list. */
    public record Listed(
            String id, List<String> names, String status, Map<String, String> labels) {}

    /**
     * Makes a container, which does not run yet.
     *
     * @return its id
     */
    public String create(ContainerSpec spec) {
        Api.Call call = Api.post("containers", "create");
        if (!spec.name().isEmpty()) {
            call.with("name", spec.name());
        }
        if (!spec.platform().isEmpty()) {
            call.with("platform", spec.platform());
        }
        JsonNode created = api.json(call, spec.body());
        return created.path("Id").asString("");
    }

    /** Starts a container; one that runs is left alone. */
    public void start(String id) {
        api.json(Api.post("containers", id, "start"));
    }

    /** Asks a container to end, and kills it when it has not after a while. */
    public void stop(String id, Duration grace) {
        long seconds = grace.toSeconds();
        api.json(
                api.request(Api.post("containers", id, "stop").with("t", Long.toString(seconds))),
                Api.QUICK.plus(grace));
    }

    /** Sends a signal, such as {@code SIGKILL}, to the first process; nothing if it ended. */
    public void kill(String id, String signal) {
        try {
            api.json(Api.post("containers", id, "kill").with("signal", signal));
        } catch (EngineRefusalException e) {
            // The engines answer with different statuses when it has ended already.
            if (find(id).filter(ContainerState::running).isPresent()) {
                throw e;
            }
        }
    }

    /** Waits until a container has ended, and gives its exit code. */
    public int await(String id) {
        JsonNode end = api.json(api.request(Api.post("containers", id, "wait")), Api.PATIENT);
        return end.path("StatusCode").asInt(0);
    }

    /** Removes a container at once, running or not, with its own volumes; gone already is fine. */
    public void remove(String id) {
        try {
            api.json(Api.delete("containers", id).with("force", true).with("v", true));
        } catch (EngineRefusalException e) {
            // 409: somebody else is removing it.
            if (!e.isMissing() && e.status() != 409) {
                throw e;
            }
        }
    }

    public ContainerState inspect(String id) {
        return ContainerState.read(api.json(Api.get("containers", id, "json")));
    }

    /** The same, or nothing when there is no such container. */
    public Optional<ContainerState> find(String id) {
        try {
            return Optional.of(inspect(id));
        } catch (EngineRefusalException e) {
            if (e.isMissing()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Containers, running or not, that have all of these labels; an empty value is any value. */
    public List<Listed> list(Map<String, String> labels) {
        List<Listed> all = new ArrayList<>();
        Api.Call call = Api.get("containers", "json").with("all", true).labelled(labels);
        for (JsonNode each : api.json(call)) {
            all.add(
                    new Listed(
                            each.path("Id").asString(""),
                            ImageInfo.items(each.path("Names")),
                            each.path("State").asString(""),
                            ContainerState.texts(each.path("Labels"))));
        }
        return all;
    }

    /**
     * What a container has printed so far.
     *
     * @param tail how many lines of the end; 0 for all
     */
    public void logs(String id, int tail, Output output) {
        read(logCall(id, tail), output);
    }

    /** What a container has printed and prints, until it ends. */
    public void follow(String id, Output output) {
        read(logCall(id, 0).with("follow", true), output);
    }

    /**
     * What a container has printed since a moment, and prints, until it ends; before each line
     * stands its time as in RFC 3339, and a space.
     */
    public void followTimed(String id, Instant since, Output output) {
        read(
                logCall(id, 0)
                        .with("follow", true)
                        .with("timestamps", true)
                        .with(
                                "since",
                                "%d.%09d".formatted(since.getEpochSecond(), since.getNano())),
                output);
    }

    private static Api.Call logCall(String id, int tail) {
        return Api.get("containers", id, "logs")
                .with("stdout", true)
                .with("stderr", true)
                .with("tail", tail == 0 ? "all" : Integer.toString(tail));
    }

    private void read(Api.Call call, Output output) {
        api.call(
                api.request(call),
                Api.QUICK,
                response -> {
                    Frames.read(response.body(), output);
                    return true;
                });
    }

    /**
     * Connects to what a container prints; do it before the start to miss nothing. The container
     * must have been made without a terminal.
     */
    public Attachment attach(String id) {
        Api.Call call =
                Api.post("containers", id, "attach")
                        .with("stream", true)
                        .with("stdout", true)
                        .with("stderr", true);
        try {
            Exchange exchange = Exchange.open(api.endpoint());
            Response response = exchange.send(api.request(call).upgraded(), Api.QUICK);
            if (!response.good()) {
                try (exchange) {
                    Api.checked(response);
                }
            }
            return new Attachment(exchange, response);
        } catch (IOException e) {
            throw api.gone(e);
        }
    }

    /** A connection to a container's output. */
    public final class Attachment implements AutoCloseable {
        private final Exchange exchange;
        private final Response response;

        private Attachment(Exchange exchange, Response response) {
            this.exchange = exchange;
            this.response = response;
        }

        /** Passes everything on until the container ends. */
        public void read(Output output) {
            try {
                Frames.read(response.body(), output);
            } catch (IOException e) {
                throw api.gone(e);
            } catch (UncheckedIOException e) {
                throw api.gone(e);
            }
        }

        @Override
        public void close() {
            exchange.close();
        }
    }
}
