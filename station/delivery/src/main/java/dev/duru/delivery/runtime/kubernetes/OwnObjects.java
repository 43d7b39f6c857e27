package dev.duru.delivery.runtime.kubernetes;

import dev.duru.delivery.Workload;
import dev.duru.kernel.ProblemException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The objects that a repository itself describes, with the release's image in them. Pure.
 *
 * @param served the Deployment whose pods are the release's replicas: a copy of it is made for each
 *     release, so that two can share requests; null when there is none, and Duru makes its own
 * @param container which of its containers runs the release; {@code ""} without one
 * @param beside all others, as they are to be in the environment's namespace
 */
record OwnObjects(@Nullable Deployment served, String container, List<HasMetadata> beside) {
    static final OwnObjects NONE = new OwnObjects(null, "", List.of());
    private static final String SERVES = "dev.duru/serves";
    private static final String OWN = "dev.duru/objects";

    /**
     * Reads what was written out.
     *
     * @param image of the release, by digest
     * @param namespaced whether the cluster has a kind (an apiVersion, a kind) within namespaces
     * @throws ProblemException USER when something of it cannot be applied
     */
    static OwnObjects of(
            String yaml,
            Workload workload,
            Placement place,
            Image image,
            BiPredicate<String, String> namespaced) {
        List<GenericKubernetesResource> all = new ArrayList<>();
        for (GenericKubernetesResource object : parse(yaml)) {
            check(object, place, namespaced);
            all.add(object);
        }
        List<GenericKubernetesResource> withImage = new ArrayList<>();
        String container = "";
        for (GenericKubernetesResource object : all) {
            String name = put(object, workload, image);
            if (!name.isEmpty() && object.getKind().equals("Deployment")) {
                withImage.add(object);
            }
        }
        GenericKubernetesResource served = served(withImage);
        if (served != null) {
            all.remove(served);
            container = named(served, image);
        }
        for (GenericKubernetesResource object : all) {
            Map<String, String> labels = new LinkedHashMap<>(place.labels());
            labels.put(OWN, "true");
            if (object.getMetadata().getLabels() != null) {
                labels.putAll(object.getMetadata().getLabels());
            }
            object.getMetadata().setLabels(labels);
            object.getMetadata().setNamespace(place.namespace());
        }
        return new OwnObjects(
                served == null
                        ? null
                        : Serialization.unmarshal(Serialization.asJson(served), Deployment.class),
                container,
                List.<HasMetadata>copyOf(all));
    }

    /**
     * How the release's image is named and pulled.
     *
     * @param name by digest
     * @param pullSecret {@code ""} where none is needed
     */
    record Image(String name, String pullSecret) {}

    private static List<GenericKubernetesResource> parse(String yaml) {
        List<GenericKubernetesResource> all = new ArrayList<>();
        int number = 0;
        for (String document : yaml.split("(?m)^---.*$")) {
            number++;
            if (document.lines().allMatch(line -> line.isBlank() || line.strip().startsWith("#"))) {
                continue;
            }
            try {
                GenericKubernetesResource object =
                        Serialization.unmarshal(
                                "---\n" + document, GenericKubernetesResource.class);
                if (object.getKind() == null
                        || object.getApiVersion() == null
                        || object.getMetadata() == null
                        || object.getMetadata().getName() == null) {
                    throw ProblemException.user(
                            where(number, document)
                                    + " is no object of a cluster; it needs apiVersion, kind and"
                                    + " metadata.name");
                }
                all.add(object);
            } catch (RuntimeException e) {
                if (e instanceof ProblemException known) {
                    throw known;
                }
                throw ProblemException.user(
                        where(number, document) + " cannot be read: " + e.getMessage());
            }
        }
        return all;
    }

    /** A document by its place, and by its file where that is known. */
    private static String where(int number, String document) {
        return document.lines()
                .filter(line -> line.matches("# (Source: )?\\S+"))
                .findFirst()
                .map(line -> "document " + number + " (" + line.substring(2) + ")")
                .orElse("document " + number);
    }

    private static void check(
            GenericKubernetesResource object,
            Placement place,
            BiPredicate<String, String> namespaced) {
        String what = object.getKind() + " " + object.getMetadata().getName();
        if (!namespaced.test(object.getApiVersion(), object.getKind())) {
            throw ProblemException.user(
                    what
                            + " ("
                            + object.getApiVersion()
                            + ") is of a kind that belongs to no namespace, or that this cluster does"
                            + " not have; let the cluster's administrator apply it, and remove it"
                            + " here");
        }
        String space = object.getMetadata().getNamespace();
        if (space != null && !space.equals(place.namespace())) {
            throw ProblemException.user(
                    what
                            + " is in the namespace "
                            + space
                            + ", and the environment in "
                            + place.namespace()
                            + "; remove `namespace:` from its metadata");
        }
    }

    /** Puts the release's image in; the name of the first container that has it now, or "". */
    private static String put(GenericKubernetesResource object, Workload workload, Image image) {
        Map<String, Object> pod = pod(object);
        String first = "";
        boolean any = false;
        for (String kind : List.of("containers", "initContainers")) {
            for (Map<String, Object> container : maps(pod.get(kind))) {
                if (ofProject(String.valueOf(container.get("image")), workload)) {
                    container.put("image", image.name());
                    any = true;
                    if (first.isEmpty() && kind.equals("containers")) {
                        first = String.valueOf(container.get("name"));
                    }
                }
            }
        }
        if (any && !image.pullSecret().isEmpty()) {
            List<Object> secrets = new ArrayList<>(maps(pod.get("imagePullSecrets")));
            secrets.add(new LinkedHashMap<>(Map.of("name", image.pullSecret())));
            pod.put("imagePullSecrets", secrets);
        }
        return first;
    }

    /** Whether an image is the project's own: OWNER/PROJECT or PROJECT, in whichever registry. */
    static boolean ofProject(String image, Workload workload) {
        String name = image.replaceFirst("@.*", "");
        int slash = name.indexOf('/');
        if (slash > 0 && name.substring(0, slash).matches(".*[.:].*|localhost")) {
            name = name.substring(slash + 1);
        }
        name = name.replaceFirst(":[^/]*$", "");
        return name.equals(workload.repository())
                || name.equals(workload.id().environment().project().name());
    }

    private static String named(GenericKubernetesResource object, Image image) {
        return maps(pod(object).get("containers")).stream()
                .filter(container -> image.name().equals(container.get("image")))
                .map(container -> String.valueOf(container.get("name")))
                .findFirst()
                .orElse("");
    }

    private static @Nullable GenericKubernetesResource served(
            List<GenericKubernetesResource> candidates) {
        if (candidates.size() <= 1) {
            return candidates.isEmpty() ? null : candidates.getFirst();
        }
        List<GenericKubernetesResource> marked =
                candidates.stream()
                        .filter(object -> {
                            Map<String, String> notes = object.getMetadata().getAnnotations();
                            return notes != null && "true".equals(notes.get(SERVES));
                        })
                        .toList();
        if (marked.size() != 1) {
            throw ProblemException.user(
                    "the Deployments "
                            + String.join(
                                    ", ",
                                    candidates.stream()
                                            .map(object -> object.getMetadata().getName())
                                            .toList())
                            + " have the project's image; write the annotation `"
                            + SERVES
                            + ": \"true\"` at the one that takes requests");
        }
        return marked.getFirst();
    }

    /** The specification of an object's pods; an empty one where it has none. */
    private static Map<String, Object> pod(GenericKubernetesResource object) {
        return switch (object.getKind()) {
            case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job" ->
                    child(object.getAdditionalProperties(), "spec", "template", "spec");
            case "CronJob" ->
                    child(
                            object.getAdditionalProperties(),
                            "spec",
                            "jobTemplate",
                            "spec",
                            "template",
                            "spec");
            case "Pod" -> child(object.getAdditionalProperties(), "spec");
            default -> new LinkedHashMap<>();
        };
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> child(Map<String, Object> map, String... path) {
        Map<String, Object> now = map;
        for (String name : path) {
            if (!(now.get(name) instanceof Map<?, ?> next)) {
                return new LinkedHashMap<>();
            }
            now = (Map<String, Object>) next;
        }
        return now;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> maps(@Nullable Object list) {
        List<Map<String, Object>> all = new ArrayList<>();
        if (list instanceof List<?> items) {
            for (Object item : items) {
                if (item instanceof Map<?, ?> map) {
                    all.add((Map<String, Object>) map);
                }
            }
        }
        return all;
    }

    /** What an object that is there still lacks; {@code ""} for one that is ready. */
    static String unready(HasMetadata live) {
        Map<String, Object> all =
                Serialization.unmarshal(Serialization.asJson(live), GenericKubernetesResource.class)
                        .getAdditionalProperties();
        Map<String, Object> spec = child(all, "spec");
        Map<String, Object> status = child(all, "status");
        String what = live.getKind() + " " + live.getMetadata().getName();
        return switch (live.getKind()) {
            case "Deployment" ->
                    ready(what, live, status, "availableReplicas", number(spec, "replicas", 1));
            case "StatefulSet" ->
                    ready(what, live, status, "readyReplicas", number(spec, "replicas", 1));
            case "DaemonSet" ->
                    ready(
                            what,
                            live,
                            status,
                            "numberReady",
                            number(status, "desiredNumberScheduled", 0));
            case "Job" ->
                    number(status, "succeeded", 0) >= number(spec, "completions", 1)
                            ? ""
                            : what + " has not succeeded" + failed(status);
            default -> "";
        };
    }

    private static String ready(
            String what, HasMetadata live, Map<String, Object> status, String of, long wanted) {
        Long generation = live.getMetadata().getGeneration();
        if (generation != null && number(status, "observedGeneration", 0) < generation) {
            return what + ": the cluster has not looked at it yet";
        }
        long updated =
                number(status, "updatedReplicas", number(status, "updatedNumberScheduled", 0));
        long there = Math.min(number(status, of, 0), updated);
        return there >= wanted ? "" : what + ": " + there + " of " + wanted + " pods are ready";
    }

    private static String failed(Map<String, Object> status) {
        return maps(status.get("conditions")).stream()
                .filter(c -> "Failed".equals(c.get("type")) && "True".equals(c.get("status")))
                .findFirst()
                .map(c -> " (" + c.get("reason") + "): " + c.get("message"))
                .orElse(" yet");
    }

    private static long number(Map<String, Object> map, String key, long otherwise) {
        return map.get(key) instanceof Number n ? n.longValue() : otherwise;
    }
}
