package dev.duru.oci;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Documents as JSON and back. Written canonically: keys in the order of the specification, maps
 * sorted, no white space, so that equal documents have equal bytes. Read strictly: duplicate keys,
 * wrong types and missing parts are errors; unknown keys are let through, as the specification
 * demands.
 *
 * <p>Whoever passes a document on must keep the bytes as they came: reading and writing again may
 * change the digest.
 */
public final class OciJson {
    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .build();

    private OciJson() {}

    /** The bytes of a manifest or index. */
    public static byte[] write(Manifest manifest) {
        ObjectNode node = JSON.createObjectNode();
        node.put("schemaVersion", 2);
        node.put("mediaType", manifest.mediaType());
        switch (manifest) {
            case ImageManifest image -> {
                putText(node, "artifactType", image.artifactType());
                node.set("config", descriptor(image.config()));
                node.set("layers", descriptors(image.layers()));
                if (image.subject() != null) {
                    node.set("subject", descriptor(image.subject()));
                }
            }
            case ImageIndex index -> {
                putText(node, "artifactType", index.artifactType());
                node.set("manifests", descriptors(index.manifests()));
                if (index.subject() != null) {
                    node.set("subject", descriptor(index.subject()));
                }
            }
        }
        putMap(node, "annotations", manifest.annotations());
        return JSON.writeValueAsBytes(node);
    }

    /** The bytes of an image configuration. */
    public static byte[] write(ImageConfig image) {
        ObjectNode node = JSON.createObjectNode();
        putInstant(node, "created", image.created());
        node.put("architecture", image.platform().architecture());
        node.put("os", image.platform().os());
        putText(node, "variant", image.platform().variant());
        node.set("config", runConfig(image.config()));
        ObjectNode rootfs = node.putObject("rootfs");
        rootfs.put("type", "layers");
        ArrayNode ids = rootfs.putArray("diff_ids");
        image.diffIds().forEach(id -> ids.add(id.toString()));
        if (!image.history().isEmpty()) {
            ArrayNode history = node.putArray("history");
            for (ImageConfig.History step : image.history()) {
                ObjectNode line = history.addObject();
                putInstant(line, "created", step.created());
                putText(line, "created_by", step.createdBy());
                putText(line, "comment", step.comment());
                if (step.emptyLayer()) {
                    line.put("empty_layer", true);
                }
            }
        }
        return JSON.writeValueAsBytes(node);
    }

    /**
     * Reads a manifest or index.
     *
     * @param declared the media type that its carrier declared ({@code Content-Type}, a
     *     descriptor), or null; a document that says another one is refused, a document that says
     *     none takes this one
     */
    public static Manifest readManifest(byte[] bytes, @Nullable String declared) {
        JsonNode node = parse(bytes, "manifest");
        JsonNode version = node.get("schemaVersion");
        if (version == null || !version.isInt() || version.intValue() != 2) {
            throw new OciException("manifest: schemaVersion must be 2; schema 1 is not supported");
        }
        String mediaType = text(node, "mediaType", "manifest");
        if (mediaType == null) {
            mediaType = declared != null ? declared : guess(node);
        } else if (declared != null && !declared.equals(mediaType)) {
            throw new OciException(
                    "manifest: its mediaType is "
                            + mediaType
                            + " but it was declared as "
                            + declared
                            + "; both must be the same");
        }
        if (MediaTypes.isManifest(mediaType)) {
            return imageManifest(node, mediaType);
        }
        if (MediaTypes.isIndex(mediaType)) {
            return imageIndex(node, mediaType);
        }
        throw new OciException(
                "manifest: media type "
                        + mediaType
                        + " is not supported; use an OCI manifest or index, or Docker's schema 2");
    }

    /** Reads an image configuration. */
    public static ImageConfig readConfig(byte[] bytes) {
        JsonNode node = parse(bytes, "image config");
        String os = text(node, "os", "image config");
        String architecture = text(node, "architecture", "image config");
        Platform platform =
                new Platform(
                        os == null ? "linux" : os,
                        architecture == null ? "" : architecture,
                        text(node, "variant", "image config"));
        JsonNode run = object(node, "config", "image config");
        List<Digest> diffIds = new ArrayList<>();
        JsonNode rootfs = object(node, "rootfs", "image config");
        if (rootfs != null) {
            texts(rootfs, "diff_ids", "image config: rootfs")
                    .forEach(id -> diffIds.add(Digest.parse(id)));
        }
        List<ImageConfig.History> history = new ArrayList<>();
        for (JsonNode step : array(node, "history", "image config")) {
            JsonNode empty = step.get("empty_layer");
            history.add(
                    new ImageConfig.History(
                            instant(step, "created", "image config: history"),
                            text(step, "created_by", "image config: history"),
                            text(step, "comment", "image config: history"),
                            empty != null && empty.isBoolean() && empty.booleanValue()));
        }
        return new ImageConfig(
                platform,
                instant(node, "created", "image config"),
                run == null ? RunConfig.empty() : runConfig(run),
                diffIds,
                history);
    }

    static ObjectNode newObject() {
        return JSON.createObjectNode();
    }

    static byte[] bytes(JsonNode node) {
        return JSON.writeValueAsBytes(node);
    }

    /** Any JSON object; {@code what} names it in the error. */
    static JsonNode parse(byte[] bytes, String what) {
        JsonNode node;
        try {
            node = JSON.readTree(bytes);
        } catch (JacksonException e) {
            throw new OciException(what + " is not JSON: " + e.getOriginalMessage(), e);
        }
        if (!node.isObject()) {
            throw new OciException(what + " must be a JSON object");
        }
        return node;
    }

    static @Nullable String text(JsonNode node, String key, String where) {
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw new OciException(where + ": " + key + " must be a string");
        }
        return value.stringValue();
    }

    static List<String> texts(JsonNode node, String key, String where) {
        List<String> values = new ArrayList<>();
        for (JsonNode value : array(node, key, where)) {
            if (!value.isString()) {
                throw new OciException(where + ": " + key + " must hold strings only");
            }
            values.add(value.stringValue());
        }
        return values;
    }

    private static String guess(JsonNode node) {
        return node.has("manifests") ? MediaTypes.OCI_INDEX : MediaTypes.OCI_MANIFEST;
    }

    private static ImageManifest imageManifest(JsonNode node, String mediaType) {
        if (node.has("manifests") || node.has("fsLayers")) {
            throw new OciException(
                    "manifest: an image manifest has config and layers, not manifests or fsLayers");
        }
        JsonNode config = object(node, "config", "manifest");
        if (config == null) {
            throw new OciException("manifest: config is missing");
        }
        JsonNode subject = object(node, "subject", "manifest");
        return new ImageManifest(
                mediaType,
                text(node, "artifactType", "manifest"),
                descriptor(config, "manifest: config"),
                descriptors(node, "layers"),
                subject == null ? null : descriptor(subject, "manifest: subject"),
                map(node, "annotations", "manifest"));
    }

    private static ImageIndex imageIndex(JsonNode node, String mediaType) {
        if (node.has("layers") || node.has("config")) {
            throw new OciException("manifest: an index has manifests, not config or layers");
        }
        JsonNode subject = object(node, "subject", "manifest");
        return new ImageIndex(
                mediaType,
                text(node, "artifactType", "manifest"),
                descriptors(node, "manifests"),
                subject == null ? null : descriptor(subject, "manifest: subject"),
                map(node, "annotations", "manifest"));
    }

    private static List<Descriptor> descriptors(JsonNode node, String key) {
        List<Descriptor> all = new ArrayList<>();
        for (JsonNode one : array(node, key, "manifest")) {
            String where = "manifest: " + key + "[" + all.size() + "]";
            if (!one.isObject()) {
                throw new OciException(where + " must be an object");
            }
            all.add(descriptor(one, where));
        }
        return all;
    }

    private static Descriptor descriptor(JsonNode node, String where) {
        String mediaType = text(node, "mediaType", where);
        String digest = text(node, "digest", where);
        JsonNode size = node.get("size");
        if (mediaType == null || digest == null || size == null || !size.isIntegralNumber()) {
            throw new OciException(where + " needs mediaType, digest and size");
        }
        if (!size.canConvertToLong() || size.longValue() < 0) {
            throw new OciException(where + ": size is out of range");
        }
        JsonNode platform = object(node, "platform", where);
        String os = platform == null ? null : text(platform, "os", where);
        String architecture = platform == null ? null : text(platform, "architecture", where);
        return new Descriptor(
                mediaType,
                Digest.parse(digest),
                size.longValue(),
                platform == null || os == null || architecture == null
                        ? null
                        : new Platform(os, architecture, text(platform, "variant", where)),
                text(node, "artifactType", where),
                map(node, "annotations", where));
    }

    private static ArrayNode descriptors(List<Descriptor> all) {
        ArrayNode array = JSON.createArrayNode();
        all.forEach(one -> array.add(descriptor(one)));
        return array;
    }

    static ObjectNode descriptor(Descriptor one) {
        ObjectNode node = JSON.createObjectNode();
        node.put("mediaType", one.mediaType());
        node.put("digest", one.digest().toString());
        node.put("size", one.size());
        if (one.platform() != null) {
            ObjectNode platform = node.putObject("platform");
            platform.put("architecture", one.platform().architecture());
            platform.put("os", one.platform().os());
            putText(platform, "variant", one.platform().variant());
        }
        putText(node, "artifactType", one.artifactType());
        putMap(node, "annotations", one.annotations());
        return node;
    }

    private static ObjectNode runConfig(RunConfig run) {
        ObjectNode node = JSON.createObjectNode();
        putText(node, "User", run.user());
        putSet(node, "ExposedPorts", run.exposedPorts());
        putList(node, "Env", run.env());
        putList(node, "Entrypoint", run.entrypoint());
        putList(node, "Cmd", run.cmd());
        putText(node, "WorkingDir", run.workingDir());
        putMap(node, "Labels", run.labels());
        putText(node, "StopSignal", run.stopSignal());
        return node;
    }

    private static RunConfig runConfig(JsonNode node) {
        String where = "image config: config";
        TreeSet<String> ports = new TreeSet<>();
        JsonNode exposed = object(node, "ExposedPorts", where);
        if (exposed != null) {
            exposed.properties().forEach(e -> ports.add(e.getKey()));
        }
        return new RunConfig(
                blankToNull(text(node, "User", where)),
                ports,
                texts(node, "Env", where),
                texts(node, "Entrypoint", where),
                texts(node, "Cmd", where),
                blankToNull(text(node, "WorkingDir", where)),
                map(node, "Labels", where),
                blankToNull(text(node, "StopSignal", where)));
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static Iterable<JsonNode> array(JsonNode node, String key, String where) {
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            return List.of();
        }
        if (!value.isArray()) {
            throw new OciException(where + ": " + key + " must be a list");
        }
        return value;
    }

    private static @Nullable JsonNode object(JsonNode node, String key, String where) {
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isObject()) {
            throw new OciException(where + ": " + key + " must be an object");
        }
        return value;
    }

    private static SortedMap<String, String> map(JsonNode node, String key, String where) {
        SortedMap<String, String> values = new TreeMap<>();
        JsonNode object = object(node, key, where);
        if (object != null) {
            object.properties()
                    .forEach(e -> {
                        String value = text(object, e.getKey(), where + ": " + key);
                        values.put(e.getKey(), value == null ? "" : value);
                    });
        }
        return values;
    }

    private static @Nullable Instant instant(JsonNode node, String key, String where) {
        String text = text(node, key, where);
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new OciException(where + ": " + key + " is not an RFC 3339 time: " + text, e);
        }
    }

    private static void putText(ObjectNode node, String key, @Nullable String value) {
        if (value != null) {
            node.put(key, value);
        }
    }

    private static void putInstant(ObjectNode node, String key, @Nullable Instant value) {
        if (value != null) {
            node.put(key, value.toString());
        }
    }

    private static void putList(ObjectNode node, String key, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode array = node.putArray(key);
            values.forEach(array::add);
        }
    }

    private static void putSet(ObjectNode node, String key, Iterable<String> values) {
        if (values.iterator().hasNext()) {
            ObjectNode set = node.putObject(key);
            values.forEach(set::putObject);
        }
    }

    private static void putMap(ObjectNode node, String key, SortedMap<String, String> values) {
        if (!values.isEmpty()) {
            ObjectNode map = node.putObject(key);
            values.forEach(map::put);
        }
    }
}
