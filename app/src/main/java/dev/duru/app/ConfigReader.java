package dev.duru.app;

import dev.duru.artifact.ImageRule;
import dev.duru.delivery.traffic.edge.EdgeFront;
import dev.duru.edge.EdgeException;
import dev.duru.edge.FrontSettings;
import dev.duru.kernel.ProblemException;
import dev.duru.observe.Outside;
import dev.duru.observe.logs.syslog.SyslogTarget;
import dev.duru.observe.query.QueryServer;
import dev.duru.pipeline.Keeping;
import dev.duru.pipeline.actions.ActionSettings;
import dev.duru.pipeline.container.ContainerSettings;
import dev.duru.pipeline.gitlab.RemotePolicy;
import dev.duru.pipeline.sandbox.JobLimits;
import dev.duru.pipeline.services.tokens.Rights;
import dev.duru.pipeline.toolchain.Vendors;
import dev.duru.yaml.Yaml;
import dev.duru.yaml.YamlDocument;
import dev.duru.yaml.YamlException;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration: a flag wins over the environment, which wins over the file. Each value
 * remembers where it came from, so that a wrong one is named by flag, variable or file:line:column.
 */
final class ConfigReader {
    /** Variables with the prefix that belong to the command line or to the launcher. */
    private static final Set<String> OTHERS =
            Set.of(
                    "DURU_URL",
                    "DURU_TOKEN",
                    "DURU_CORPUS",
                    "DURU_AOT",
                    "DURU_JAVA_OPTS",
                    "DURU_CONFIG",
                    "DURU_HOME");

    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*(B|KB|MB|GB|TB)?");
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

    private record Value(String text, String source) {}

    private final Map<Setting, Value> values = new EnumMap<>(Setting.class);

    private ConfigReader() {
        for (Setting setting : Setting.values()) {
            values.put(setting, new Value(setting.fallback(), "the default"));
        }
    }

    /**
     * @param file a YAML file, when there is one
     * @param environment the process's variables; those with the prefix {@code DURU_} are read
     * @param flags keys as in {@link Setting#key()}
     * @throws ProblemException USER with the place of what is wrong
     */
    static Config read(
            Optional<Path> file, Map<String, String> environment, Map<String, String> flags) {
        ConfigReader reader = new ConfigReader();
        file.ifPresent(reader::readFile);
        reader.readEnvironment(environment);
        flags.forEach((key, text) ->
                reader.values.put(
                        Setting.of(key).orElseThrow(() -> unknown("--" + key, key)),
                        new Value(text, "flag --" + key)));
        return reader.config();
    }

    private void readFile(Path file) {
        try {
            YamlDocument document = Yaml.read(file.toString(), Files.readString(file));
            if (!document.hasErrors() && document.root().isEmpty()) {
                return;
            }
            switch (document.orThrow()) {
                case YamlMap map -> readMap("", map);
                case YamlNode other ->
                        throw ProblemException.user(
                                other.position()
                                        + ": expected keys and values, such as http: { port: 8080 }");
            }
        } catch (YamlException e) {
            throw ProblemException.user(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw ProblemException.user(
                    "the configuration " + file + " cannot be read: " + e.getMessage());
        }
    }

    private void readMap(String prefix, YamlMap map) {
        for (YamlMap.Entry entry : map.entries()) {
            String key = prefix + entry.name();
            Optional<Setting> setting = Setting.of(key);
            if (setting.isPresent() && entry.value() instanceof YamlScalar scalar) {
                values.put(setting.get(), new Value(scalar.text(), scalar.position() + ": " + key));
            } else if (setting.isPresent()) {
                throw ProblemException.user(
                        entry.value().position() + ": " + key + " takes one value");
            } else if (Setting.isGroup(key) && entry.value() instanceof YamlMap group) {
                readMap(key + ".", group);
            } else if (Setting.isGroup(key)) {
                throw ProblemException.user(
                        entry.value().position()
                                + ": "
                                + key
                                + " takes keys of its own: "
                                + keys(key + "."));
            } else {
                throw unknown(entry.key().position().toString(), key);
            }
        }
    }

    private void readEnvironment(Map<String, String> environment) {
        environment.forEach((name, text) -> {
            if (!name.startsWith("DURU_") || OTHERS.contains(name)) {
                return;
            }
            Setting setting =
                    Arrays.stream(Setting.values())
                            .filter(candidate -> candidate.variable().equals(name))
                            .findFirst()
                            .orElseThrow(() -> unknown("variable " + name, name));
            values.put(setting, new Value(text, "variable " + name));
        });
    }

    private Optional<Path> file(Setting setting) {
        return Optional.of(text(setting))
                .filter(text -> !text.isEmpty())
                .map(text -> Path.of(text).toAbsolutePath().normalize());
    }

    private @Nullable QueryServer queryServer() {
        return text(Setting.QUERY_URL).isEmpty()
                ? null
                : new QueryServer(
                        parse(Setting.QUERY_URL, ConfigReader::url),
                        file(Setting.QUERY_TOKEN).orElse(null),
                        text(Setting.QUERY_USER),
                        file(Setting.QUERY_PASSWORD).orElse(null),
                        file(Setting.QUERY_CA).orElse(null));
    }

    private Outside outside() {
        return new Outside(
                queryServer(),
                text(Setting.STATSD).isEmpty() ? null : parse(Setting.STATSD, ConfigReader::socket),
                file(Setting.EVENTS).orElse(null));
    }

    /** An address to listen at: {@code 127.0.0.1:8125}. */
    private static InetSocketAddress socket(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("expected ADDRESS:PORT, such as 127.0.0.1:8125");
        }
        InetSocketAddress address =
                new InetSocketAddress(
                        text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("no address of this machine has that name");
        }
        return address;
    }

    private Config config() {
        int jobs = number(Setting.JOBS, 0, 1000);
        return new Config(
                Path.of(text(Setting.DATA)).toAbsolutePath().normalize(),
                new Config.Http(
                        text(Setting.HTTP_ADDRESS),
                        number(Setting.HTTP_PORT, 0, 65_535),
                        text(Setting.HTTP_URL).isEmpty()
                                ? Optional.empty()
                                : Optional.of(parse(Setting.HTTP_URL, ConfigReader::url))),
                new Config.Edge(
                        text(Setting.EDGE_ADDRESS),
                        number(Setting.EDGE_PORT, 0, 65_535),
                        number(Setting.EDGE_TLS_PORT, 0, 65_535),
                        authority(),
                        proxies()),
                new Config.Limits(
                        jobs == 0 ? Runtime.getRuntime().availableProcessors() : jobs,
                        parse(Setting.PUSH_BYTES, ConfigReader::bytes),
                        parse(Setting.JOB_TIME, ConfigReader::time),
                        jobLimits(),
                        parse(Setting.JOB_TOKEN, ConfigReader::rights)),
                new Config.Watch(
                        parse(Setting.SCRAPE, ConfigReader::time),
                        file(Setting.PROMETHEUS),
                        file(Setting.ALERTMANAGER),
                        parse(Setting.SYSLOG, SyslogTarget::parse),
                        outside()),
                ActionSettings.of(
                        parse(Setting.ACTIONS_MIRROR, ConfigReader::mirror),
                        text(Setting.ACTIONS_ALLOWED),
                        parse(Setting.ACTIONS_REQUIRE_SHA, ConfigReader::yesOrNo),
                        text(Setting.ACTIONS_BUILTIN)),
                new Vendors.Settings(
                        parse(Setting.TOOLS_NODE, ConfigReader::vendor),
                        parse(Setting.TOOLS_JAVA, ConfigReader::vendor),
                        parse(Setting.TOOLS_GO, ConfigReader::vendor)),
                new ContainerSettings(
                        text(Setting.CONTAINERS_SOCKET),
                        parse(Setting.CONTAINERS_PRIVILEGED, ConfigReader::yesOrNo),
                        parse(Setting.CONTAINERS_MOUNTS, ContainerSettings::paths),
                        parse(Setting.CONTAINERS_PULL, ContainerSettings::always)),
                new Config.Kubernetes(
                        text(Setting.KUBERNETES_KUBECONFIG),
                        text(Setting.KUBERNETES_NAMESPACE),
                        text(Setting.KUBERNETES_REGISTRY)),
                RemotePolicy.of(text(Setting.INCLUDES_ALLOWED)),
                new Keeping(
                        parse(Setting.KEEP_ARTIFACTS, ConfigReader::time),
                        parse(Setting.KEEP_LOGS, ConfigReader::time),
                        parse(Setting.KEEP_RUNS, ConfigReader::time),
                        parse(Setting.KEEP_CACHES, ConfigReader::bytes),
                        parse(Setting.KEEP_FETCHED, ConfigReader::bytes)),
                new ImageRule(
                        parse(Setting.KEEP_IMAGES, ConfigReader::time),
                        number(Setting.KEEP_RELEASES, 1, 10_000)));
    }

    private EdgeFront.Proxies proxies() {
        List<String> trusted = parse(Setting.EDGE_TRUSTED, ConfigReader::networks);
        boolean header = parse(Setting.EDGE_PROXY_HEADER, ConfigReader::yesOrNo);
        if (header && trusted.isEmpty()) {
            throw ProblemException.user(
                    value(Setting.EDGE_PROXY_HEADER).source()
                            + ": edge.proxy-header without edge.trusted; say which proxies are"
                            + " believed");
        }
        return new EdgeFront.Proxies(trusted, header);
    }

    private static List<String> networks(String text) {
        List<String> networks =
                Arrays.stream(text.split(","))
                        .map(String::strip)
                        .filter(s -> !s.isEmpty())
                        .toList();
        try {
            return FrontSettings.NONE.trusting(networks).trusted();
        } catch (EdgeException.Invalid e) {
            throw new IllegalArgumentException(
                    "expected addresses and networks such as 10.0.0.0/8, with commas between", e);
        }
    }

    private static Rights rights(String text) {
        return switch (text) {
            case "restricted" -> Rights.RESTRICTED;
            case "permissive" -> Rights.permissive();
            default -> throw new IllegalArgumentException("expected restricted or permissive");
        };
    }

    private static String vendor(String text) {
        return text.equals("none") ? "" : url(text).toString();
    }

    private JobLimits jobLimits() {
        return new JobLimits(
                parse(Setting.JOB_CPUS, ConfigReader::processors),
                parse(Setting.JOB_MEMORY, ConfigReader::bytes),
                number(Setting.JOB_PROCESSES, 0, 4_000_000),
                parse(Setting.JOB_DISK, ConfigReader::bytes),
                parse(Setting.JOB_LOG, ConfigReader::bytes));
    }

    private static double processors(String text) {
        if (!text.matches("[0-9]{1,4}(\\.[0-9]{1,3})?")) {
            throw new IllegalArgumentException("expected a number of processors such as 1.5");
        }
        return Double.parseDouble(text);
    }

    private static String mirror(String text) {
        if (text.equals("none")) {
            return "";
        }
        if (!text.matches("(https?|file)://.*") || !text.contains("{repo}")) {
            throw new IllegalArgumentException(
                    "expected a URL such as " + ActionSettings.GITHUB + ", or none");
        }
        return text;
    }

    private static boolean yesOrNo(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("expected true or false");
        }
        return text.equals("true");
    }

    private String text(Setting setting) {
        return value(setting).text();
    }

    private Value value(Setting setting) {
        Value value = values.get(setting);
        if (value == null) {
            throw new IllegalStateException("no value for " + setting);
        }
        return value;
    }

    private Optional<EdgeFront.Acme> authority() {
        String directory = text(Setting.EDGE_ACME);
        if (directory.isEmpty() || directory.equals("none")) {
            return Optional.empty();
        }
        String contact = text(Setting.EDGE_ACME_CONTACT);
        String root = text(Setting.EDGE_ACME_ROOT);
        return Optional.of(
                new EdgeFront.Acme(
                        parse(Setting.EDGE_ACME, ConfigReader::url).toString(),
                        contact.isEmpty() ? null : contact,
                        root.isEmpty() ? null : root));
    }

    private int number(Setting setting, int least, int most) {
        return parse(
                setting,
                text -> {
                    int number = Integer.parseInt(text);
                    if (number < least || number > most) {
                        throw new IllegalArgumentException(
                                "expected a number from " + least + " to " + most);
                    }
                    return number;
                });
    }

    private <T> T parse(Setting setting, Function<String, T> parser) {
        Value value = value(setting);
        try {
            return parser.apply(value.text());
        } catch (NumberFormatException e) {
            throw ProblemException.user(
                    value.source() + ": '" + value.text() + "' is not a number");
        } catch (IllegalArgumentException e) {
            throw ProblemException.user(
                    value.source() + ": '" + value.text() + "': " + e.getMessage());
        }
    }

    private static URI url(String text) {
        URI url = URI.create(text);
        if (!Set.of("http", "https").contains(String.valueOf(url.getScheme()))
                || url.getHost() == null) {
            throw new IllegalArgumentException("expected http://… or https://…");
        }
        return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }

    private static long bytes(String text) {
        Matcher matcher = SIZE.matcher(text.toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected a size such as 500MB or 2GB");
        }
        String unit = matcher.group(2) == null ? "B" : matcher.group(2);
        int power = List.of("B", "KB", "MB", "GB", "TB").indexOf(unit);
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (10 * power));
    }

    private static Duration time(String text) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected a time such as 500ms, 30s, 10m or 6h");
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    private static ProblemException unknown(String place, String key) {
        return ProblemException.user(
                place + ": there is no setting '" + key + "'; there are: " + keys(""));
    }

    private static String keys(String prefix) {
        return Arrays.stream(Setting.values())
                .map(Setting::key)
                .filter(key -> key.startsWith(prefix))
                .collect(Collectors.joining(", "));
    }
}
