package dev.duru.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Elasticsearch's own client for Python, as Debian has it, sends lines and searches. */
class ElasticPythonTest {
    private static final Path LIBRARY = Path.of("/usr/lib/python3/dist-packages/elasticsearch");
    private static final String PROGRAM =
            """
            import sys
            from elasticsearch import Elasticsearch, RequestError, helpers

            es = Elasticsearch([sys.argv[1]], http_auth=("root", "root"))
            lines = ({"_index": "py-%d" % (i % 2), "@timestamp": "2026-11-%02dT10:00:00Z" % (i + 1),
                      "message": "paid %d" % i, "took": i} for i in range(20))
            print("sent", helpers.bulk(es, lines)[0])
            print("version", es.info()["version"]["number"])
            late = {"query": {"range": {"took": {"gte": 15}}}}
            print("late", es.count(index="py-*", body=late)["count"])
            found = es.async_search.submit(index="py-1", body=dict(late, size=2))["response"]["hits"]
            print("newest", [hit["_source"]["message"] for hit in found["hits"]])
            pit = es.open_point_in_time(index="py-0", keep_alive="1m")["id"]
            print("kept", es.search(body={"pit": {"id": pit}, "size": 0})["hits"]["total"]["value"])
            print("closed", es.close_point_in_time(body={"id": pit})["succeeded"])
            aggs = {"all": {"terms": {"field": "_index", "order": {"most": "desc"}},
                            "aggs": {"most": {"max": {"field": "took"}}}},
                    "weeks": {"date_histogram": {"field": "@timestamp", "calendar_interval": "week"}}}
            answer = es.search(index="py-*", body={"size": 0, "aggs": aggs})["aggregations"]
            print("most", [(one["key"], one["most"]["value"]) for one in answer["all"]["buckets"]])
            print("weeks", [one["doc_count"] for one in answer["weeks"]["buckets"]])
            several = es.msearch(body=[{"index": "py-0"}, {"size": 0}, {}, {"query": {"odd": {}}}])
            print("several", [one["status"] for one in several["responses"]])
            print("indices", sorted(one["name"] for one in es.indices.resolve_index(name="*")["indices"]))
            print("fields", "took" in es.field_caps(index="py-*", fields="*")["fields"])
            try:
                es.search(body={"aggs": {"p": {"percentiles": {"field": "took"}}}})
            except RequestError as wrong:
                print("refused", wrong.status_code, "percentiles" in wrong.info["error"]["reason"])
            """;

    @TempDir Path folder;

    @Test
    void sendsSearchesAndMeasures() throws Exception {
        Assumptions.assumeTrue(
                Files.isDirectory(LIBRARY), "Debian's python3-elasticsearch is not installed");
        try (Bench bench = new Bench(folder, () -> "")) {
            Process python =
                    new ProcessBuilder(
                                    "/usr/bin/python3",
                                    "-W",
                                    "ignore",
                                    "-c",
                                    PROGRAM,
                                    bench.server.localUrl()
                                            + "/api/v1/projects/team/shop/elasticsearch")
                            .redirectErrorStream(true)
                            .start();
            python.getOutputStream().close();
            String said =
                    new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(python.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(said.lines())
                    .containsExactly(
                            "sent 20",
                            "version 8.15.0",
                            "late 5",
                            "newest ['paid 19', 'paid 17']",
                            "kept 10",
                            "closed True",
                            "most [('py-1', 19.0), ('py-0', 18.0)]",
                            "weeks [1, 7, 7, 5]",
                            "several [200, 400]",
                            "indices ['py-0', 'py-1']",
                            "fields True",
                            "refused 400 True");
        }
    }
}
