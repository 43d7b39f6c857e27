package dev.duru.delivery.runtime.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
                    "autoscaling", "HorizontalPodAutoscaler",
                    "policy", "PodDisruptionBudget",
                    "gateway.networking.k8s.io", "HTTPRoute");

    final Map<String, String> outputs = new ConcurrentHashMap<>();

    /** How often each kind of object was applied. */
    final Map<String, Integer> applied = new ConcurrentHashMap<>();

    private final Set<String> served;
    private final KubernetesCrudDispatcher crud = new KubernetesCrudDispatcher();
    private final KubernetesMockServer server;
    private final KubernetesClient client;

    MockCluster(Set<String> served) {
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
        if (path.matches("/apis/[^/]+/[^/?]+")) {
            return discovery(path.substring("/apis/".length()));
        }
        String type = request.getHeader("Content-Type");
        Matcher apply = APPLY.matcher(path);
        if (type != null && type.startsWith("application/apply-patch") && apply.matches()) {
            return apply(apply, request);
        }
        return crud.dispatch(request);
    }

    private MockResponse discovery(String version) {
        String group = version.substring(0, version.indexOf('/'));
        if (!served.contains(version)) {
            return new MockResponse().setResponseCode(404);
        }
        return new MockResponse()
                .setResponseCode(200)
                .setBody(
                        "{\"kind\":\"APIResourceList\",\"groupVersion\":\""
                                + version
                                + "\",\"resources\":[{\"name\":\"things\",\"namespaced\":true,\"kind\":\""
                                + KINDS.getOrDefault(group, "?")
                                + "\",\"verbs\":[\"get\"]}]}");
    }

    /** Creates the object, or puts its fields over those that are there; lists are replaced. */
    private MockResponse apply(Matcher path, RecordedRequest request) {
        GenericKubernetesResource wanted =
                Serialization.unmarshal(request.getUtf8Body(), GenericKubernetesResource.class);
        applied.merge(wanted.getKind(), 1, Integer::sum);
        var resources =
                client.genericKubernetesResources(wanted.getApiVersion(), wanted.getKind())
                        .inNamespace(path.group(3));
        GenericKubernetesResource live = resources.withName(path.group(5)).get();
        GenericKubernetesResource result;
        if (live == null) {
            result = resources.resource(wanted).create();
        } else {
            wanted.getAdditionalProperties()
                    .forEach((key, value) ->
                            live.setAdditionalProperty(
                                    key, merged(live.getAdditionalProperties().get(key), value)));
            live.getMetadata().setLabels(wanted.getMetadata().getLabels());
            live.getMetadata()
                    .setManagedFields(
                            List.of(
                                    new ManagedFieldsEntryBuilder()
                                            .withManager("duru")
                                            .withOperation("Apply")
                                            .build()));
            result = resources.resource(live).update();
        }
        return new MockResponse().setResponseCode(200).setBody(Serialization.asJson(result));
    }

    @SuppressWarnings("unchecked")
    private static Object merged(Object live, Object wanted) {
        if (!(live instanceof Map<?, ?>) || !(wanted instanceof Map<?, ?>)) {
            return wanted;
        }
        Map<String, Object> all = new HashMap<>((Map<String, Object>) live);
        ((Map<String, Object>) wanted)
                .forEach((key, value) -> all.put(key, merged(all.get(key), value)));
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
