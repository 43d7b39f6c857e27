package dev.duru.edge;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.function.BiConsumer;

/** The meters in Prometheus' text format 0.0.4. */
final class Exposition {
    private static final String PREFIX = "duru_edge_";
    private final StringBuilder out = new StringBuilder(4096);
    private final EdgeCore core;

    private Exposition(EdgeCore core) {
        this.core = core;
    }

    static String of(EdgeCore core) {
        return new Exposition(core).write();
    }

    private String write() {
        type("requests_total", "counter", "Requests answered, by the status that the client saw.");
        each((labels, meter) -> codes("requests_total", labels, meter.byCode()));
        type("errors_total", "counter", "Requests that failed: status 5xx, or broken off.");
        each((labels, meter) -> line("errors_total", labels, meter.errors()));
        type("upstream_failures_total", "counter", "Requests that a release did not answer.");
        each((labels, meter) ->
                meter.failures()
                        .forEach((reason, count) ->
                                line(
                                        "upstream_failures_total",
                                        labels + ",reason=\"" + reason + "\"",
                                        count)));
        type("client_left_total", "counter", "Requests whose client left before the answer.");
        each((labels, meter) -> line("client_left_total", labels, meter.clientLeft()));
        type("retries_total", "counter", "Requests sent to a copy once more.");
        each((labels, meter) -> line("retries_total", labels, meter.retries()));
        type("ejections_total", "counter", "Copies left out for a while, since they failed.");
        each((labels, meter) -> line("ejections_total", labels, meter.ejections()));
        type("requests_in_flight", "gauge", "Requests and tunnels that are not finished.");
        each((labels, meter) -> line("requests_in_flight", labels, core.meters().inFlight(meter)));
        type("request_bytes_total", "counter", "Bytes of request bodies.");
        each((labels, meter) -> line("request_bytes_total", labels, meter.requestBytes()));
        type("response_bytes_total", "counter", "Bytes of response bodies.");
        each((labels, meter) -> line("response_bytes_total", labels, meter.responseBytes()));
        type("request_duration_seconds", "histogram", "From a request's head to its last byte.");
        each(this::histogram);
        type("unrouted_requests_total", "counter", "Requests that no release was asked.");
        codes("unrouted_requests_total", "", core.meters().unrouted());
        type("client_connections", "gauge", "Open connections of clients.");
        line("client_connections", "", core.meters().connections());
        type("tls_handshake_failures_total", "counter", "TLS handshakes that came to nothing.");
        line("tls_handshake_failures_total", "", core.meters().handshakeFailures());
        type("certificate_not_after_seconds", "gauge", "When a certificate ends.");
        core.certificates()
                .shown()
                .forEach(c ->
                        c.names()
                                .forEach(name ->
                                        line(
                                                "certificate_not_after_seconds",
                                                "host=\"" + escape(name) + "\"",
                                                c.notAfterMillis() / 1000)));
        type(
                "certificate_troubles",
                "gauge",
                "Certificates that cannot be taken from their files.");
        line("certificate_troubles", "", core.certificates().troubles().size());
        type("access_log_lost_total", "counter", "Requests that are not in the access log.");
        AccessLog log = core.accessLog();
        line("access_log_lost_total", "", log == null ? 0 : log.lost());
        type("config_version", "gauge", "Version of the document in force.");
        line("config_version", "", core.table().config().version());
        process();
        return out.toString();
    }

    private void process() {
        Runtime runtime = Runtime.getRuntime();
        type("memory_heap_bytes", "gauge", "Heap in use.");
        line("memory_heap_bytes", "", runtime.totalMemory() - runtime.freeMemory());
        type("start_time_seconds", "gauge", "Start of the process, seconds since 1970.");
        number(
                "start_time_seconds",
                "",
                ManagementFactory.getRuntimeMXBean().getStartTime() / 1000.0);
    }

    private void histogram(String labels, ReleaseMeter meter) {
        double[] bounds = ReleaseMeter.bounds();
        long[] counts = meter.cumulative();
        for (int i = 0; i < counts.length; i++) {
            String bound = i < bounds.length ? shown(bounds[i]) : "+Inf";
            line("request_duration_seconds_bucket", labels + ",le=\"" + bound + "\"", counts[i]);
        }
        number("request_duration_seconds_sum", labels, meter.durationSum());
        line("request_duration_seconds_count", labels, counts[counts.length - 1]);
    }

    private void codes(String name, String labels, Map<Integer, Long> byCode) {
        String before = labels.isEmpty() ? "" : labels + ",";
        byCode.forEach((code, count) -> line(name, before + "code=\"" + code + "\"", count));
    }

    private void each(BiConsumer<String, ReleaseMeter> write) {
        for (ReleaseMeter meter : core.meters().releases()) {
            EdgeConfig.Labels l = meter.labels();
            write.accept(
                    "app=\"%s\",env=\"%s\",release=\"%s\",version=\"%s\""
                            .formatted(
                                    escape(l.app()),
                                    escape(l.env()),
                                    escape(l.release()),
                                    escape(l.version())),
                    meter);
        }
    }

    private void type(String name, String type, String help) {
        out.append("# HELP ").append(PREFIX).append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(PREFIX).append(name).append(' ').append(type).append('\n');
    }

    private void line(String name, String labels, long value) {
        series(name, labels).append(value).append('\n');
    }

    private void number(String name, String labels, double value) {
        series(name, labels).append(shown(value)).append('\n');
    }

    private StringBuilder series(String name, String labels) {
        out.append(PREFIX).append(name);
        if (!labels.isEmpty()) {
            out.append('{').append(labels).append('}');
        }
        return out.append(' ');
    }

    private static String shown(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static String escape(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
