package dev.duru.manifest;

import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code edge} of an environment. */
final class EdgeReader {
    private static final Pattern HOST =
            Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9-]{1,63}");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,100}");
    private static final int MOST = 1_000_000;

    private static final String STAR = "*.";

    private final Problems problems;
    private final boolean review;

    /**
     * @param review whether the environment stands for many, each with hosts of its own
     */
    EdgeReader(Problems problems, boolean review) {
        this.problems = problems;
        this.review = review;
    }

    EdgeSettings read(Fields parent) {
        return parent.map("edge").map(this::settings).orElse(EdgeSettings.none(parent.position()));
    }

    private EdgeSettings settings(YamlMap map) {
        Fields fields = new Fields(map, "`edge`", Keys.EDGE, problems);
        List<String> hosts = hosts(fields);
        EdgeSettings.Tls tls = tls(fields);
        if (tls != null && hosts.isEmpty()) {
            problems.add(
                    fields.position("tls"),
                    "`tls` without `hosts`",
                    "name the hosts that the certificate is for: `hosts: [shop.example.org]`");
        }
        boolean redirect = fields.flag("redirect");
        if (redirect && tls == null) {
            problems.add(
                    fields.position("redirect"),
                    "`redirect` sends to https, but there is no `tls`",
                    "add `tls: acme`, or remove `redirect`");
        }
        return new EdgeSettings(
                fields.position(),
                hosts,
                tls,
                redirect,
                fields.positive("hsts"),
                probe(fields),
                outliers(fields),
                retry(fields),
                timeouts(fields),
                limits(fields),
                sticky(fields),
                testers(fields),
                fields.positive("slowStart"),
                fields.word("protocol", EdgeSettings.Protocol.HTTP1, Map.of()),
                fields.flag("accessLog"));
    }

    private List<String> hosts(Fields fields) {
        List<String> hosts = new ArrayList<>();
        for (YamlNode item : items(fields, "hosts")) {
            fields.textOf(item, "a host")
                    .ifPresent(host -> {
                        boolean starred = host.startsWith(STAR);
                        String plain = starred && review ? "x" + host.substring(1) : host;
                        if (review && !starred) {
                            problems.add(
                                    item.position(),
                                    "`" + host + "` cannot be the host of several environments",
                                    "write their name as a star, such as *.review.example.org");
                        } else if (!HOST.matcher(plain).matches() || host.endsWith(".localhost")) {
                            problems.add(
                                    item.position(),
                                    "`" + host + "` is not a host that an environment can have",
                                    "write a whole name in lower case, such as shop.example.org;"
                                            + " names below localhost are given by Duru");
                        }
                        hosts.add(host);
                    });
        }
        return hosts;
    }

    private EdgeSettings.@Nullable Tls tls(Fields fields) {
        Optional<YamlNode> node = fields.node("tls");
        if (node.isEmpty()) {
            return null;
        }
        if (node.get() instanceof YamlMap map) {
            Fields inner = new Fields(map, "`tls`", Keys.TLS, problems);
            return new EdgeSettings.Tls.Files(file(inner, "certificate"), file(inner, "key"));
        }
        if (!"acme".equals(fields.text("tls"))) {
            problems.add(
                    node.get().position(),
                    "`tls` names no source of certificates",
                    "write `tls: acme`, or `tls: { certificate: shop.pem, key: shop.key }`");
        }
        return new EdgeSettings.Tls.Acme();
    }

    private String file(Fields fields, String key) {
        String name = fields.text(key);
        if (name == null || !FILE.matcher(name).matches()) {
            problems.add(
                    fields.valuePosition(key),
                    name == null
                            ? "`tls` has no `" + key + "`"
                            : "`" + name + "` is not a file name",
                    "write the name of a PEM file that an operator put into"
                            + " certificates/OWNER/PROJECT of Duru's data folder");
            return "";
        }
        return name;
    }

    private EdgeSettings.@Nullable Probe probe(Fields fields) {
        Optional<YamlNode> node = fields.node("health");
        if (node.isEmpty()) {
            return null;
        }
        if (!(node.get() instanceof YamlMap map)) {
            return new EdgeSettings.Probe(path(fields, "health"), null, null, null, null);
        }
        Fields inner = new Fields(map, "`edge.health`", Keys.PROBE, problems);
        return new EdgeSettings.Probe(
                path(inner, "path"),
                inner.positive("every"),
                inner.positive("timeout"),
                count(inner, "healthyAfter", 1000),
                count(inner, "unhealthyAfter", 1000));
    }

    private @Nullable String path(Fields fields, String key) {
        String path = fields.text(key);
        if (path != null && (!path.startsWith("/") || path.chars().anyMatch(c -> c <= ' '))) {
            problems.add(
                    fields.valuePosition(key),
                    "`" + path + "` is not a path",
                    "begin it with /, such as /healthz");
        }
        return path;
    }

    private EdgeSettings.@Nullable Outliers outliers(Fields fields) {
        return fields.map("outliers")
                .map(map -> {
                    Fields inner = new Fields(map, "`outliers`", Keys.OUTLIERS, problems);
                    Duration eject = inner.positive("eject");
                    return new EdgeSettings.Outliers(
                            inner.whole("failures", 1, 1000, 5),
                            eject == null ? Duration.ofSeconds(10) : eject,
                            inner.percent("most", 50));
                })
                .orElse(null);
    }

    private EdgeSettings.@Nullable Retry retry(Fields fields) {
        return fields.map("retry")
                .map(map -> {
                    Fields inner = new Fields(map, "`retry`", Keys.RETRY, problems);
                    List<Integer> on = new ArrayList<>();
                    for (YamlNode item : items(inner, "on")) {
                        inner.textOf(item, "a status")
                                .ifPresent(text -> {
                                    if (text.matches("5\\d\\d|4(?:08|25|29)")) {
                                        on.add(Integer.valueOf(text));
                                    } else {
                                        problems.add(
                                                item.position(),
                                                "`" + text + "` is not a status to try again on",
                                                "write one from 500 to 599, or 408, 425 or 429");
                                    }
                                });
                    }
                    return new EdgeSettings.Retry(
                            inner.whole("attempts", 1, 5, 1), inner.percent("budget", 20), on);
                })
                .orElse(null);
    }

    private EdgeSettings.Timeouts timeouts(Fields fields) {
        return fields.map("timeouts")
                .map(map -> {
                    Fields inner = new Fields(map, "`timeouts`", Keys.TIMEOUTS, problems);
                    return new EdgeSettings.Timeouts(
                            inner.positive("connect"),
                            inner.positive("head"),
                            inner.positive("idle"),
                            inner.positive("total"));
                })
                .orElse(new EdgeSettings.Timeouts(null, null, null, null));
    }

    private EdgeSettings.Limits limits(Fields fields) {
        return fields.map("limits")
                .map(map -> {
                    Fields inner = new Fields(map, "`limits`", Keys.LIMITS, problems);
                    return new EdgeSettings.Limits(
                            count(inner, "inFlight", MOST),
                            count(inner, "perSecond", MOST),
                            count(inner, "perClientPerSecond", MOST));
                })
                .orElse(new EdgeSettings.Limits(null, null, null));
    }

    private EdgeSettings.@Nullable Sticky sticky(Fields fields) {
        Optional<YamlNode> node = fields.node("sticky");
        if (node.isEmpty()) {
            return null;
        }
        if (node.get() instanceof YamlMap map) {
            Fields inner = new Fields(map, "`sticky`", Keys.STICKY, problems);
            String cookie = token(inner, "cookie");
            if (cookie == null) {
                problems.add(
                        inner.position(),
                        "`sticky` names no `cookie`",
                        "add `cookie: duru_sticky`");
                return null;
            }
            return new EdgeSettings.Sticky(cookie, inner.positive("for"));
        }
        String cookie = token(fields, "sticky");
        return cookie == null ? null : new EdgeSettings.Sticky(cookie, null);
    }

    private List<EdgeSettings.Tester> testers(Fields fields) {
        List<EdgeSettings.Tester> testers = new ArrayList<>();
        for (YamlNode item : items(fields, "testers")) {
            fields.asMap(item, "a rule for testers")
                    .ifPresent(map -> {
                        Fields inner = new Fields(map, "a rule for testers", Keys.TESTER, problems);
                        if (inner.has("header") == inner.has("cookie")) {
                            problems.add(
                                    map.position(),
                                    "a rule for testers has `header` or `cookie`",
                                    "keep exactly one of the two");
                        }
                        testers.add(
                                new EdgeSettings.Tester(
                                        token(inner, "header"),
                                        token(inner, "cookie"),
                                        inner.text("value"),
                                        inner.word("to", EdgeSettings.Tester.To.NEW, Map.of())));
                    });
        }
        return testers;
    }

    private @Nullable String token(Fields fields, String key) {
        String name = fields.text(key);
        if (name != null && !TOKEN.matcher(name).matches()) {
            problems.add(
                    fields.valuePosition(key),
                    "`" + name + "` is not a name of a header or cookie",
                    "use letters, digits and - _ without spaces");
        }
        return name;
    }

    private static @Nullable Integer count(Fields fields, String key, int most) {
        return fields.has(key) ? fields.whole(key, 1, most, 1) : null;
    }

    private static List<YamlNode> items(Fields fields, String key) {
        return fields.list(key).map(YamlList::items).orElse(List.of());
    }
}
