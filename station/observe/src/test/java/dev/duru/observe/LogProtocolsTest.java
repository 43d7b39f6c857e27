package dev.duru.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.Fact;
import dev.duru.observe.logs.AppOutput;
import dev.duru.observe.logs.JobOutput;
import dev.duru.observe.logs.LogLine;
import dev.duru.observe.logs.LogQuery;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lines that others send and ask for, in their own protocols; and errors in lines. */
class LogProtocolsTest {
    private static final String PROJECT = "/api/v1/projects/team/shop";
    private static final String ELASTIC = PROJECT + "/elasticsearch";
    private static final String LOKI = PROJECT + "/loki/api/v1";
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir Path folder;
    private Bench bench;

    @BeforeEach
    void start() {
        bench = new Bench(folder, () -> "");
    }

    @AfterEach
    void stop() throws Exception {
        bench.close();
    }

    private HttpResponse<String> send(String method, String path, String body, String token)
            throws IOException, InterruptedException {
        return bench.client()
                .send(
                        HttpRequest.newBuilder(URI.create(bench.server.localUrl() + path))
                                .header("Authorization", "Bearer " + token)
                                .header("Content-Type", "application/json")
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode elastic(String path, String body) throws Exception {
        HttpResponse<String> answer = send("POST", ELASTIC + path, body, "ann");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static String documents() {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            body.append("{\"create\":{\"_index\":\"filebeat-8\"}}\n")
                    .append(
                            "{\"@timestamp\":\"2026-11-23T07:%02d:00.000Z\",\"message\":\"request %d took long\",\"http\":{\"status\":%d},\"host\":{\"name\":\"h%d\"}}\n"
                                    .formatted(i, i, i % 4 == 0 ? 500 : 200, i % 2));
        }
        return body.toString();
    }

    @Test
    void realCurlShipsABulk() throws Exception {
        Assumptions.assumeTrue(Files.exists(Path.of("/usr/bin/curl")), "curl is not installed");
        Path body = Files.writeString(folder.resolve("bulk.ndjson"), documents());
        Process curl =
                new ProcessBuilder(
                                "curl",
                                "-sS",
                                "--fail-with-body",
                                "-u",
                                "root:root",
                                "-H",
                                "Content-Type: application/x-ndjson",
                                "--data-binary",
                                "@" + body,
                                bench.server.localUrl() + ELASTIC + "/_bulk")
                        .redirectErrorStream(true)
                        .start();
        String answer = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(curl.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(curl.exitValue()).as(answer).isZero();
        assertThat(JSON.readTree(answer).path("errors").asBoolean()).isFalse();
        assertThat(JSON.readTree(answer).path("items").size()).isEqualTo(20);
        assertThat(elastic("/_count", "{}").path("count").asInt()).isEqualTo(20);
    }

    @Test
    void elasticsearchFindsSortsPagesAndCounts() throws Exception {
        assertThat(send("POST", ELASTIC + "/_bulk", documents(), "ann").statusCode())
                .isEqualTo(403);
        assertThat(send("POST", ELASTIC + "/_bulk", documents(), "root").statusCode())
                .isEqualTo(200);
        JsonNode first =
                elastic(
                        "/filebeat-*/_search",
                        """
                        {"size":2,"sort":[{"@timestamp":{"order":"asc"}}],
                         "query":{"bool":{"must":[{"match_phrase":{"message":"took long"}}],
                          "filter":[{"range":{"@timestamp":{"gte":"2026-11-23T07:05:00Z","lt":"2026-11-23T07:15:00Z"}}},
                                    {"range":{"http.status":{"gte":500}}}],
                          "must_not":[{"term":{"host.name.keyword":"h1"}}]}}}
                        """);
        assertThat(first.path("hits").path("total").path("value").asInt()).isEqualTo(2);
        assertThat(
                        first.path("hits")
                                .path("hits")
                                .path(0)
                                .path("_source")
                                .path("http")
                                .path("status")
                                .asInt())
                .isEqualTo(500);
        assertThat(
                        first.path("hits")
                                .path("hits")
                                .path(0)
                                .path("_source")
                                .path("message")
                                .asString(""))
                .isEqualTo("request 8 took long");
        JsonNode page = elastic("/_search", "{\"size\":15,\"query\":{\"match_all\":{}}}");
        JsonNode last = page.path("hits").path("hits").path(14).path("sort");
        JsonNode rest = elastic("/_search", "{\"size\":15,\"search_after\":" + last + "}");
        assertThat(rest.path("hits").path("hits").size()).isEqualTo(5);
        JsonNode counted =
                elastic(
                        "/_search",
                        """
                        {"size":0,"query":{"query_string":{"query":"request AND NOT http.status:500"}},
                         "aggs":{"t":{"date_histogram":{"field":"@timestamp","fixed_interval":"10m"},
                          "aggs":{"h":{"terms":{"field":"host.name"}}}}}}
                        """);
        JsonNode buckets = counted.path("aggregations").path("t").path("buckets");
        assertThat(buckets.size()).isEqualTo(2);
        assertThat(buckets.path(0).path("doc_count").asInt()).isEqualTo(7);
        assertThat(buckets.path(0).path("h").path("buckets").path(0).path("key").asString(""))
                .isEqualTo("h1");
        assertThat(
                        elastic("/other-*/_search", "{}")
                                .path("hits")
                                .path("total")
                                .path("value")
                                .asInt())
                .isZero();
    }

    @Test
    void elasticsearchShakesHandsAndRefusesInItsOwnWords() throws Exception {
        HttpResponse<String> hello = bench.ask(ELASTIC + "/", "ann");
        assertThat(hello.headers().firstValue("X-Elastic-Product")).hasValue("Elasticsearch");
        assertThat(JSON.readTree(hello.body()).path("version").path("number").asString(""))
                .startsWith("8.");
        assertThat(bench.ask(ELASTIC + "/_license", "ann").body()).contains("active");
        assertThat(bench.ask(ELASTIC + "/_field_caps?fields=*", "ann").body())
                .contains("@timestamp");
        assertThat(send("PUT", ELASTIC + "/_index_template/filebeat", "{}", "ann").body())
                .contains("true");
        assertThat(bench.ask(ELASTIC + "/", "").statusCode()).isEqualTo(401);
        HttpResponse<String> unknown =
                send("POST", ELASTIC + "/_search", "{\"query\":{\"fuzzy\":{\"a\":\"b\"}}}", "ann");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body()).contains("unknown query [fuzzy]");
        HttpResponse<String> mixed =
                send(
                        "POST",
                        ELASTIC + "/a/_bulk",
                        "{\"index\":{}}\n{\"message\":\"good\"}\n{\"index\":{}}\n"
                                + "[".repeat(5_000)
                                + "\n{\"delete\":{\"_id\":\"1\"}}\n",
                        "root");
        JsonNode items = JSON.readTree(mixed.body()).path("items");
        assertThat(items.path(0).path("index").path("status").asInt()).isEqualTo(201);
        assertThat(items.path(1).path("index").path("status").asInt()).isEqualTo(400);
        assertThat(items.path(2).path("delete").path("status").asInt()).isEqualTo(400);
    }

    private JsonNode loki(String path, String query, String more) throws Exception {
        String encoded = URLEncoder.encode(query, StandardCharsets.UTF_8);
        HttpResponse<String> answer = bench.ask(LOKI + path + "?query=" + encoded + more, "ann");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).path("data");
    }

    @Test
    void lokiTakesLinesAndAnswersLogQl() throws Exception {
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            values.append(i == 0 ? "" : ",")
                    .append(
                            "[\"%d\",\"level=%s took=%dms user=u%d\"]"
                                    .formatted(
                                            1_790_000_000_000_000_000L + i * 1_000_000_000L,
                                            i % 3 == 0 ? "error" : "info",
                                            i * 10,
                                            i % 2));
        }
        String push =
                "{\"streams\":[{\"stream\":{\"job\":\"web\",\"env\":\"prod\"},\"values\":["
                        + values
                        + "]}]}";
        assertThat(send("POST", LOKI + "/push", push, "ann").statusCode()).isEqualTo(403);
        assertThat(send("POST", LOKI + "/push", push, "root").statusCode()).isEqualTo(204);
        String all = "&start=1790000000&end=1790000100&limit=100";
        JsonNode errors =
                loki(
                        "/query_range",
                        "{job=\"web\",env=~\"pr.*\"} |= \"user=\" != \"u1\" | logfmt | level=\"error\" and took > 250ms",
                        all);
        assertThat(errors.path("resultType").asString("")).isEqualTo("streams");
        int lines = 0;
        for (JsonNode stream : errors.path("result")) {
            lines += stream.path("values").size();
        }
        assertThat(lines).isEqualTo(5);
        JsonNode counts =
                loki(
                        "/query_range",
                        "sum by (level) (count_over_time({job=\"web\"} | logfmt [30s]))",
                        "&start=1790000029&end=1790000059&step=30");
        assertThat(counts.path("resultType").asString("")).isEqualTo("matrix");
        for (JsonNode series : counts.path("result")) {
            boolean error = series.path("metric").path("level").asString("").equals("error");
            assertThat(series.path("values").path(0).path(1).asString(""))
                    .isEqualTo(error ? "10" : "20");
        }
        assertThat(counts.path("result").size()).isEqualTo(2);
        JsonNode rate = loki("/query", "rate({job=\"web\"}[30s])", "&time=1790000059");
        assertThat(rate.path("result").path(0).path("value").path(1).asString("")).isEqualTo("1");
        assertThat(bench.ask(LOKI + "/labels", "ann").body()).contains("\"env\",\"job\"");
        assertThat(bench.ask(LOKI + "/label/job/values", "ann").body()).contains("web");
        assertThat(bench.ask(LOKI + "/series?match%5B%5D=%7Bjob%3D%22web%22%7D", "ann").body())
                .contains("prod");
        HttpResponse<String> wrong =
                bench.ask(
                        LOKI + "/query?query=%7Bjob%3D%22web%22%7D%20%7C%20line_format%20%22x%22",
                        "ann");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("col 15");
    }

    @Test
    void otlpRecordsAreLines() throws Exception {
        String body =
                """
                {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"pay"}}]},
                 "scopeLogs":[{"logRecords":[{"timeUnixNano":"1790000000000000000","severityNumber":17,
                  "body":{"stringValue":"no card"},"traceId":"4bf92f3577b34da6a3ce929d0e0e4736",
                  "attributes":[{"key":"tries","value":{"intValue":"3"}}]}]}]}]}
                """;
        assertThat(send("POST", PROJECT + "/otlp/v1/logs", body, "ann").statusCode())
                .isEqualTo(403);
        assertThat(send("POST", PROJECT + "/otlp/v1/logs", body, "root").statusCode())
                .isEqualTo(200);
        LogLine line =
                bench.observe
                        .lines(
                                Bench.SHOP,
                                new LogQuery(
                                        "",
                                        0,
                                        "card service:pay tries:>2 level:error",
                                        false,
                                        null,
                                        null,
                                        Long.MAX_VALUE,
                                        9))
                        .getFirst();
        assertThat(line.text()).isEqualTo("no card");
        assertThat(line.at()).isEqualTo(Instant.ofEpochSecond(1_790_000_000L));
        assertThat(line.fields()).containsEntry("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736");
        HttpResponse<String> wrong =
                send(
                        "POST",
                        PROJECT + "/otlp/v1/logs",
                        body.replace("1790000000000000000", "yesterday"),
                        "root");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("record 0");
    }

    @Test
    void stackTracesBecomeErrorGroups() throws Exception {
        Path file = folder.resolve("app.log");
        String commit = "0a1b2c3d".repeat(5);
        bench.sources.add(new AppOutput.Source(Bench.SHOP, "production", 3, commit, 0, file));
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            text.append("java.lang.IllegalStateException: cart ")
                    .append(i)
                    .append(
                            "\n\tat shop.Cart.total(Cart.java:41)\n\tat shop.Main.main(Main.java:7)\nfine\n");
        }
        text.append(
                "{\"level\":\"error\",\"stack\":\"TypeError: no card\\n    at pay (/app/pay.js:3:4)\"}\n");
        Files.writeString(file, text);
        Bench.await(
                "the other group",
                () -> bench.ask(PROJECT + "/errors", "ann").body().contains("pay pay.js"));
        Bench.await(
                "the group",
                () -> bench.ask(PROJECT + "/errors", "ann").body().contains("\"count\":3"));
        JsonNode group = JSON.createObjectNode();
        for (JsonNode one :
                JSON.readTree(bench.ask(PROJECT + "/errors", "ann").body()).path("errors")) {
            group = one.path("language").asString("").equals("java") ? one : group;
        }
        assertThat(group.path("type").asString("")).isEqualTo("java.lang.IllegalStateException");
        assertThat(group.path("firstVersion").asString("")).isEqualTo(commit);
        assertThat(group.path("firstRelease").asInt()).isEqualTo(3);
        assertThat(bench.ask("/team/shop/errors", "ann").body()).contains("shop.Cart.total");
        assertThat(
                        bench.ask(
                                        "/team/shop/errors/"
                                                + group.path("fingerprint").asString(""),
                                        "ann")
                                .body())
                .contains("Main.java:7")
                .contains("href=\"/team/shop/changes/" + commit + "\"");
    }

    @Test
    void countsContextAndFieldsBesideTheLines() throws Exception {
        Path file = folder.resolve("app.log");
        bench.sources.add(new AppOutput.Source(Bench.SHOP, "production", 3, "abc", 0, file));
        Files.writeString(file, "one\n{\"level\":\"error\",\"user\":\"ann\"}\nthree\n");
        Bench.await("three lines", () -> bench.texts().size() == 3);
        LogLine second = bench.observe.lines(Bench.SHOP, LogQuery.newest("", 3)).get(1);
        assertThat(bench.ask(PROJECT + "/logs?q=user:ann", "ann").body())
                .contains("\"level\":\"error\"");
        assertThat(bench.ask(PROJECT + "/logs/counts", "ann").body())
                .contains("\"total\":3")
                .contains("error");
        assertThat(bench.ask(PROJECT + "/logs/fields", "ann").body())
                .contains("user")
                .contains("replica");
        assertThat(bench.ask(PROJECT + "/logs/lines/" + second.id() + "/context", "ann").body())
                .contains("one")
                .contains("three");
        assertThat(bench.ask("/team/shop/logs/lines/" + second.id(), "ann").body())
                .contains("user");
        HttpResponse<String> wrong = bench.ask(PROJECT + "/logs?q=%28", "ann");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("column");
        assertThat(bench.ask("/team/shop/logs?q=%28", "ann").body()).contains("column");
        assertThat(second.at()).isBefore(Instant.now().plusSeconds(60));
    }

    @Test
    void logsOfJobsAreTakenOnceWhenTheirRunHasEnded() {
        bench.observe
                .logs()
                .takeJobs(
                        bench.ledger,
                        (project, run) ->
                                List.of(job("build", 7_000), job("test", 2), job("silent", 0)));
        finish(1);
        finish(2);
        finish(1);
        finish(3);
        Bench.await("all runs", () -> count("run:3") == 7_002);
        assertThat(count("run:1")).isEqualTo(7_002);
        assertThat(count("run:2")).isEqualTo(7_002);
        assertThat(count("job:test step:3 level:error")).isEqualTo(6);
        assertThat(bench.ask("/team/shop/logs?q=job:test", "ann").body())
                .contains("R3")
                .contains("line 2 of");
    }

    private void finish(long run) {
        bench.database.update(tx ->
                tx.append(
                        new Fact.RunFinished(
                                Bench.SHOP,
                                "abc",
                                run,
                                "ci.yml",
                                "push",
                                "refs/heads/main",
                                Fact.Result.SUCCESS,
                                "")));
    }

    private long count(String query) {
        String text =
                bench.ask(
                                PROJECT
                                        + "/logs/counts?from=2026-01-01T00:00:00Z&q="
                                        + URLEncoder.encode(query, StandardCharsets.UTF_8),
                                "ann")
                        .body();
        return JSON.readTree(text).path("total").asLong();
    }

    private static JobOutput.Job job(String name, int lines) {
        return new JobOutput.Job(
                name,
                (from, most) ->
                        LongStream.range(from, Math.min(lines + 1L, from + most))
                                .mapToObj(n ->
                                        new JobOutput.Printed(
                                                n,
                                                1_790_000_000_000L + n,
                                                3,
                                                "error",
                                                "\u001b[31mline " + n + " of " + name))
                                .toList());
    }
}
