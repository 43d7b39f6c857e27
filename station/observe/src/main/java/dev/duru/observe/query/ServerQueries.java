package dev.duru.observe.query;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.SeriesExemplars;
import dev.duru.tsdb.number.NumberText;
import dev.duru.tsdb.query.QueryEngine;
import dev.duru.tsdb.query.syntax.Narrowing;
import dev.duru.tsdb.query.syntax.Printer;
import dev.duru.tsdb.query.syntax.QueryException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lets another server answer, for all series or for those that fulfil one condition. */
public final class ServerQueries implements Queries, AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MOST_BYTES = 64 << 20;

    /** What the server may take beyond the time that it was given. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final QueryServer server;
    private final HttpClient client;
    private final @Nullable Matcher only;

    /** All series of a server. */
    public ServerQueries(QueryServer server) {
        this(server, server.client(), null);
    }

    private ServerQueries(QueryServer server, HttpClient client, @Nullable Matcher only) {
        this.server = server;
        this.client = client;
        this.only = only;
    }

    /** Those of its series that fulfil a condition. */
    public ServerQueries narrowed(Matcher condition) {
        return new ServerQueries(server, client, condition);
    }

    /** A form to be posted. */
    private static final class Form {
        private final List<String> pairs = new ArrayList<>();

        Form with(String name, String value) {
            pairs.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
            return this;
        }

        Form time(String name, long millis) {
            return with(name, String.valueOf(millis / 1000.0));
        }

        Form bounds(Bounds bounds) {
            if (!bounds.lookback().equals(Bounds.USUAL.lookback())) {
                with("lookback_delta", bounds.lookback().toMillis() + "ms");
            }
            return with("stats", "true").with("timeout", bounds.timeout().toMillis() + "ms");
        }

        @Override
        public String toString() {
            return String.join("&", pairs);
        }
    }

    private String query(String text) {
        return only == null ? text : Printer.line(Narrowing.of(QueryEngine.parse(text), only));
    }

    @Override
    public QueryEngine.Result instant(String query, long atMillis, Bounds bounds) {
        Form form = new Form().with("query", query(query)).time("time", atMillis).bounds(bounds);
        return AnswerJson.result(post("/query", form, bounds.timeout()));
    }

    @Override
    public QueryEngine.Result range(
            String query, long fromMillis, long toMillis, long stepMillis, Bounds bounds) {
        Form form =
                new Form()
                        .with("query", query(query))
                        .time("start", fromMillis)
                        .time("end", toMillis)
                        .time("step", stepMillis)
                        .bounds(bounds);
        return AnswerJson.result(post("/query_range", form, bounds.timeout()));
    }

    /** Without a condition nothing is said; with one, each selector has it. */
    private Form form(Which which) {
        Form form = new Form();
        List<List<Matcher>> selectors = which.selectors();
        if (selectors.isEmpty() && only != null) {
            selectors = List.of(List.of());
        }
        for (List<Matcher> selector : selectors) {
            List<Matcher> all = new ArrayList<>(selector);
            if (only != null) {
                all.add(only);
            }
            form.with("match[]", text(all));
        }
        if (which.fromMillis() > 0) {
            form.time("start", which.fromMillis());
        }
        if (which.toMillis() < Long.MAX_VALUE) {
            form.time("end", which.toMillis());
        }
        return form;
    }

    private static String text(List<Matcher> matchers) {
        return matchers.stream()
                .map(m -> m.label() + m.kind().sign() + NumberText.quoted(m.value()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    @Override
    public Set<Labels> series(Which which) {
        Form form = form(which);
        if (which.selectors().isEmpty() && only == null) {
            form.with("match[]", "{__name__!=\"\"}");
        }
        Set<Labels> found = new TreeSet<>();
        AnswerJson.data(post("/series", form, Bounds.USUAL.timeout()))
                .forEach(each -> found.add(AnswerJson.labels(each)));
        return found;
    }

    @Override
    public Set<String> labelNames(Which which) {
        return new TreeSet<>(
                AnswerJson.texts(
                        AnswerJson.data(post("/labels", form(which), Bounds.USUAL.timeout()))));
    }

    @Override
    public Set<String> labelValues(String label, Which which) {
        if (!label.matches("[a-zA-Z_][a-zA-Z0-9_]*")) {
            throw QueryException.malformed("invalid label name: " + NumberText.quoted(label));
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.at("/label/" + label + "/values?" + form(which)));
        return new TreeSet<>(
                AnswerJson.texts(AnswerJson.data(send(request, Bounds.USUAL.timeout()))));
    }

    @Override
    public List<SeriesExemplars> exemplars(String query, long fromMillis, long toMillis) {
        Form form = new Form().with("query", query(query));
        form.time("start", Math.max(0, fromMillis));
        form.time("end", Math.min(toMillis, Integer.MAX_VALUE * 1000L));
        return AnswerJson.exemplars(
                AnswerJson.data(post("/query_exemplars", form, Bounds.USUAL.timeout())));
    }

    /** Of a project that, which is about its series. */
    @Override
    public Map<String, List<About>> metadata(String metric) {
        Form form = new Form();
        if (!metric.isEmpty()) {
            form.with("metric", metric);
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(server.at("/metadata?" + form));
        Map<String, List<About>> all =
                AnswerJson.metadata(AnswerJson.data(send(request, Bounds.USUAL.timeout())));
        return only == null || all.isEmpty()
                ? all
                : About.of(all, labelValues(Labels.NAME, Which.ALL));
    }

    private JsonNode post(String path, Form form, Duration patience) {
        return send(
                HttpRequest.newBuilder(server.at(path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form.toString())),
                patience);
    }

    private JsonNode send(HttpRequest.Builder request, Duration patience) {
        try {
            String authorization = server.authorization();
            if (!authorization.isEmpty()) {
                request.header("Authorization", authorization);
            }
            HttpResponse<InputStream> response =
                    client.send(
                            request.timeout(patience.plus(GRACE)).build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            return read(response);
        } catch (java.net.http.HttpTimeoutException e) {
            throw QueryException.stopped(
                    QueryException.Kind.TIMEOUT, server.url() + " does not answer in time");
        } catch (IOException e) {
            throw QueryException.execution(
                    server.url()
                            + ", which is to answer queries, cannot be asked: "
                            + (e.getMessage() == null ? e.toString() : e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw QueryException.stopped(QueryException.Kind.CANCELED, "the query was canceled");
        }
    }

    private JsonNode read(HttpResponse<InputStream> response) throws IOException {
        byte[] body;
        try (InputStream in = response.body()) {
            body = in.readNBytes(MOST_BYTES + 1);
        }
        if (body.length > MOST_BYTES) {
            throw QueryException.execution(
                    "the answer is larger than " + (MOST_BYTES >> 20) + " MiB; ask for less");
        }
        try {
            JsonNode answer = JSON.readTree(body);
            if (answer.has("status")) {
                return answer;
            }
        } catch (JacksonException notJson) {
            throw strange(response.statusCode());
        }
        throw strange(response.statusCode());
    }

    private QueryException strange(int status) {
        return QueryException.execution(
                server.url()
                        + " answers "
                        + status
                        + " and not as Prometheus' HTTP API; look at its address and at who may"
                        + " ask");
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
