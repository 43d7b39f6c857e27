package dev.duru.manifest;

import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code resources}, {@code container} and {@code kubernetes} of an environment. */
final class HostingReader {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern HOST =
            Pattern.compile("(?:\\*\\.)?[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?");
    private static final Pattern NETWORK = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");
    private static final Pattern VOLUME =
            Pattern.compile("([a-z0-9](?:[a-z0-9_-]{0,40}[a-z0-9])?):(/[^:]*)(:ro)?");
    private static final Set<String> SYSTEM = Set.of("/", "/proc", "/sys", "/dev", "/etc", "/tmp");

    private final Problems problems;
    private final boolean review;

    /**
     * @param review whether the environment stands for many, each with hosts of its own
     */
    HostingReader(Problems problems, boolean review) {
        this.problems = problems;
        this.review = review;
    }

    Hosting read(Fields environment, Environment.RuntimeKind runtime) {
        belongs(environment, "container", Environment.RuntimeKind.CONTAINER, runtime);
        belongs(environment, "kubernetes", Environment.RuntimeKind.KUBERNETES, runtime);
        return new Hosting(
                environment
                        .map("resources")
                        .map(this::resources)
                        .orElse(Hosting.Resources.UNLIMITED),
                environment
                        .map("container")
                        .map(this::container)
                        .orElse(Hosting.Container.STANDARD),
                environment
                        .map("kubernetes")
                        .map(this::kubernetes)
                        .orElse(Hosting.Kubernetes.STANDARD));
    }

    private void belongs(
            Fields fields,
            String key,
            Environment.RuntimeKind needed,
            Environment.RuntimeKind runtime) {
        if (fields.has(key) && runtime != needed) {
            problems.add(
                    fields.position(key),
                    "`" + key + "` is there, but the runtime is another one",
                    "write `runtime: " + key + "`, or remove `" + key + "`");
        }
    }

    private Hosting.Resources resources(YamlMap map) {
        Fields fields = new Fields(map, "`resources`", Keys.RESOURCES, problems);
        return new Hosting.Resources(
                memory(fields), milliCpus(fields), fields.whole("pids", 8, 1_000_000, 0));
    }

    private long memory(Fields fields) {
        String text = fields.text("memory");
        if (text == null) {
            return 0;
        }
        Long bytes = Units.bytes(text);
        if (bytes == null || bytes < 8L << 20) {
            problems.add(
                    fields.valuePosition("memory"),
                    "`" + text + "` is not an amount of memory from 8Mi on",
                    "write a whole number with its unit, such as 256Mi or 1Gi");
            return 0;
        }
        return bytes;
    }

    private int milliCpus(Fields fields) {
        String text = fields.text("cpu");
        if (text == null) {
            return 0;
        }
        Integer milli = Units.milliCpus(text);
        if (milli == null || milli < 10 || milli > 1_024_000) {
            problems.add(
                    fields.valuePosition("cpu"),
                    "`" + text + "` is not a share of processors",
                    "write processors, such as 2 or 0.5, or thousandths, such as 500m");
            return 0;
        }
        return milli;
    }

    private Hosting.Container container(YamlMap map) {
        Fields fields = new Fields(map, "`container`", Keys.CONTAINER, problems);
        String network = fields.text("network");
        if (network != null && !NETWORK.matcher(network).matches()) {
            problems.add(
                    fields.valuePosition("network"),
                    "`" + network + "` is not a network",
                    "write host, or the name of a network that the engine has");
        }
        return new Hosting.Container(
                fields.whole("port", 1, 65_535, Hosting.Container.DEFAULT_PORT),
                volumes(fields),
                network == null ? "" : network,
                fields.flag("readOnly"));
    }

    private List<Hosting.Volume> volumes(Fields fields) {
        List<Hosting.Volume> volumes = new ArrayList<>();
        Set<String> paths = new HashSet<>();
        for (YamlNode item : fields.list("volumes").map(YamlList::items).orElse(List.of())) {
            fields.textOf(item, "a volume").ifPresent(text -> volume(volumes, paths, item, text));
        }
        return volumes;
    }

    private void volume(
            List<Hosting.Volume> volumes, Set<String> paths, YamlNode item, String text) {
        Matcher m = VOLUME.matcher(text);
        if (!m.matches() || text.contains("/..") || SYSTEM.contains(m.group(2))) {
            problems.add(
                    item.position(),
                    "`" + text + "` is not a volume",
                    "write NAME:/absolute/path, with :ro behind it when it is only read; folders of"
                            + " the machine are not shown to applications");
        } else if (!paths.add(m.group(2))) {
            problems.add(
                    item.position(), "a second volume is at `" + m.group(2) + "`", "remove one");
        } else {
            volumes.add(new Hosting.Volume(m.group(1), m.group(2), m.group(3) != null));
        }
    }

    private Hosting.Kubernetes kubernetes(YamlMap map) {
        Fields fields = new Fields(map, "`kubernetes`", Keys.KUBERNETES, problems);
        String gateway = fields.text("gateway");
        if (gateway != null) {
            for (String part : gateway.split("/", -1)) {
                if (!LABEL.matcher(part).matches() || gateway.split("/", -1).length > 2) {
                    problems.add(
                            fields.valuePosition("gateway"),
                            "`" + gateway + "` is not a gateway",
                            "write its name, or namespace/name");
                    break;
                }
            }
        }
        List<String> hosts = hosts(fields);
        if (!hosts.isEmpty() && gateway == null) {
            problems.add(
                    fields.position("hosts"),
                    "`hosts` are there, but no `gateway`",
                    "add `gateway:` with the Gateway that serves them");
        }
        return new Hosting.Kubernetes(
                namespace(fields),
                fields.whole("port", 1, 65_535, Hosting.Container.DEFAULT_PORT),
                fields.map("autoscale").map(this::autoscale).orElse(null),
                gateway == null ? "" : gateway,
                hosts,
                own(fields));
    }

    private String namespace(Fields fields) {
        String namespace = fields.text("namespace");
        if (namespace != null && !LABEL.matcher(namespace).matches()) {
            problems.add(
                    fields.valuePosition("namespace"),
                    "`" + namespace + "` is not a namespace",
                    "use lower-case letters, digits and - between");
        }
        return namespace == null ? "" : namespace;
    }

    private List<String> hosts(Fields fields) {
        List<String> hosts = new ArrayList<>();
        for (YamlNode item : fields.list("hosts").map(YamlList::items).orElse(List.of())) {
            fields.textOf(item, "a host")
                    .ifPresent(host -> {
                        if (review && !host.startsWith("*.")) {
                            problems.add(
                                    item.position(),
                                    "`" + host + "` cannot be the host of several environments",
                                    "write their name as a star, such as *.review.example.org");
                        } else if (HOST.matcher(host).matches()) {
                            hosts.add(host);
                        } else {
                            problems.add(
                                    item.position(),
                                    "`" + host + "` is not a host name",
                                    "write a name such as shop.example.org or *.example.org");
                        }
                    });
        }
        return hosts;
    }

    private Hosting.Autoscale autoscale(YamlMap map) {
        Fields fields = new Fields(map, "`autoscale`", Keys.AUTOSCALE, problems);
        if (!fields.has("most")) {
            problems.add(
                    map.position(),
                    "`autoscale` has no `most`",
                    "add `most:` with the most replicas");
        }
        return new Hosting.Autoscale(
                fields.whole("most", 1, 1000, 1), fields.whole("cpu", 1, 1000, 80));
    }

    private Hosting.@Nullable Own own(Fields fields) {
        List<String> kinds = List.of("manifests", "kustomize", "helm");
        List<String> there = kinds.stream().filter(fields::has).toList();
        if (there.size() > 1) {
            problems.add(
                    fields.position(there.get(1)),
                    "`" + there.get(0) + "` and `" + there.get(1) + "` are both there",
                    "keep one of them");
        }
        String manifests = path(fields, "manifests");
        if (manifests != null) {
            return new Hosting.Own.Manifests(manifests);
        }
        String kustomize = path(fields, "kustomize");
        if (kustomize != null) {
            return new Hosting.Own.Kustomize(kustomize);
        }
        return fields.map("helm").map(this::helm).orElse(null);
    }

    private Hosting.Own helm(YamlMap map) {
        Fields fields = new Fields(map, "`helm`", Keys.HELM, problems);
        String chart = path(fields, "chart");
        if (!fields.has("chart")) {
            problems.add(
                    map.position(),
                    "`helm` has no `chart`",
                    "add `chart:` with the chart's folder");
        }
        List<String> values = new ArrayList<>();
        for (YamlNode item : fields.list("values").map(YamlList::items).orElse(List.of())) {
            fields.textOf(item, "a file of values")
                    .ifPresent(file -> {
                        check(item, file);
                        values.add(file);
                    });
        }
        return new Hosting.Own.Helm(chart == null ? "." : chart, values);
    }

    private @Nullable String path(Fields fields, String key) {
        String path = fields.text(key);
        if (path != null) {
            fields.node(key).ifPresent(node -> check(node, path));
        }
        return path;
    }

    private void check(YamlNode node, String path) {
        if (!ManifestReader.relative(path)) {
            problems.add(
                    node.position(),
                    "`" + path + "` is not a path in the repository",
                    "write a path from its root on, without `..`");
        }
    }
}
