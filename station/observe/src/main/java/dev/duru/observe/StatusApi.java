package dev.duru.observe;

import dev.duru.observe.file.SecretMask;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.block.BlockMeta;
import dev.duru.tsdb.number.NumberText;
import dev.duru.tsdb.query.syntax.Function;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What Prometheus' HTTP API tells about itself. For administrators, but for what clients ask. */
final class StatusApi {
    /** The version of the API that clients may count on. */
    private static final String COMPATIBLE = "3.5.0";

    private static final int LISTED = 10;

    private final Observe observe;

    StatusApi(Observe observe) {
        this.observe = observe;
    }

    /** What is answered to parameters. */
    interface Told {
        Reply of(ApiParameters parameters);
    }

    void add(Router router) {
        data(router, "/alertmanagers", this::alertmanagers);
        data(router, "/status/config", () -> Map.of("yaml", config()));
        data(router, "/status/flags", this::flags);
        data(router, "/status/runtimeinfo", this::runtime);
        data(router, "/status/tsdb/blocks", () -> Map.of("blocks", blocks()));
        data(
                router,
                "/status/walreplay",
                () -> Map.of("min", 0, "max", 0, "current", 0, "state", "done"));
        data(router, "/notifications", this::notifications);
        tell(router, "/status/tsdb", this::tsdb);
        router.api(
                        "GET",
                        "/status/buildinfo",
                        Access.SIGNED_IN,
                        r -> PrometheusJson.success(build()))
                .api("GET", "/features", Access.SIGNED_IN, r -> PrometheusJson.success(features()));
    }

    private interface Data {
        Object get();
    }

    private static void data(Router router, String path, Data data) {
        tell(router, path, p -> PrometheusJson.success(data.get()));
    }

    /** Tells administrators. */
    static void tell(Router router, String path, Told told) {
        router.api("GET", path, Access.SIGNED_IN, r -> reply(r, told));
    }

    private static Reply reply(Request request, Told told) {
        ApiParameters parameters = new ApiParameters(request);
        parameters.requireAdmin();
        return ApiParameters.answer(() -> told.of(parameters));
    }

    private Object alertmanagers() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(
                "activeAlertmanagers",
                observe.watch().forwarders().stream()
                        .map(each -> Map.of("url", each.target().url().toString()))
                        .toList());
        json.put("droppedAlertmanagers", List.of());
        return json;
    }

    private String config() {
        return SecretMask.of(observe.watch().config().text());
    }

    /** Those of Prometheus' flags that mean something here. */
    private Object flags() {
        Map<String, String> flags = new TreeMap<>();
        flags.put("query.lookback-delta", "5m");
        flags.put("query.timeout", "2m");
        flags.put("storage.tsdb.retention.time", retention());
        flags.put("web.enable-admin-api", "true");
        flags.put("web.enable-lifecycle", "false");
        flags.put("web.enable-otlp-receiver", "true");
        flags.put("web.enable-remote-write-receiver", "true");
        return flags;
    }

    private String retention() {
        return NumberText.duration(observe.retention().toMillis());
    }

    private Object build() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", COMPATIBLE);
        json.put("revision", "duru " + observe.version());
        json.put("branch", "");
        json.put("buildUser", "");
        json.put("buildDate", "");
        json.put("goVersion", "java " + Runtime.version().feature());
        return json;
    }

    private Object runtime() {
        String started = PrometheusJson.time(ManagementFactory.getRuntimeMXBean().getStartTime());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("startTime", started);
        json.put("CWD", "");
        json.put("hostname", host());
        json.put("serverTime", observe.clock().instant().toString());
        json.put("reloadConfigSuccess", observe.watch().problem().isEmpty());
        json.put("lastConfigTime", started);
        json.put("corruptionCount", observe.store().damage().size());
        json.put("goroutineCount", ManagementFactory.getThreadMXBean().getThreadCount());
        json.put("GOMAXPROCS", Runtime.getRuntime().availableProcessors());
        json.put("GOMEMLIMIT", Runtime.getRuntime().maxMemory());
        json.put("GOGC", "");
        json.put("GODEBUG", "");
        json.put("storageRetention", retention());
        return json;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "";
        }
    }

    /** What an administrator should know, as Prometheus' own pages show it. */
    private Object notifications() {
        List<Object> all = new ArrayList<>();
        String now = observe.clock().instant().toString();
        for (String text : List.of(observe.watch().problem(), observe.store().problem())) {
            if (!text.isEmpty()) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("text", text);
                one.put("date", now);
                one.put("active", true);
                all.add(one);
            }
        }
        return all;
    }

    /** What clients may ask for before they try. */
    private static Object features() {
        Map<String, Boolean> api = new TreeMap<>();
        for (String name :
                List.of(
                        "admin",
                        "exclude_alerts",
                        "label_values_match",
                        "otlp_write_receiver",
                        "query_stats",
                        "query_warnings",
                        "remote_write_receiver",
                        "time_range_labels",
                        "time_range_series")) {
            api.put(name, true);
        }
        api.put("lifecycle", false);
        Map<String, Boolean> functions = new TreeMap<>();
        Function.all().forEach(function -> functions.put(function.name(), true));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("api", api);
        json.put(
                "promql",
                new TreeMap<>(
                        Map.of(
                                "at_modifier", true,
                                "negative_offset", true,
                                "subqueries", true,
                                "per_step_stats", false,
                                "experimental_functions", true)));
        json.put("promql_functions", functions);
        json.put(
                "service_discovery_providers",
                new TreeMap<>(Map.of("static", true, "file", true, "http", true)));
        json.put(
                "tsdb", new TreeMap<>(Map.of("exemplar_storage", true, "native_histograms", true)));
        return json;
    }

    private List<Object> blocks() {
        List<Object> all = new ArrayList<>();
        for (BlockMeta block : observe.store().blocks()) {
            Map<String, Object> stats = new LinkedHashMap<>();
            stats.put("numSamples", block.counts().samples());
            stats.put("numSeries", block.counts().series());
            stats.put("numChunks", block.counts().chunks());
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("ulid", String.valueOf(block.number()));
            json.put("minTime", block.minTime());
            json.put("maxTime", block.maxTime());
            json.put("stats", stats);
            json.put(
                    "compaction",
                    Map.of(
                            "level",
                            block.level(),
                            "sources",
                            block.sources().stream().map(String::valueOf).toList()));
            json.put("version", 1);
            all.add(json);
        }
        return all;
    }

    /** Which names and labels take most, without reading a sample. */
    private Reply tsdb(ApiParameters parameters) {
        String given = parameters.text("limit").orElse(String.valueOf(LISTED));
        if (!given.matches("0*[1-9][0-9]{0,8}")) {
            return PrometheusJson.badData("limit must be a positive number");
        }
        int limit = Integer.parseInt(given);
        Map<String, Long> byName = new TreeMap<>();
        Map<String, Long> byPair = new TreeMap<>();
        Map<String, TreeSet<String>> values = new TreeMap<>();
        for (Labels labels : observe.store().series(List.of(), 0, Long.MAX_VALUE)) {
            byName.merge(labels.value(Labels.NAME), 1L, Long::sum);
            labels.each((name, value) -> {
                byPair.merge(name + "=" + value, 1L, Long::sum);
                values.computeIfAbsent(name, n -> new TreeSet<>()).add(value);
            });
        }
        Map<String, Long> counts = new TreeMap<>();
        Map<String, Long> bytes = new TreeMap<>();
        values.forEach((name, all) -> {
            counts.put(name, (long) all.size());
            bytes.put(name, all.stream().mapToLong(String::length).sum());
        });
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("headStats", head(byPair.size()));
        json.put("seriesCountByMetricName", most(byName, limit));
        json.put("labelValueCountByLabelName", most(counts, limit));
        json.put("memoryInBytesByLabelName", most(bytes, limit));
        json.put("seriesCountByLabelValuePair", most(byPair, limit));
        return PrometheusJson.success(json);
    }

    private Map<String, Object> head(int pairs) {
        int series = observe.store().seriesCount();
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("numSeries", series);
        head.put("numLabelPairs", pairs);
        head.put("chunkCount", series);
        head.put("minTime", series == 0 ? 0 : observe.store().oldest());
        head.put("maxTime", series == 0 ? 0 : observe.store().newest());
        return head;
    }

    private static List<Map<String, Object>> most(Map<String, Long> counts, int limit) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(limit)
                .map(StatusApi::named)
                .toList();
    }

    private static Map<String, Object> named(Map.Entry<String, Long> count) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", count.getKey());
        json.put("value", count.getValue());
        return json;
    }
}
