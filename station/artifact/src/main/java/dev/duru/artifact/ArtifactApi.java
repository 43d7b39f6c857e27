package dev.duru.artifact;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.Role;
import dev.duru.oci.Descriptor;
import dev.duru.oci.ImageConfig;
import dev.duru.oci.RunConfig;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The images of a project as JSON. */
final class ArtifactApi {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 500;

    private final ReadImages images;

    ArtifactApi(ReadImages images) {
        this.images = images;
    }

    void add(Router router) {
        router.api(
                        "GET",
                        "/projects/{owner}/{project}/images",
                        Access.project(Role.READER),
                        this::list)
                .api(
                        "GET",
                        "/projects/{owner}/{project}/images/{reference}",
                        Access.project(Role.READER),
                        this::one);
    }

    /** A part of an image. */
    record Part(String digest, String mediaType, long bytes, @Nullable String platform) {}

    /** How an image is started. */
    record Start(
            List<String> entrypoint,
            List<String> cmd,
            List<String> env,
            String workingDir,
            List<String> exposedPorts,
            Map<String, String> labels,
            @Nullable Instant created,
            String platform) {}

    /** One image in full. */
    record Full(ImageView image, List<Part> layers, List<Part> manifests, @Nullable Start config) {}

    private Reply list(Request request) {
        String limit = request.query("limit").orElse(Integer.toString(DEFAULT_LIMIT));
        if (!limit.matches("[1-9][0-9]{0,5}")) {
            throw ProblemException.user("limit must be a number from 1, not '" + limit + "'");
        }
        return Reply.json(
                images.newest(request.project(), Math.min(Integer.parseInt(limit), MAX_LIMIT)));
    }

    private Reply one(Request request) {
        ImageView.Detail detail = images.detail(request.project(), request.param("reference"));
        ImageConfig config = detail.config();
        return Reply.json(
                new Full(
                        detail.image(),
                        detail.layers().stream().map(ArtifactApi::part).toList(),
                        detail.children().stream().map(ArtifactApi::part).toList(),
                        config == null ? null : start(config)));
    }

    private static Part part(Descriptor one) {
        return new Part(
                one.digest().toString(),
                one.mediaType(),
                one.size(),
                one.platform() == null
                        ? null
                        : one.platform().os() + "/" + one.platform().architecture());
    }

    private static Start start(ImageConfig config) {
        RunConfig run = config.config();
        return new Start(
                run.entrypoint(),
                run.cmd(),
                run.env(),
                run.workingDir() == null ? "/" : run.workingDir(),
                List.copyOf(run.exposedPorts()),
                run.labels(),
                config.created(),
                config.platform().os() + "/" + config.platform().architecture());
    }
}
