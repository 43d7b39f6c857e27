package dev.duru.containers;

import dev.duru.containers.wire.Request;
import dev.duru.containers.wire.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.node.ObjectNode;

/** Images of an engine. */
public final class Images {
    private final Api api;
    private final boolean podman;

    Images(Api api, boolean podman) {
        this.api = api;
        this.podman = podman;
    }

    /**
     * How far a pull is.
     *
     * @param layer which part, or empty
     * @param current bytes of {@code total}; both 0 when the engine does not count
     */
    public record Progress(String layer, String status, long current, long total) {}

    /**
     * Fetches an image from its registry.
     *
     * @throws EngineRefusalException with the reason
     */
    public void pull(ImageName name, Optional<RegistryAuth> auth, Consumer<Progress> progress) {
        pull(name, "", auth, progress);
    }

    /**
     * The same for one variant of the image.
     *
     * @param platform such as {@code linux/arm64}; {@code ""} for the engine's own
     */
    public void pull(
            ImageName name,
            String platform,
            Optional<RegistryAuth> auth,
            Consumer<Progress> progress) {
        String reference = name.digest().isEmpty() ? name.tag() : name.digest();
        Api.Call call =
                Api.post("images", "create")
                        .with("fromImage", name.repository())
                        .with("tag", reference);
        if (!platform.isEmpty()) {
            call.with("platform", platform);
        }
        Request request = api.request(call);
        if (auth.isPresent()) {
            request = request.with("X-Registry-Auth", auth.get().header());
        }
        api.call(
                request,
                Duration.ofMinutes(30),
                response -> {
                    events(
                            response,
                            event -> {
                                JsonNode detail = event.path("progressDetail");
                                progress.accept(
                                        new Progress(
                                                event.path("id").asString(""),
                                                event.path("status").asString(""),
                                                detail.path("current").asLong(0),
                                                detail.path("total").asLong(0)));
                            });
                    return true;
                });
    }

    /**
     * The same from a registry that speaks plain HTTP, such as one on this machine. Docker allows
     * that for loopback addresses, and for others in its {@code insecure-registries}; Podman is
     * asked by its own API, since the common one has no word for it.
     *
     * @throws EngineRefusalException with the reason
     */
    public void pullPlain(ImageName name, Optional<RegistryAuth> auth) {
        if (!podman) {
            pull(name, auth, progress -> {});
            return;
        }
        Request request =
                new Api(api.endpoint(), "/v4.0.0")
                        .request(
                                Api.post("libpod", "images", "pull")
                                        .with("reference", name.toString())
                                        .with("tlsVerify", "false"));
        if (auth.isPresent()) {
            request = request.with("X-Registry-Auth", auth.get().header());
        }
        api.call(
                request,
                Duration.ofMinutes(30),
                response -> {
                    events(response, event -> {});
                    return true;
                });
    }

    /** The image of this name or id, if the engine has it. */
    public Optional<ImageInfo> find(String name) {
        try {
            return Optional.of(ImageInfo.read(api.json(Api.get("images", name, "json"))));
        } catch (EngineRefusalException e) {
            if (e.isMissing()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Gives an image one more name. */
    public void tag(String image, ImageName name) {
        api.json(
                Api.post("images", image, "tag")
                        .with("repo", name.repository())
                        .with("tag", name.tag()));
    }

    /** Removes a name, and the image when it was the last; gone already is fine. */
    public void remove(String name) {
        try {
            api.json(Api.delete("images", name).with("force", true));
        } catch (EngineRefusalException e) {
            if (!e.isMissing()) {
                throw e;
            }
        }
    }

    /** The ids of images that have all of these labels; an empty value stands for any. */
    public List<String> list(Map<String, String> labels) {
        List<String> ids = new ArrayList<>();
        for (JsonNode each : api.json(Api.get("images", "json").labelled(labels))) {
            ids.add(each.path("Id").asString(""));
        }
        return ids;
    }

    /**
     * Something to build.
     *
     * @param context the files
     * @param dockerfile its path in the context
     * @param network in which RUN instructions run, or empty
     */
    public record Build(
            BuildContext context,
            String dockerfile,
            String name,
            Map<String, String> arguments,
            Map<String, String> labels,
            String network) {
        public Build {
            arguments = Map.copyOf(arguments);
            labels = Map.copyOf(labels);
        }

        /** An image from a folder's Dockerfile. */
        public static Build of(BuildContext context, String dockerfile, String name) {
            return new Build(context, dockerfile, name, Map.of(), Map.of(), "");
        }
    }

    /**
     * Builds an image by the engine's classic builder.
     *
     * @param lines takes what the build says
     * @throws EngineRefusalException with the reason
     */
    public void build(Build build, Consumer<String> lines) {
        Api.Call call =
                Api.post("build")
                        .with("t", build.name())
                        .with("dockerfile", build.dockerfile())
                        .with("buildargs", texts(build.arguments()))
                        .with("labels", texts(build.labels()))
                        .with("rm", true)
                        .with("forcerm", true);
        if (!build.network().isEmpty()) {
            call.with("networkmode", build.network());
        }
        Request request =
                api.request(call)
                        .with(new Request.Streamed(build.context()::write), "application/x-tar");
        api.call(
                request,
                Duration.ofMinutes(30),
                response -> {
                    StringBuilder line = new StringBuilder();
                    events(response, event -> say(event.path("stream").asString(""), line, lines));
                    say("\n", line, lines);
                    return true;
                });
    }

    private static String texts(Map<String, String> map) {
        ObjectNode node = Api.object();
        map.forEach(node::put);
        return node.toString();
    }

    private static void say(String text, StringBuilder line, Consumer<String> lines) {
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (next != '\n') {
                line.append(next);
            } else {
                if (!line.isEmpty()) {
                    lines.accept(line.toString());
                }
                line.setLength(0);
            }
        }
    }

    /** Reads events, one JSON object after the other, and stops at one that tells of a failure. */
    private static void events(Response response, Consumer<JsonNode> each) throws IOException {
        try (MappingIterator<JsonNode> all =
                Api.JSON.readerFor(JsonNode.class).readValues(response.body())) {
            while (all.hasNextValue()) {
                JsonNode event = all.nextValue();
                String error =
                        event.path("errorDetail")
                                .path("message")
                                .asString(event.path("error").asString(""));
                if (!error.isEmpty()) {
                    throw new EngineRefusalException(0, error.strip());
                }
                each.accept(event);
            }
        }
    }
}
