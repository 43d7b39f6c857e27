package dev.duru.delivery.runtime.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What of an object is not as Duru wants it. Fields that Duru does not say are nobody's drift. */
final class Drift {
    private static final Set<String> OF_THE_SERVER = Set.of("status", "apiVersion", "kind");
    private static final Set<String> HIDDEN = Set.of("Secret");

    private Drift() {}

    /** Each difference as a sentence; values of secrets are left out. */
    static List<String> of(HasMetadata wanted, HasMetadata live) {
        JsonMapper json = JsonMapper.builder().build();
        List<String> found = new ArrayList<>();
        JsonNode one = json.readTree(Serialization.asJson(wanted));
        JsonNode other = json.readTree(Serialization.asJson(live));
        for (var field : one.properties()) {
            if (OF_THE_SERVER.contains(field.getKey())) {
                continue;
            }
            if (field.getKey().equals("metadata")) {
                compare(
                        "metadata.labels",
                        field.getValue().path("labels"),
                        other.path("metadata").path("labels"),
                        found);
            } else {
                compare(field.getKey(), field.getValue(), other.path(field.getKey()), found);
            }
        }
        return HIDDEN.contains(wanted.getKind())
                ? found.stream().map(line -> line.replaceAll(" is .*", " is another one")).toList()
                : found;
    }

    private static void compare(String path, JsonNode wanted, JsonNode live, List<String> found) {
        if (wanted.isObject()) {
            for (var field : wanted.properties()) {
                compare(
                        path + "." + field.getKey(),
                        field.getValue(),
                        live.path(field.getKey()),
                        found);
            }
        } else if (wanted.isArray()) {
            for (int i = 0; i < wanted.size(); i++) {
                JsonNode item = wanted.get(i);
                String name = item.path("name").asString("");
                String key = path + "[" + (name.isEmpty() ? i : name) + "]";
                compare(key, item, item(live, name, i), found);
            }
        } else if (!wanted.isNull() && !same(wanted, live)) {
            String is = live.isMissingNode() ? "missing" : live.asString(live.toString());
            found.add(path + " is " + is + " and not " + wanted.asString(wanted.toString()));
        }
    }

    private static JsonNode item(JsonNode live, String name, int index) {
        if (!name.isEmpty()) {
            for (JsonNode each : live) {
                if (each.path("name").asString("").equals(name)) {
                    return each;
                }
            }
        }
        return live.path(index);
    }

    /** The cluster writes amounts in its own way: 256Mi for 268435456. */
    private static boolean same(JsonNode wanted, JsonNode live) {
        String one = wanted.asString(wanted.toString());
        String other = live.asString(live.toString());
        if (one.equals(other)) {
            return true;
        }
        return one.matches("\\d+m?") && amount(one).compareTo(amount(other)) == 0;
    }

    private static BigDecimal amount(String text) {
        try {
            return new Quantity(text).getNumericalAmount();
        } catch (RuntimeException e) {
            return BigDecimal.valueOf(-1);
        }
    }

    /**
     * Who changed something.
     *
     * @param name as the cluster names the writer; {@code ""} when it does not say
     * @param at null when it does not say
     */
    record Author(String name, @Nullable Instant at) {}

    /**
     * Who wrote last what differs, and is not Duru; where nobody owns these fields, whoever wrote
     * to the object last.
     *
     * @param differences as {@link #of} says them
     */
    static Author author(HasMetadata live, List<String> differences) {
        List<ManagedFieldsEntry> fields = live.getMetadata().getManagedFields();
        if (fields == null) {
            return new Author("", null);
        }
        List<ManagedFieldsEntry> others =
                fields.stream()
                        .filter(each -> !Cluster.MANAGER.equals(each.getManager()))
                        .filter(each -> !"status".equals(each.getSubresource()))
                        .sorted(
                                Comparator.comparing((ManagedFieldsEntry each) ->
                                                String.valueOf(each.getTime()))
                                        .reversed())
                        .toList();
        return others.stream()
                .filter(each -> differences.stream().anyMatch(d -> owns(each, d)))
                .findFirst()
                .or(() -> others.stream().findFirst())
                .map(each -> new Author(String.valueOf(each.getManager()), time(each)))
                .orElse(new Author("", null));
    }

    private static @Nullable Instant time(ManagedFieldsEntry entry) {
        return entry.getTime() == null ? null : PodSight.time(entry.getTime(), null);
    }

    /** Whether a writer owns the field that a difference begins with. */
    private static boolean owns(ManagedFieldsEntry entry, String difference) {
        if (entry.getFieldsV1() == null) {
            return false;
        }
        JsonNode at =
                JsonMapper.builder().build().readTree(Serialization.asJson(entry.getFieldsV1()));
        String path = difference.substring(0, difference.indexOf(" is "));
        for (String part : path.split("[.\\[\\]]+")) {
            at = field(at, part);
        }
        return !at.isMissingNode();
    }

    /** As managed fields name it: {@code f:} and a name, or {@code k:} and the keys of an item. */
    private static JsonNode field(JsonNode within, String name) {
        JsonNode plain = within.path("f:" + name);
        if (!plain.isMissingNode()) {
            return plain;
        }
        for (var each : within.properties()) {
            if (each.getKey().startsWith("k:")
                    && each.getKey().contains("\"name\":\"" + name + "\"")) {
                return each.getValue();
            }
        }
        return plain;
    }
}
