package dev.duru.observe;

import dev.duru.observe.query.Queries;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which series, labels and values there are, in the shape of Prometheus' HTTP API. */
final class SeriesApi {
    private final Observe observe;

    SeriesApi(Observe observe) {
        this.observe = observe;
    }

    void add(Router router) {
        for (String method : List.of("GET", "POST")) {
            router.api(method, "/labels", Access.SIGNED_IN, this::names)
                    .api(method, "/series", Access.SIGNED_IN, this::series);
        }
        router.api("GET", "/label/{name}/values", Access.SIGNED_IN, this::values)
                .api("GET", "/metadata", Access.SIGNED_IN, this::metadata);
    }

    private Reply names(Request request) {
        ApiParameters parameters = new ApiParameters(request);
        Queries queries = parameters.queries(observe);
        return ApiParameters.answer(() ->
                PrometheusJson.success(
                        List.copyOf(queries.labelNames(which(parameters))), parameters.limit()));
    }

    private Reply values(Request request) {
        ApiParameters parameters = new ApiParameters(request);
        Queries queries = parameters.queries(observe);
        String name = unescaped(request.param("name"));
        return ApiParameters.answer(() ->
                PrometheusJson.success(
                        List.copyOf(queries.labelValues(name, which(parameters))),
                        parameters.limit()));
    }

    private Reply series(Request request) {
        ApiParameters parameters = new ApiParameters(request);
        Queries queries = parameters.queries(observe);
        return ApiParameters.answer(() -> {
            if (parameters.all("match[]").isEmpty()) {
                return PrometheusJson.badData("no match[] parameter provided");
            }
            return PrometheusJson.success(
                    PrometheusJson.maps(queries.series(which(parameters))), parameters.limit());
        });
    }

    /** What is said of metrics. */
    private Reply metadata(Request request) {
        ApiParameters parameters = new ApiParameters(request);
        Queries queries = parameters.queries(observe);
        return ApiParameters.answer(() -> {
            int limit = parameters.limit();
            int each = parameters.limit("limit_per_metric");
            Map<String, Object> told = new LinkedHashMap<>();
            queries.metadata(parameters.text("metric").orElse(""))
                    .forEach((name, abouts) -> {
                        if (limit == 0 || told.size() < limit) {
                            int most = each == 0 ? abouts.size() : Math.min(each, abouts.size());
                            told.put(name, abouts.subList(0, most));
                        }
                    });
            return PrometheusJson.success(told);
        });
    }

    /** The series that fulfil any of the selectors and have samples in the time asked for. */
    private static Queries.Which which(ApiParameters parameters) {
        return new Queries.Which(
                parameters.selectors(),
                parameters.time("start", 0),
                parameters.time("end", Long.MAX_VALUE));
    }

    /** Names that no path may have come as {@code U__} with each odd character as {@code _hex_}. */
    private static String unescaped(String name) {
        if (!name.startsWith("U__")) {
            return name;
        }
        StringBuilder out = new StringBuilder();
        String rest = name.substring(3);
        int i = 0;
        while (i < rest.length()) {
            char c = rest.charAt(i++);
            int end = rest.indexOf('_', i);
            if (c != '_') {
                out.append(c);
            } else if (end == i) {
                out.append('_');
                i++;
            } else if (end > 0 && rest.substring(i, end).matches("[0-9a-fA-F]{1,6}")) {
                out.appendCodePoint(Integer.parseInt(rest.substring(i, end), 16));
                i = end + 1;
            } else {
                return name;
            }
        }
        return out.toString();
    }
}
