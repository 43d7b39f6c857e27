package dev.duru.observe;

import dev.duru.observe.query.Queries;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.query.syntax.Parser;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

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
        router.api("GET", "/label/{name}/values", Access.SIGNED_IN, this::values);
    }

    private Reply names(Request request) {
        ApiParameters parameters = new ApiParameters(request);
        Queries queries = parameters.queries(observe);
        return ApiParameters.answer(
                () -> limited(queries.labelNames(which(parameters)), parameters.limit()));
    }

    private Reply values(Request request) {
        ApiParameters parameters = new ApiParameters(request);
        Queries queries = parameters.queries(observe);
        String name = unescaped(request.param("name"));
        return ApiParameters.answer(
                () -> limited(queries.labelValues(name, which(parameters)), parameters.limit()));
    }

    private Reply series(Request request) {
        ApiParameters parameters = new ApiParameters(request);
        Queries queries = parameters.queries(observe);
        return ApiParameters.answer(() -> {
            if (parameters.all("match[]").isEmpty()) {
                return PrometheusJson.badData("no match[] parameter provided");
            }
            List<Labels> found = List.copyOf(queries.series(which(parameters)));
            int limit = parameters.limit();
            return PrometheusJson.success(
                    PrometheusJson.maps(
                            limit == 0 ? found : found.subList(0, Math.min(limit, found.size()))));
        });
    }

    /** The series that fulfil any of the selectors and have samples in the time asked for. */
    private static Queries.Which which(ApiParameters parameters) {
        List<List<Matcher>> selectors = new ArrayList<>();
        for (String text : parameters.all("match[]")) {
            List<Matcher> matchers = Parser.parseSelector(text);
            if (matchers.stream().allMatch(m -> m.test(""))) {
                throw ApiParameters.wrong(
                        "match[]", "match[] must contain at least one non-empty matcher");
            }
            selectors.add(matchers);
        }
        return new Queries.Which(
                selectors, parameters.time("start", 0), parameters.time("end", Long.MAX_VALUE));
    }

    private static Reply limited(Collection<String> all, int limit) {
        return PrometheusJson.success(
                all.stream().limit(limit == 0 ? Long.MAX_VALUE : limit).toList());
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
