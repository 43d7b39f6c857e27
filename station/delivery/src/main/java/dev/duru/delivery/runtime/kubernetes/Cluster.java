package dev.duru.delivery.runtime.kubernetes;

import dev.duru.delivery.runtime.local.LogCapture;
import dev.duru.kernel.Problem;
import dev.duru.kernel.ProblemException;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A cluster that is connected to when it is needed; what is wrong with it in words. */
public final class Cluster implements AutoCloseable {
    /** Under which name Duru owns fields. */
    public static final String MANAGER = "duru";

    private static final int REQUEST_MILLIS = 15_000;

    private final Supplier<KubernetesClient> connect;
    private final String namespace;
    private @Nullable KubernetesClient client;
    private @Nullable Apis apis;

    /** The cluster of some settings. */
    public static Cluster of(KubernetesSettings settings) {
        return new Cluster(
                () -> {
                    Config config =
                            settings.kubeconfig() == null
                                    ? Config.autoConfigure(null)
                                    : Config.fromKubeconfig(
                                            new File(settings.kubeconfig().toString()));
                    config.setRequestRetryBackoffLimit(1);
                    config.setRequestTimeout(REQUEST_MILLIS);
                    return new KubernetesClientBuilder().withConfig(config).build();
                },
                settings.namespace());
    }

    Cluster(Supplier<KubernetesClient> connect, String namespace) {
        this.connect = connect;
        this.namespace = namespace;
    }

    private synchronized KubernetesClient client() {
        KubernetesClient known = client;
        if (known == null) {
            known = connect.get();
            client = known;
        }
        return known;
    }

    /** The namespace of environments that name none. */
    String namespace() {
        String own = namespace.isEmpty() ? client().getNamespace() : namespace;
        return own == null || own.isEmpty() ? "default" : own;
    }

    /** What this cluster serves; asked for once. */
    public synchronized Apis apis() {
        Apis known = apis;
        if (known == null) {
            known =
                    ask(c ->
                            new Apis(
                                    c.supports("autoscaling/v2", "HorizontalPodAutoscaler")
                                            ? "autoscaling/v2"
                                            : "autoscaling/v1",
                                    c.supports("policy/v1", "PodDisruptionBudget")
                                            ? "policy/v1"
                                            : "policy/v1beta1",
                                    c.supports(Apis.GATEWAY + "v1", "HTTPRoute")
                                            ? Apis.GATEWAY + "v1"
                                            : c.supports(Apis.GATEWAY + "v1beta1", "HTTPRoute")
                                                    ? Apis.GATEWAY + "v1beta1"
                                                    : ""));
            apis = known;
        }
        return known;
    }

    /**
     * Asks the cluster something.
     *
     * @throws ProblemException RESOURCE when it does not answer or forbids it, USER when it says
     *     that what was sent is wrong
     */
    public <T> T ask(Function<KubernetesClient, T> question) {
        try {
            return question.apply(client());
        } catch (KubernetesClientException e) {
            throw problem(e);
        }
    }

    /** Changes something that need not be there any more. */
    void unlessGone(Consumer<KubernetesClient> change) {
        ask(c -> {
            try {
                change.accept(c);
            } catch (KubernetesClientException e) {
                if (e.getCode() != 404) {
                    throw e;
                }
            }
            return true;
        });
    }

    private static ProblemException problem(KubernetesClientException e) {
        String words =
                e.getStatus() == null || e.getStatus().getMessage() == null
                        ? String.valueOf(e.getMessage())
                        : e.getStatus().getMessage();
        return switch (e.getCode()) {
            case 400, 422 ->
                    new ProblemException(
                            Problem.Code.USER, "the cluster refuses what it was sent: " + words, e);
            case 401, 403 ->
                    new ProblemException(
                            Problem.Code.RESOURCE,
                            "the cluster forbids it to Duru's account: "
                                    + words
                                    + "; give it the Role of docs/kubernetes.md in this namespace",
                            e);
            default ->
                    new ProblemException(
                            Problem.Code.RESOURCE,
                            "the cluster does not do what it was asked: " + words,
                            e);
        };
    }

    /** Whether a problem is that the cluster cannot be asked at all. */
    static boolean away(ProblemException e) {
        return e.getCause() instanceof KubernetesClientException cause && cause.getCode() == 0;
    }

    /** Sends an object by server-side apply; fields that others took are taken back. */
    public HasMetadata apply(HasMetadata object) {
        return ask(c ->
                c.resource(object)
                        .inNamespace(object.getMetadata().getNamespace())
                        .fieldManager(MANAGER)
                        .forceConflicts()
                        .serverSideApply());
    }

    /** Whether the cluster has a kind, and has it within namespaces. */
    boolean namespaced(String version, String kind) {
        APIResourceList list = ask(c -> c.getApiResources(version));
        return list != null
                && list.getResources().stream()
                        .anyMatch(one ->
                                kind.equals(one.getKind())
                                        && Boolean.TRUE.equals(one.getNamespaced()));
    }

    /** The object as the cluster has it. */
    Optional<HasMetadata> find(HasMetadata object) {
        return Optional.ofNullable(
                ask(c ->
                        c.resource(object).inNamespace(object.getMetadata().getNamespace()).get()));
    }

    /**
     * Passes on what a pod printed and prints, each line behind its time, until it ends. Asked for
     * by a request of its own: the client's way first watches the pod, for which Duru would need
     * one more right.
     */
    void copyOutput(String space, PodSight pod, Instant since, LogCapture.Sink sink)
            throws IOException {
        String path =
                "api/v1/namespaces/%s/pods/%s/log?container=%s&follow=true&timestamps=true"
                        .formatted(space, pod.name(), pod.container());
        String from = since.equals(Instant.EPOCH) ? "" : "&sinceTime=" + since;
        HttpClient http = client().getHttpClient();
        HttpRequest request =
                http.newHttpRequestBuilder()
                        .uri(client().getMasterUrl() + path + from)
                        .forStreaming()
                        .build();
        try {
            var response =
                    http.sendAsync(request, InputStream.class)
                            .get(REQUEST_MILLIS, TimeUnit.MILLISECONDS);
            try (InputStream in = response.body()) {
                if (!response.isSuccessful()) {
                    throw new IOException("the cluster answers " + response.code());
                }
                byte[] buffer = new byte[16 * 1024];
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    sink.bytes(buffer, 0, count);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the cluster does not give the output of " + pod.name(), e);
        }
    }

    /** The pods of some labels that are not on their way out. */
    public List<Pod> pods(String space, Map<String, String> labels) {
        return PodSight.staying(
                ask(c -> c.pods().inNamespace(space).withLabels(labels).list().getItems()));
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
            client = null;
        }
    }
}
