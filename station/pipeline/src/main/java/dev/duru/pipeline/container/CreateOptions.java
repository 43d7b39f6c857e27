package dev.duru.pipeline.container;

import dev.duru.containers.ContainerSpec;
import dev.duru.containers.HealthCheck;
import dev.duru.yaml.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code options:}, which are arguments of {@code docker create}. What is not known, and what
 * would give a job rights over the machine, is an error that names it.
 */
final class CreateOptions {
    /** Capabilities that do not reach out of a container. */
    private static final Set<String> HARMLESS =
            Set.of(
                    "CHOWN",
                    "DAC_OVERRIDE",
                    "FOWNER",
                    "FSETID",
                    "IPC_LOCK",
                    "KILL",
                    "NET_ADMIN",
                    "NET_BIND_SERVICE",
                    "NET_RAW",
                    "SETFCAP",
                    "SETGID",
                    "SETPCAP",
                    "SETUID",
                    "SYS_CHROOT",
                    "SYS_NICE",
                    "SYS_PTRACE");

    private static final Map<String, String> SHORT =
            Map.ofEntries(
                    Map.entry("-c", "--cpu-shares"),
                    Map.entry("-e", "--env"),
                    Map.entry("-h", "--hostname"),
                    Map.entry("-i", "--interactive"),
                    Map.entry("-l", "--label"),
                    Map.entry("-m", "--memory"),
                    Map.entry("-p", "--publish"),
                    Map.entry("-t", "--tty"),
                    Map.entry("-u", "--user"),
                    Map.entry("-v", "--volume"),
                    Map.entry("-w", "--workdir"));

    private final ContainerSpec spec;
    private final Volumes volumes;
    private final boolean privileged;
    private final Position place;
    private final Map<String, BiConsumer<String, String>> valued = new TreeMap<>();
    private final Map<String, Consumer<Boolean>> flags = new TreeMap<>();
    private final List<String> aliases = new ArrayList<>();
    private final List<String> idle = new ArrayList<>();
    private HealthCheck health =
            new HealthCheck(List.of(), Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);
    private @Nullable String entrypoint;

    /**
     * Options for a container.
     *
     * @param privileged whether rights over the machine may be given
     */
    CreateOptions(ContainerSpec spec, Volumes volumes, boolean privileged, Position place) {
        this.spec = spec;
        this.volumes = volumes;
        this.privileged = privileged;
        this.place = place;
        plain();
        around();
        resources();
        health();
        rights();
    }

    private void plain() {
        // Followed before there is a container.
        valued.put("--pull", (name, value) -> {});
        valued.put("--platform", (name, value) -> spec.platform(value));
        valued.put("--user", (name, value) -> spec.user(value));
        valued.put("--workdir", (name, value) -> spec.folder(value));
        valued.put("--hostname", (name, value) -> spec.hostname(value));
        valued.put("--entrypoint", (name, value) -> entrypoint = value);
        valued.put(
                "--env",
                (name, value) -> {
                    String[] pair = pair(name, value);
                    spec.environment(pair[0], pair[1]);
                });
        valued.put(
                "--label",
                (name, value) -> {
                    int equals = value.indexOf('=');
                    spec.label(
                            equals < 0 ? value : value.substring(0, equals),
                            equals < 0 ? "" : value.substring(equals + 1));
                });
    }

    /** What is around the container: its network, its volumes, its life. */
    private void around() {
        valued.put("--network-alias", (name, value) -> aliases.add(value));
        valued.put("--add-host", (name, value) -> spec.addHost(value.replaceFirst("=", ":")));
        valued.put("--dns", (name, value) -> spec.dns(value));
        valued.put("--publish", (name, value) -> Ports.publish(value, spec, place));
        valued.put("--volume", (name, value) -> volumes.add(value, spec, place));
        valued.put("--mount", (name, value) -> mount(value));
        valued.put(
                "--tmpfs",
                (name, value) -> {
                    int colon = value.indexOf(':');
                    spec.tmpfs(
                            colon < 0 ? value : value.substring(0, colon),
                            colon < 0 ? "" : value.substring(colon + 1));
                });
        valued.put("--stop-signal", (name, value) -> spec.stopSignal(value));
        valued.put("--group-add", (name, value) -> spec.groupAdd(value));
        valued.put(
                "--restart",
                (name, value) -> {
                    String[] parts = value.split(":", 2);
                    spec.restart(parts[0], parts.length < 2 ? 0 : whole(name, parts[1]));
                });
        valued.put("--expose", (name, value) -> {});
        valued.put(
                "--sysctl",
                (name, value) -> {
                    String[] pair = pair(name, value);
                    spec.sysctl(pair[0], pair[1]);
                });
        flags.put("--init", spec::init);
        flags.put("--read-only", spec::readOnlyRoot);
        flags.put("--rm", value -> {});
        flags.put("--tty", value -> idle.add("--tty"));
        flags.put("--interactive", value -> idle.add("--interactive"));
        for (String name : List.of("--network", "--net")) {
            valued.put(
                    name,
                    (option, value) -> {
                        throw refused(
                                option, "a job's containers are in a network of the job's own");
                    });
        }
        valued.put(
                "--name",
                (name, value) -> {
                    throw refused(name, "Duru names containers itself; give a --network-alias");
                });
    }

    private void resources() {
        valued.put(
                "--cpus",
                (name, value) -> {
                    try {
                        spec.nanoCpus((long) (Double.parseDouble(value) * 1e9));
                    } catch (NumberFormatException e) {
                        throw wrong(name, value, "a number such as 1.5");
                    }
                });
        valued.put("--cpu-shares", (name, value) -> spec.cpuShares(whole(name, value)));
        valued.put("--cpuset-cpus", (name, value) -> spec.cpuset(value));
        valued.put("--memory", (name, value) -> spec.memoryBytes(bytes(name, value)));
        valued.put(
                "--memory-swap",
                (name, value) ->
                        spec.memorySwapBytes(value.equals("-1") ? -1 : bytes(name, value)));
        valued.put("--shm-size", (name, value) -> spec.shmBytes(bytes(name, value)));
        valued.put("--pids-limit", (name, value) -> spec.pidsLimit(whole(name, value)));
        valued.put(
                "--ulimit",
                (name, value) -> {
                    String[] pair = pair(name, value);
                    String[] limits = pair[1].split(":", 2);
                    int soft = whole(name, limits[0]);
                    spec.ulimit(pair[0], soft, limits.length < 2 ? soft : whole(name, limits[1]));
                });
    }

    private void health() {
        valued.put(
                "--health-cmd",
                (name, value) ->
                        health =
                                new HealthCheck(
                                        List.of("CMD-SHELL", value),
                                        health.interval(),
                                        health.timeout(),
                                        health.startPeriod(),
                                        health.retries()));
        valued.put(
                "--health-interval",
                (name, value) -> times(span(name, value), health.timeout(), health.startPeriod()));
        valued.put(
                "--health-timeout",
                (name, value) -> times(health.interval(), span(name, value), health.startPeriod()));
        valued.put(
                "--health-start-period",
                (name, value) -> times(health.interval(), health.timeout(), span(name, value)));
        valued.put(
                "--health-retries",
                (name, value) ->
                        health =
                                new HealthCheck(
                                        health.test(),
                                        health.interval(),
                                        health.timeout(),
                                        health.startPeriod(),
                                        whole(name, value)));
        flags.put(
                "--no-healthcheck",
                value ->
                        health =
                                new HealthCheck(
                                        List.of("NONE"),
                                        Duration.ZERO,
                                        Duration.ZERO,
                                        Duration.ZERO,
                                        0));
    }

    private void times(Duration interval, Duration timeout, Duration startPeriod) {
        health = new HealthCheck(health.test(), interval, timeout, startPeriod, health.retries());
    }

    private void rights() {
        flags.put(
                "--privileged",
                value -> {
                    right("--privileged");
                    spec.privileged(value);
                });
        valued.put(
                "--cap-add",
                (name, value) -> {
                    String capability = value.toUpperCase(Locale.ROOT);
                    String plain =
                            capability.startsWith("CAP_") ? capability.substring(4) : capability;
                    if (!HARMLESS.contains(plain)) {
                        right(name + " " + value);
                    }
                    spec.capAdd(plain);
                });
        valued.put("--cap-drop", (name, value) -> spec.capDrop(value));
        valued.put(
                "--security-opt",
                (name, value) -> {
                    if (!value.startsWith("no-new-privileges")) {
                        right(name + " " + value);
                    }
                    spec.securityOption(value);
                });
        valued.put(
                "--device",
                (name, value) -> {
                    right(name);
                    String[] parts = value.split(":", 3);
                    spec.device(
                            parts[0],
                            parts.length > 1 ? parts[1] : parts[0],
                            parts.length > 2 ? parts[2] : "rwm");
                });
    }

    private void right(String option) {
        if (!privileged) {
            throw refused(
                    option,
                    "it gives the job rights over the machine, which the setting"
                            + " containers.privileged of this Duru does not allow");
        }
    }

    /** Reads all options. */
    void read(String text) {
        List<String> words = Words.split(text, place);
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.startsWith("-")) {
                throw Refusal.of(
                        place, "options: '" + word + "' is no option; options begin with --");
            }
            String name = word;
            String value = null;
            int equals = word.indexOf('=');
            if (word.startsWith("--") && equals > 0) {
                name = word.substring(0, equals);
                value = word.substring(equals + 1);
            } else if (!word.startsWith("--")) {
                name = SHORT.getOrDefault(word.substring(0, Math.min(2, word.length())), word);
                value = word.length() > 2 ? word.substring(word.charAt(2) == '=' ? 3 : 2) : null;
            }
            Consumer<Boolean> flag = flags.get(name);
            if (flag != null) {
                flag.accept(value == null || !value.equals("false"));
                continue;
            }
            BiConsumer<String, String> option = valued.get(name);
            if (option == null) {
                throw Refusal.of(
                        place,
                        "options: the option '"
                                + name
                                + "' is not known here; known are "
                                + known());
            }
            if (value == null) {
                if (++i == words.size()) {
                    throw Refusal.of(place, "options: '" + name + "' needs a value");
                }
                value = words.get(i);
            }
            option.accept(name, value);
        }
    }

    private String known() {
        Set<String> all = new java.util.TreeSet<>(valued.keySet());
        all.addAll(flags.keySet());
        return String.join(", ", all);
    }

    /** Further names in the job's network. */
    List<String> aliases() {
        return aliases;
    }

    /** The entrypoint that they name, if any. */
    @Nullable String entrypoint() {
        return entrypoint;
    }

    /** Options that change nothing, as no terminal is there. */
    List<String> idle() {
        return idle;
    }

    /** Whether anything is said about health; then {@link #check} replaces the image's own. */
    boolean saysHealth() {
        return !health.test().isEmpty()
                || health.retries() != 0
                || !health.interval().isZero()
                || !health.timeout().isZero()
                || !health.startPeriod().isZero();
    }

    HealthCheck check() {
        return health;
    }

    private void mount(String text) {
        String type = "volume";
        String source = "";
        String target = "";
        boolean readOnly = false;
        for (String part : text.split(",")) {
            String[] pair = part.split("=", 2);
            String value = pair.length < 2 ? "true" : pair[1];
            switch (pair[0]) {
                case "type" -> type = value;
                case "source", "src" -> source = value;
                case "target", "dst", "destination" -> target = value;
                case "readonly", "ro" -> readOnly = !value.equals("false");
                default -> throw wrong("--mount", text, "type, source, target and readonly");
            }
        }
        volumes.mount(type, source, target, readOnly, spec, place);
    }

    private String[] pair(String name, String value) {
        int equals = value.indexOf('=');
        if (equals <= 0) {
            throw wrong(name, value, "NAME=VALUE");
        }
        return new String[] {value.substring(0, equals), value.substring(equals + 1)};
    }

    private int whole(String name, String value) {
        if (!value.matches("-?[0-9]{1,9}")) {
            throw wrong(name, value, "a whole number");
        }
        return Integer.parseInt(value);
    }

    private long bytes(String name, String value) {
        String text = value.toLowerCase(Locale.ROOT);
        if (!text.matches("[0-9]{1,12}([bkmg]|[kmg]i?b)?")) {
            throw wrong(name, value, "a size such as 512m or 2g");
        }
        String digits = text.replaceAll("[^0-9]", "");
        int shift =
                switch (text.replaceAll("[0-9]", "")) {
                    case "k", "kb", "kib" -> 10;
                    case "m", "mb", "mib" -> 20;
                    case "g", "gb", "gib" -> 30;
                    default -> 0;
                };
        return Math.multiplyExact(Long.parseLong(digits), 1L << shift);
    }

    private Duration span(String name, String value) {
        if (!value.matches("([0-9]+(\\.[0-9]+)?(h|m|s|ms|us))+|0")) {
            throw wrong(name, value, "a time such as 10s or 1m30s");
        }
        if (value.equals("0")) {
            return Duration.ZERO;
        }
        Duration all = Duration.ZERO;
        java.util.regex.Matcher parts =
                java.util.regex.Pattern.compile("([0-9.]+)(ms|us|h|m|s)").matcher(value);
        while (parts.find()) {
            double unit =
                    switch (parts.group(2)) {
                        case "h" -> 3600e9;
                        case "m" -> 60e9;
                        case "s" -> 1e9;
                        case "ms" -> 1e6;
                        default -> 1e3;
                    };
            all = all.plusNanos((long) (Double.parseDouble(parts.group(1)) * unit));
        }
        return all;
    }

    private RuntimeException wrong(String name, String value, String wanted) {
        return Refusal.of(place, "options: " + name + " is '" + value + "'; write " + wanted);
    }

    private RuntimeException refused(String name, String reason) {
        return Refusal.of(place, "options: " + name + " cannot be had: " + reason);
    }
}
