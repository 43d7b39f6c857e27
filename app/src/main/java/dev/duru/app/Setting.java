package dev.duru.app;

import dev.duru.pipeline.actions.ActionSettings;
import dev.duru.pipeline.toolchain.Vendors;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Every key of the configuration: one place for the file, the environment, the flags and the
 * reference.
 */
enum Setting {
    DATA("data", "./duru-data", "the folder that holds everything that is to be kept"),
    HTTP_ADDRESS("http.address", "127.0.0.1", "the address to listen on; 0.0.0.0 for all"),
    HTTP_PORT("http.port", "8080", "the port of pages, API, Git and registry; 0 for any free one"),
    HTTP_URL(
            "http.url", "", "how people reach Duru from outside, such as https://duru.example.org"),
    EDGE_ADDRESS(
            "edge.address", "127.0.0.1", "the address on which deployed applications are reached"),
    EDGE_PORT(
            "edge.port",
            "8081",
            "the port on which deployed applications are reached; 0 for any free one"),
    EDGE_TLS_PORT(
            "edge.tls-port",
            "0",
            "the port on which deployed applications are reached by https, where their duru.yml names"
                    + " certificates; 0 for none"),
    EDGE_ACME(
            "edge.acme",
            "https://acme-v02.api.letsencrypt.org/directory",
            "the authority (RFC 8555) that certifies hosts with `tls: acme`; none for no authority. It"
                    + " asks on port 80"),
    EDGE_ACME_CONTACT("edge.acme-contact", "", "an e-mail address for that authority"),
    EDGE_ACME_ROOT(
            "edge.acme-root",
            "",
            "a PEM file with the certificate of a private authority's own server"),
    EDGE_TRUSTED(
            "edge.trusted",
            "",
            "addresses and networks of proxies before the edge, with commas between, such as"
                    + " 10.0.0.0/8, ::1: what they say of clients in X-Forwarded-* and Forwarded is"
                    + " believed"),
    EDGE_PROXY_HEADER(
            "edge.proxy-header",
            "false",
            "whether connections of those proxies may begin with a PROXY header, version 1 or 2"),
    JOBS(
            "jobs.parallel",
            "0",
            "how many jobs run at a time; 0 for as many as there are processors"),
    JOB_TIME("jobs.timeout", "6h", "the longest that a job may take when its file does not say so"),
    JOB_CPUS("jobs.cpus", "0", "processors' time for one job, such as 1.5; 0 for no limit"),
    JOB_MEMORY(
            "jobs.memory",
            "0",
            "memory of all processes of one job together, such as 4GB; 0 for no limit"),
    JOB_PROCESSES(
            "jobs.processes", "4096", "processes and threads of one job at a time; 0 for no limit"),
    JOB_DISK(
            "jobs.disk",
            "50GB",
            "what the files of one job may take, its /tmp included; counted every two seconds or"
                    + " less often, so a job may go past it for a moment; 0 for no limit"),
    JOB_LOG("jobs.log", "1GB", "the largest log of a job; 0 for no limit"),
    JOB_TOKEN(
            "jobs.token",
            "restricted",
            "what the token of a job may do whose file has no permissions: restricted reads code and"
                    + " packages, permissive writes everything of the project"),
    KEEP_ARTIFACTS(
            "keep.artifacts",
            "400d",
            "how long artifacts are kept at most; an artifact may say less, and says 90 days by"
                    + " itself"),
    KEEP_LOGS("keep.logs", "90d", "how long the logs of ended runs are kept"),
    KEEP_RUNS("keep.runs", "400d", "how long anything is known of ended runs"),
    KEEP_CACHES(
            "keep.caches",
            "10GB",
            "what the caches of one project may take; what was not used for longest goes first"),
    KEEP_FETCHED(
            "keep.fetched",
            "20GB",
            "what fetched actions may take, and fetched tools; what was not used for longest goes"
                    + " first, and is fetched again when it is wanted"),
    KEEP_IMAGES(
            "keep.images",
            "90d",
            "how long an image that Duru built is kept when no environment had it among its last"
                    + " releases, and no tag but its commit's holds it"),
    KEEP_RELEASES(
            "keep.releases",
            "20",
            "how many releases of each environment keep their images, however old they are"),
    ACTIONS_MIRROR(
            "actions.mirror",
            ActionSettings.GITHUB,
            "where actions come from that no project of this Duru holds: the URL of a Git repository"
                    + " with {owner} and {repo} in it; none for nowhere"),
    ACTIONS_ALLOWED(
            "actions.allowed",
            "*",
            "the actions that jobs may use, such as actions/*, docker/build@v6*; !name/* forbids, and"
                    + " the last that fits decides"),
    ACTIONS_REQUIRE_SHA(
            "actions.require-sha",
            "false",
            "whether each action must be pinned to the full id of a commit"),
    ACTIONS_BUILTIN(
            "actions.builtin",
            "*",
            "the well-known actions that Duru does itself; *, !cache lets the action of that name"
                    + " be fetched as any other"),
    INCLUDES_ALLOWED(
            "includes.allowed",
            "*",
            "the files of the web that GitLab pipelines may include: patterns of URLs such as"
                    + " https://gitlab.example/ci/*; !URL forbids, and the last that fits decides; * alone"
                    + " means every public address; none for nothing"),
    CONTAINERS_SOCKET(
            "containers.socket",
            "",
            "where the container engine is, as in DOCKER_HOST; without it DOCKER_HOST itself, then"
                    + " the usual sockets of Docker and Podman"),
    CONTAINERS_PULL(
            "containers.pull",
            "missing",
            "missing fetches an image that the engine does not have; always asks its registry each"
                    + " time"),
    CONTAINERS_MOUNTS(
            "containers.mounts",
            "",
            "folders and files of the machine, with commas between, that jobs may mount besides their"
                    + " own; the engine's socket gives them the whole machine"),
    CONTAINERS_PRIVILEGED(
            "containers.privileged",
            "false",
            "whether jobs may ask for rights over the machine: --privileged, devices, capabilities"
                    + " such as SYS_ADMIN"),
    KUBERNETES_KUBECONFIG(
            "kubernetes.kubeconfig",
            "",
            "the kubeconfig of the cluster for environments with runtime: kubernetes; cluster for the"
                    + " one that Duru itself runs in; without it there is none"),
    KUBERNETES_NAMESPACE(
            "kubernetes.namespace",
            "",
            "the namespace of environments that name none; without it the kubeconfig's own"),
    KUBERNETES_REGISTRY(
            "kubernetes.registry",
            "",
            "the address at which the cluster's nodes reach Duru's registry, such as"
                    + " https://duru.example; without it http.url"),
    TOOLS_NODE(
            "tools.node",
            Vendors.Settings.DEFAULT.node(),
            "where setup-node finds versions that the machine has not; none for nowhere"),
    TOOLS_JAVA(
            "tools.java",
            Vendors.Settings.DEFAULT.java(),
            "where setup-java finds JDKs that the machine has not; none for nowhere"),
    TOOLS_GO(
            "tools.go",
            Vendors.Settings.DEFAULT.go(),
            "where setup-go finds versions that the machine has not; none for nowhere"),
    PUSH_BYTES("git.max-push", "2GB", "the largest pack that one push may carry"),
    SCRAPE("observe.every", "1s", "how often measurements are taken"),
    PROMETHEUS(
            "observe.prometheus",
            "",
            "a configuration in Prometheus' format, whose scrapes and rules count here; read again when"
                    + " it changes"),
    ALERTMANAGER(
            "observe.alertmanager",
            "",
            "a configuration in Alertmanager's format: who is told of which alerts; without it each"
                    + " alert of a project opens an issue"),
    SYSLOG(
            "observe.syslog",
            "",
            "where syslog is taken in over UDP and TCP, and for which project, such as"
                    + " 127.0.0.1:5514=team/shop, several with commas between; whoever reaches the"
                    + " port may send"),
    QUERY_URL(
            "observe.query.url",
            "",
            "a Prometheus, or anything that speaks its HTTP API, that answers queries in place of Duru's"
                    + " own store, such as http://127.0.0.1:9090"),
    QUERY_TOKEN(
            "observe.query.token-file", "", "a file with the bearer token that this server wants"),
    QUERY_USER("observe.query.user", "", "the user that this server wants"),
    QUERY_PASSWORD("observe.query.password-file", "", "a file with the user's password"),
    QUERY_CA(
            "observe.query.ca-file",
            "",
            "a PEM file with the authorities that certify this server; without it those that the"
                    + " machine trusts"),
    STATSD(
            "observe.statsd",
            "",
            "where lines of statsd and DogStatsD are taken, by UDP and TCP, such as 127.0.0.1:8125;"
                    + " whoever reaches it may send; without it nowhere"),
    EVENTS(
            "observe.events",
            "",
            "a file that says which Datadog, New Relic and Grafana are told of deployments");

    private final String key;
    private final String fallback;
    private final String meaning;

    Setting(String key, String fallback, String meaning) {
        this.key = key;
        this.fallback = fallback;
        this.meaning = meaning;
    }

    /** As it stands in the file, with a dot for each level, and as a flag behind {@code --}. */
    String key() {
        return key;
    }

    String fallback() {
        return fallback;
    }

    String meaning() {
        return meaning;
    }

    /** The name of the environment variable, such as {@code DURU_HTTP_PORT}. */
    String variable() {
        return "DURU_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    static Optional<Setting> of(String key) {
        return Arrays.stream(values()).filter(setting -> setting.key.equals(key)).findFirst();
    }

    /** Whether the key is the name of a group, such as {@code http}. */
    static boolean isGroup(String key) {
        return Arrays.stream(values()).anyMatch(setting -> setting.key.startsWith(key + "."));
    }
}
