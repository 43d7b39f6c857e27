package dev.duru.delivery.runtime.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.Headers;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * fabric8's mock server in CRUD mode, with what it lacks: server-side apply, discovery of a cluster
 * of some age, and the output of pods.
 */
final class MockCluster implements AutoCloseable {
    /** What clusters of three ages serve beyond the kinds that all have. */
    static final Set<String> OF_1_20 = Set.of("autoscaling/v1", "policy/v1beta1");

    static final Set<String> OF_1_25 = Set.of("autoscaling/v1", "autoscaling/v2", "policy/v1");
    static final Set<String> TODAY =
            Set.of(
                    "autoscaling/v1",
                    "autoscaling/v2",
                    "policy/v1",
                    "gateway.networking.k8s.io/v1beta1",
                    "gateway.networking.k8s.io/v1");

    private static final Pattern APPLY =
            Pattern.compile("/api(?:s/([^/]+))?/([^/]+)/namespaces/([^/]+)/([^/]+)/([^/?]+)\\?.*");
    private static final Pattern LOG = Pattern.compile(".*/namespaces/[^/]+/pods/([^/]+)/log.*");
    private static final Map<String, String> KINDS =
            Map.of(
                    "v1",
                    "configmaps ConfigMap secrets Secret services Service pods Pod events Event",
                    "apps/v1",
                    "deployments Deployment",
                    "autoscaling",
                    "horizontalpodautoscalers HorizontalPodAutoscaler",
                    "policy",
                    "poddisruptionbudgets PodDisruptionBudget",
                    "gateway.networking.k8s.io",
                    "httproutes HTTPRoute");

    final Map<String, String> outputs = new ConcurrentHashMap<>();

    /** How often each kind of object was applied. */
    final Map<String, Integer> applied = new ConcurrentHashMap<>();

    private final Map<String, Map<String, Object>> last = new ConcurrentHashMap<>();
    private final Set<String> served;
    private final KubernetesCrudDispatcher crud = new KubernetesCrudDispatcher();
    private final KubernetesMockServer server;
    private final KubernetesClient client;

    /** Each request is a line otherwise; held, because loggers are forgotten with their level. */
    private final Logger lines = Logger.getLogger(MockWebServer.class.getName());

    MockCluster(Set<String> served) {
        lines.setLevel(Level.WARNING);
        this.served = served;
        this.server =
                new KubernetesMockServer(
                        new Context(),
                        new MockWebServer(),
                        new HashMap<>(),
                        new Dispatcher() {
                            @Override
                            public MockResponse dispatch(RecordedRequest request) {
                                return answer(request);
                            }
                        },
                        false);
        server.init();
        client = connect();
    }

    KubernetesClient connect() {
        return server.createClient(builder -> {});
    }

    private MockResponse answer(RecordedRequest request) {
        String path = request.getPath();
        Matcher log = LOG.matcher(path);
        if (log.matches()) {
            return new MockResponse()
                    .setResponseCode(200)
                    .setBody(outputs.getOrDefault(log.group(1), ""));
        }
        if (path.matches("/api/v1|/apis/[^/]+/[^/?]+")) {
            return discovery(path.replaceFirst("^/apis?/", ""));
        }
        String type = request.getHeader("Content-Type");
        Matcher apply = APPLY.matcher(path);
        if (type != null && type.startsWith("application/apply-patch") && apply.matches()) {
            return apply(apply, request);
        }
        return crud.dispatch(request);
    }

    private MockResponse discovery(String version) {
        String kinds =
                KINDS.getOrDefault(
                        version,
                        served.contains(version) ? KINDS.get(version.replaceFirst("/.*", "")) : "");
        if (kinds.isEmpty()) {
            return new MockResponse().setResponseCode(404);
        }
        String[] words = kinds.split(" ");
        StringBuilder resources = new StringBuilder();
        for (int i = 0; i < words.length; i += 2) {
            resources
                    .append(i == 0 ? "" : ",")
                    .append(
                            "{\"name\":\"%s\",\"namespaced\":true,\"kind\":\"%s\",\"verbs\":[]}"
                                    .formatted(words[i], words[i + 1]));
        }
        return new MockResponse()
                .setResponseCode(200)
                .setBody(
                        "{\"kind\":\"APIResourceList\",\"groupVersion\":\"%s\",\"resources\":[%s]}"
                                .formatted(version, resources));
    }

    /**
     * Creates the object, or puts its fields over those that are there; lists are replaced, and
     * what was applied before and is not now goes. Asks what is there without a request: this runs
     * on the one thread by which the server answers.
     */
    private MockResponse apply(Matcher path, RecordedRequest request) {
        GenericKubernetesResource wanted =
                Serialization.unmarshal(request.getUtf8Body(), GenericKubernetesResource.class);
        String item = request.getPath().replaceFirst("\\?.*", "");
        String key = wanted.getKind() + " " + path.group(5);
        Map<String, Object> before = last.getOrDefault(key, Map.of());
        last.put(key, wanted.getAdditionalProperties());
        applied.merge(wanted.getKind(), 1, Integer::sum);
        MockResponse found = crud.handleGet(item);
        if (found.code() == 404) {
            return crud.dispatch(
                    asked(HttpMethod.POST, item.substring(0, item.lastIndexOf('/')), wanted));
        }
        GenericKubernetesResource live =
                Serialization.unmarshal(
                        found.getBody().readUtf8(), GenericKubernetesResource.class);
        wanted.getAdditionalProperties()
                .forEach((name, value) ->
                        live.setAdditionalProperty(
                                name,
                                merged(
                                        live.getAdditionalProperties().get(name),
                                        value,
                                        before.get(name))));
        live.getMetadata().setLabels(wanted.getMetadata().getLabels());
        live.getMetadata()
                .setManagedFields(
                        List.of(
                                new ManagedFieldsEntryBuilder()
                                        .withManager("duru")
                                        .withOperation("Apply")
                                        .build()));
        return crud.dispatch(asked(HttpMethod.PUT, item, live));
    }

    private static RecordedRequest asked(
            HttpMethod method, String path, GenericKubernetesResource body) {
        return new RecordedRequest(
                "HTTP/1.1",
                method,
                path,
                Headers.builder().add("Content-Type", "application/json").build(),
                new Buffer(Serialization.asJson(body).getBytes(StandardCharsets.UTF_8)));
    }

    @SuppressWarnings("unchecked")
    private static Object merged(Object live, Object wanted, Object before) {
        if (!(live instanceof Map<?, ?>) || !(wanted instanceof Map<?, ?> now)) {
            return wanted;
        }
        Map<String, Object> all = new HashMap<>((Map<String, Object>) live);
        Map<?, ?> old = before instanceof Map<?, ?> map ? map : Map.of();
        all.keySet().removeIf(key -> old.containsKey(key) && !now.containsKey(key));
        ((Map<String, Object>) now)
                .forEach((key, value) -> all.put(key, merged(all.get(key), value, old.get(key))));
        return all;
    }

    KubernetesClient client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
        server.destroy();
    }
}
