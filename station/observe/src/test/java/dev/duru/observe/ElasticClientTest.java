package dev.duru.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The calls of Kibana's Discover, of Grafana's data source, and of Filebeat when it starts. */
class ElasticClientTest {
    private static final String ELASTIC = "/api/v1/projects/team/shop/elasticsearch";
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir Path folder;
    private Bench bench;

    @BeforeEach
    void start() throws Exception {
        bench = new Bench(folder, () -> "");
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            body.append("{\"create\":{\"_index\":\"")
                    .append(i % 2 == 0 ? "filebeat-8" : "app-1")
                    .append("\"}}\n")
                    .append(
                            "{\"@timestamp\":\"2026-%02d-01T22:30:00.000Z\",\"message\":\"month %d\",\"took\":%d,\"host\":{\"name\":\"h%d\"}}\n"
                                    .formatted(i + 1, i + 1, i * 10, i % 3));
        }
        assertThat(send("POST", "/_bulk", body.toString()).statusCode()).isEqualTo(200);
    }

    @AfterEach
    void stop() throws Exception {
        bench.close();
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return bench.client()
                .send(
                        HttpRequest.newBuilder(URI.create(bench.server.localUrl() + ELASTIC + path))
                                .header("Authorization", "Bearer root")
                                .header("Content-Type", "application/json")
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode ask(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = send(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    @Test
    void discoverChoosesAnIndexAndItsFields() throws Exception {
        assertThat(ask("GET", "/_resolve/index/*", "").path("indices").toString())
                .contains("\"app-1\"")
                .contains("\"filebeat-8\"");
        assertThat(ask("GET", "/_resolve/index/file*,-*8", "").path("indices").size()).isZero();
        assertThat(ask("GET", "/_cat/indices?format=json", "").size()).isEqualTo(2);
        assertThat(send("GET", "/_cat/indices", "").body()).contains("green open app-1");
        JsonNode fields = ask("POST", "/filebeat-*/_field_caps?fields=*", "{}");
        assertThat(fields.path("indices").toString()).isEqualTo("[\"filebeat-8\"]");
        assertThat(fields.path("fields").path("host.name").has("keyword")).isTrue();
    }

    private static final String DISCOVER =
            """
            {"size":500,"track_total_hits":true,"_source":false,"version":true,
             "fields":[{"field":"host.*"},{"field":"@timestamp","format":"date_time"}],
             "sort":[{"@timestamp":{"order":"desc","format":"strict_date_optional_time","unmapped_type":"boolean"}},{"_doc":{"order":"desc"}}],
             "query":{"bool":{"must":[],"filter":[{"range":{"@timestamp":{"format":"strict_date_optional_time","gte":"2026-01-01T00:00:00.000Z","lte":"2026-12-31T00:00:00.000Z"}}}],"should":[],"must_not":[]}},
             "aggs":{"0":{"date_histogram":{"field":"@timestamp","calendar_interval":"1M","time_zone":"Asia/Seoul","min_doc_count":1}}}}
            """;

    private JsonNode discovered() throws Exception {
        JsonNode search =
                ask("POST", "/filebeat-*,app-*/_async_search?keep_on_completion=false", DISCOVER);
        assertThat(search.path("is_running").asBoolean()).isFalse();
        return search.path("response");
    }

    @Test
    void discoverSearchesInTheBackground() throws Exception {
        JsonNode response = discovered();
        assertThat(response.path("hits").path("total").path("value").asInt()).isEqualTo(12);
        JsonNode hit = response.path("hits").path("hits").path(5);
        assertThat(hit.has("_source")).isFalse();
        assertThat(hit.path("fields").propertyNames()).containsExactly("@timestamp", "host.name");
        JsonNode months = response.path("aggregations").path("0").path("buckets");
        assertThat(months.size()).isEqualTo(12);
        // Half past ten in the evening of the first is the second there.
        assertThat(months.path(1).path("key_as_string").asString(""))
                .isEqualTo("2026-02-01T00:00+09:00");
        String pit = ask("POST", "/filebeat-*/_pit?keep_alive=1m", "").path("id").asString("");
        JsonNode still = ask("POST", "/_search", "{\"pit\":{\"id\":\"" + pit + "\"}}");
        assertThat(still.path("hits").path("total").path("value").asInt()).isEqualTo(6);
        assertThat(still.path("pit_id").asString("")).isEqualTo(pit);
        assertThat(ask("DELETE", "/_pit", "{\"id\":\"" + pit + "\"}").path("succeeded").asBoolean())
                .isTrue();
    }

    @Test
    void discoverShowsOneDocumentAndThoseAround() throws Exception {
        JsonNode hit = discovered().path("hits").path("hits").path(5);
        String id = hit.path("_id").asString("");
        String ids = "{\"ids\":{\"values\":[\"" + id + "\"]}}";
        JsonNode one = ask("POST", "/filebeat-*/_search", "{\"query\":" + ids + "}");
        assertThat(one.path("hits").path("hits").path(0).path("_id").asString("")).isEqualTo(id);
        JsonNode none =
                ask(
                        "POST",
                        "/app-*/_search",
                        "{\"track_total_hits\":false,\"query\":{\"bool\":{\"filter\":["
                                + ids
                                + "]}}}");
        assertThat(none.path("hits").path("hits").size()).isZero();
        assertThat(none.path("hits").has("total")).isFalse();
        String time = hit.path("fields").path("@timestamp").path(0).asString("");
        for (String order : List.of("asc", "desc")) {
            String body =
                    "{\"size\":1,\"sort\":[{\"@timestamp\":\"%s\"},{\"_doc\":\"%s\"}],\"search_after\":[\"%s\",%s]}"
                            .formatted(order, order, time, id);
            JsonNode beside = ask("POST", "/_search", body).path("hits").path("hits").path(0);
            assertThat(beside.path("_source").path("message").asString(""))
                    .isEqualTo(order.equals("asc") ? "month 8" : "month 6");
        }
    }

    @Test
    void grafanaMeasuresAndOrders() throws Exception {
        HttpResponse<String> many =
                send(
                        "POST",
                        "/_msearch?max_concurrent_shard_requests=5",
                        "{\"search_type\":\"query_then_fetch\",\"ignore_unavailable\":true,\"index\":\"*\"}\n"
                                + """
                                {"size":0,"query":{"bool":{"filter":[{"query_string":{"analyze_wildcard":true,"query":"took:>=0"}}]}},"aggs":{"2":{"terms":{"field":"host.name.keyword","size":10,"order":{"1":"desc"},"min_doc_count":1},"aggs":{"1":{"max":{"field":"took"}},"3":{"avg":{"field":"took"}},"4":{"stats":{"field":"took"}},"5":{"cardinality":{"field":"message"}}}}}}
                                """);
        JsonNode buckets =
                JSON.readTree(many.body())
                        .path("responses")
                        .path(0)
                        .path("aggregations")
                        .path("2")
                        .path("buckets");
        List<String> keys = new ArrayList<>();
        buckets.forEach(bucket -> keys.add(bucket.path("key").asString("")));
        assertThat(keys).as(many.body()).containsExactly("h2", "h1", "h0");
        assertThat(buckets.path(2).path("1").path("value").asDouble()).isEqualTo(90);
        assertThat(buckets.path(2).path("3").path("value").asDouble()).isEqualTo(45);
        assertThat(buckets.path(2).path("4").path("sum").asDouble()).isEqualTo(180);
        assertThat(buckets.path(2).path("5").path("value").asInt()).isEqualTo(4);
    }

    @Test
    void stepsWithoutLinesAreThereToo() throws Exception {
        JsonNode filled =
                ask(
                                "POST",
                                "/_search",
                                """
                                {"size":0,"query":{"range":{"took":{"gte":20,"lte":20}}},
                                 "aggs":{"t":{"date_histogram":{"field":"@timestamp","fixed_interval":"1d","format":"epoch_millis",
                                   "extended_bounds":{"min":"2026-02-28T00:00:00Z","max":"2026-03-03T00:00:00Z"}}},
                                  "f":{"filters":{"filters":{"h2":{"term":{"host.name":"h2"}},"none":{"term":{"host.name":"h9"}}}}},
                                  "m":{"missing":{"field":"nothing"}}}}
                                """)
                        .path("aggregations");
        List<Integer> counts = new ArrayList<>();
        filled.path("t").path("buckets").forEach(b -> counts.add(b.path("doc_count").asInt()));
        assertThat(counts).containsExactly(0, 1, 0, 0);
        assertThat(filled.path("t").path("buckets").path(0).path("key_as_string").asString(""))
                .isEqualTo("1772236800000");
        assertThat(filled.path("f").toString())
                .isEqualTo("{\"buckets\":{\"h2\":{\"doc_count\":1},\"none\":{\"doc_count\":0}}}");
        assertThat(filled.path("m").path("doc_count").asInt()).isEqualTo(1);
    }

    @Test
    void whatIsNotKnownIsRefusedByName() throws Exception {
        Map<String, String> wrong =
                Map.of(
                        "{\"percentiles\":{\"field\":\"took\"}}",
                        "percentiles",
                        "{\"terms\":{\"field\":\"took\",\"include\":\"x\"}}",
                        "include",
                        "{\"terms\":{\"field\":\"took\",\"order\":{\"b\":\"asc\"}}}",
                        "order by [b]",
                        "{\"avg\":{\"field\":\"took\",\"missing\":3}}",
                        "missing",
                        "{\"date_histogram\":{\"calendar_interval\":\"2M\"}}",
                        "2M",
                        "{\"date_histogram\":{\"field\":\"created\",\"fixed_interval\":\"1d\"}}",
                        "created",
                        "{\"date_histogram\":{\"fixed_interval\":\"1d\",\"keyed\":true}}",
                        "keyed",
                        "{\"date_histogram\":{\"fixed_interval\":\"1m\"}}",
                        "too_many_buckets",
                        // also where no line comes that would ask for it
                        "{\"terms\":{\"field\":\"nothing\"},\"aggs\":{\"b\":{\"percentiles\":{}}}}",
                        "percentiles");
        for (Map.Entry<String, String> one : wrong.entrySet()) {
            HttpResponse<String> answer =
                    send("POST", "/_search", "{\"aggs\":{\"a\":" + one.getKey() + "}}");
            assertThat(answer.statusCode()).as(one.getKey()).isEqualTo(400);
            assertThat(answer.body()).as(one.getKey()).contains(one.getValue());
        }
        HttpResponse<String> after = send("POST", "/_search", "{\"search_after\":[\"x\"]}");
        assertThat(after.statusCode()).isEqualTo(400);
    }

    @Test
    void oneWrongSearchOfSeveralIsAnsweredAlone() throws Exception {
        JsonNode answers =
                ask(
                                "POST",
                                "/_msearch",
                                """
                                {"index":["app-*","filebeat-*"]}
                                {"size":1}
                                {"index":"app-*"}
                                {"query":{"nearly":{}}}
                                """)
                        .path("responses");
        assertThat(answers.path(0).path("hits").path("total").path("value").asInt()).isEqualTo(12);
        assertThat(answers.path(1).path("status").asInt()).isEqualTo(400);
        assertThat(answers.path(1).path("error").path("reason").asString("")).contains("[nearly]");
    }

    @Test
    void filebeatStarts() throws Exception {
        assertThat(ask("GET", "/", "").path("version").path("number").asString("")).isNotEmpty();
        assertThat(
                        ask("GET", "/_license?human=false", "")
                                .path("license")
                                .path("status")
                                .asString(""))
                .isEqualTo("active");
        assertThat(ask("GET", "/_cluster/settings?include_defaults=true", "").has("persistent"))
                .isTrue();
        assertThat(ask("GET", "/_cluster/health", "").path("status").asString(""))
                .isEqualTo("green");
        assertThat(send("GET", "/_ilm/policy/filebeat", "").statusCode()).isEqualTo(404);
        assertThat(send("HEAD", "/_index_template/filebeat-8.15.0", "").statusCode())
                .isEqualTo(404);
        for (String path :
                List.of(
                        "/_ilm/policy/filebeat",
                        "/_index_template/filebeat-8.15.0",
                        "/_data_stream/filebeat-8.15.0",
                        "/_ingest/pipeline/filebeat")) {
            assertThat(ask("PUT", path, "{}").path("acknowledged").asBoolean()).isTrue();
        }
    }
}
