package dev.duru.observe.alerts;

import dev.duru.observe.scrape.Relabel;
import dev.duru.tsdb.Labels;
import dev.duru.web.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends alerts of rules to an Alertmanager. What waits is the newest of each alert; rules say an
 * alert again as long as it fires, so an outage or a restart of either side loses none that lasts.
 */
public final class Forwarder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);
    private static final int BATCH = 64;
    private static final int MOST_WAITING = 10_000;
    private static final long LONGEST_PAUSE = 30_000;
    private static final long PAUSE = 500;

    private final Target target;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final Map<String, Alert> waiting = new LinkedHashMap<>();
    private volatile String problem = "";
    private final Thread thread;

    /**
     * Where alerts go.
     *
     * @param url of its API for alerts, version 2
     * @param credentials the value of the header {@code Authorization}, or {@code ""}
     * @param relabels which alerts, and with which labels
     * @param external labels that are added where an alert has none of that name
     */
    public record Target(
            URI url,
            String credentials,
            Duration timeout,
            List<Relabel> relabels,
            Map<String, String> external) {}

    /** Sends from now on. */
    public Forwarder(Target target) {
        this.target = target;
        this.thread = Thread.ofVirtual().name("observe-forward-" + target.url()).start(this::run);
    }

    /** Where it sends. */
    public Target target() {
        return target;
    }

    /** Why the last message was not taken; empty when it was. */
    public String problem() {
        return problem;
    }

    /** Takes alerts that fire or are over. */
    public void take(List<Alert> alerts) {
        for (Alert alert : alerts) {
            Map<String, String> labels = new LinkedHashMap<>(target.external());
            labels.putAll(alert.labels().map());
            Relabel.apply(target.relabels(), labels)
                    .ifPresent(kept -> {
                        Alert sent =
                                new Alert(
                                        Labels.of(kept),
                                        alert.annotations(),
                                        alert.startsAt(),
                                        alert.endsAt(),
                                        alert.generatorUrl());
                        synchronized (waiting) {
                            if (waiting.size() < MOST_WAITING
                                    || waiting.containsKey(sent.fingerprint())) {
                                waiting.put(sent.fingerprint(), sent);
                            }
                        }
                    });
        }
    }

    private void run() {
        long pause = PAUSE;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                TimeUnit.MILLISECONDS.sleep(pause);
                for (List<Alert> batch = next(); !batch.isEmpty(); batch = next()) {
                    send(batch);
                }
                pause = PAUSE;
            } catch (InterruptedException e) {
                return;
            } catch (IOException | RuntimeException e) {
                if (problem.isEmpty()) {
                    LOG.warn("{} takes no alerts: {}", target.url(), e.toString());
                }
                problem = e.getMessage() == null ? e.toString() : e.getMessage();
                pause = Math.min(LONGEST_PAUSE, pause * 2);
            }
        }
    }

    private List<Alert> next() {
        synchronized (waiting) {
            return waiting.values().stream().limit(BATCH).toList();
        }
    }

    private void send(List<Alert> batch) throws IOException, InterruptedException {
        List<Object> body = new ArrayList<>();
        for (Alert alert : batch) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("labels", alert.labels().map());
            json.put("annotations", alert.annotations());
            json.put("startsAt", alert.startsAt().toString());
            json.put("endsAt", alert.endsAt().toString());
            json.put("generatorURL", alert.generatorUrl());
            body.add(json);
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(target.url())
                        .timeout(target.timeout())
                        .header("Content-Type", "application/json")
                        .header("User-Agent", "Duru")
                        .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)));
        if (!target.credentials().isEmpty()) {
            request.header("Authorization", target.credentials());
        }
        HttpResponse<String> response =
                client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        int status = response.statusCode();
        if (status == 429 || status >= 500) {
            throw new IOException("it answers " + status);
        }
        problem = status < 300 ? "" : "it answers " + status + ": " + response.body().strip();
        synchronized (waiting) {
            batch.forEach(alert -> waiting.remove(alert.fingerprint(), alert));
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        client.shutdownNow();
    }
}
