package dev.duru.observe.events;

import dev.duru.web.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A program that is told of deployments by its own API. */
public sealed interface Destination {
    /** What it is called where it is written down; the same as long as the address is. */
    String name();

    /**
     * The request that tells of one happening.
     *
     * @param link where people read more
     * @throws IOException when its secret cannot be read
     */
    HttpRequest request(Happening happening, String link) throws IOException;

    /**
     * Datadog's events, version 1 of its API:
     * https://docs.datadoghq.com/api/latest/events/#post-an-event.
     *
     * @param site such as {@code https://api.datadoghq.com}
     * @param tags that each event gets besides its own
     */
    record Datadog(URI site, Path keyFile, List<String> tags) implements Destination {
        @Override
        public String name() {
            return "datadog " + site;
        }

        @Override
        public HttpRequest request(Happening happening, String link) throws IOException {
            List<String> all = new ArrayList<>(happening.tags());
            all.addAll(tags);
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("title", happening.title());
            body.put("text", text(happening, link));
            body.put("date_happened", happening.at().getEpochSecond());
            body.put(
                    "alert_type",
                    happening.isBad()
                            ? "error"
                            : happening.kind().equals("deployed") ? "success" : "info");
            body.put("source_type_name", "duru");
            body.put(
                    "aggregation_key",
                    happening.project()
                            + "/"
                            + happening.environment()
                            + "/"
                            + happening.release());
            body.put("tags", all);
            return post(site.resolve("/api/v1/events"), "DD-API-KEY", secret(keyFile), body);
        }
    }

    /**
     * New Relic's custom events:
     * https://docs.newrelic.com/docs/data-apis/ingest-apis/event-api/introduction-event-api/.
     *
     * @param url such as {@code https://insights-collector.newrelic.com}
     * @param account its number
     */
    record NewRelic(URI url, String account, Path keyFile) implements Destination {
        @Override
        public String name() {
            return "newrelic " + url + " " + account;
        }

        @Override
        public HttpRequest request(Happening happening, String link) throws IOException {
            Map<String, Object> event = new LinkedHashMap<>();
            event.put("eventType", "DuruDeployment");
            event.put("timestamp", happening.at().toEpochMilli());
            event.put("event", happening.kind());
            event.put("title", happening.title());
            event.put("text", text(happening, link));
            event.put("app", happening.project().toString());
            event.put("environment", happening.environment());
            event.put("release", happening.release());
            event.put("commit", happening.commit());
            return post(
                    url.resolve("/v1/accounts/" + account + "/events"),
                    "Api-Key",
                    secret(keyFile),
                    List.of(event));
        }
    }

    /**
     * Grafana's annotations:
     * https://grafana.com/docs/grafana/latest/developers/http_api/annotations/#create-annotation.
     *
     * @param tags that each annotation gets besides its own
     */
    record Grafana(URI url, Path tokenFile, List<String> tags) implements Destination {
        @Override
        public String name() {
            return "grafana " + url;
        }

        @Override
        public HttpRequest request(Happening happening, String link) throws IOException {
            List<String> all = new ArrayList<>(happening.tags());
            all.addAll(tags);
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("time", happening.at().toEpochMilli());
            body.put("tags", all);
            body.put("text", happening.title() + "\n" + text(happening, link));
            return post(
                    URI.create(url.toString().replaceAll("/+$", "") + "/api/annotations"),
                    "Authorization",
                    "Bearer " + secret(tokenFile),
                    body);
        }
    }

    private static String text(Happening happening, String link) {
        return happening.text().isEmpty() ? link : happening.text() + "\n" + link;
    }

    private static String secret(Path file) throws IOException {
        return Files.readString(file).strip();
    }

    private static HttpRequest post(URI url, String header, String secret, Object body) {
        return HttpRequest.newBuilder(url)
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .header("User-Agent", "Duru")
                .header(header, secret)
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)))
                .build();
    }
}
