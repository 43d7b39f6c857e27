package dev.duru.pipeline.services.results;

import static dev.duru.pipeline.services.http.JsonExchange.field;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.pipeline.services.results.Twirp.TwirpException;
import dev.duru.pipeline.services.tokens.Pass;
import dev.duru.pipeline.state.ArtifactRow;
import dev.duru.pipeline.state.YieldStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** {@code ArtifactService}, which {@code @actions/artifact} speaks to since version 2. */
final class ArtifactService {
    static final String ZIP = "application/zip";

    private static final Pattern NAME = Pattern.compile("[^\"<>|*?\\r\\n\\\\/:\\x00-\\x1f]{1,256}");
    private static final Duration USUAL = Duration.ofDays(90);
    private static final Duration LONGEST = Duration.ofDays(400);

    private final Database database;
    private final YieldStore yields;
    private final Blobs blobs;
    private final Uploads uploads;
    private final Links links;

    ArtifactService(
            Database database, YieldStore yields, Blobs blobs, Uploads uploads, Links links) {
        this.database = database;
        this.yields = yields;
        this.blobs = blobs;
        this.uploads = uploads;
        this.links = links;
    }

    Map<String, Twirp.Call> calls() {
        return Map.of(
                "CreateArtifact", this::create,
                "FinalizeArtifact", this::complete,
                "ListArtifacts", this::list,
                "GetSignedArtifactURL", this::url,
                "DeleteArtifact", this::delete);
    }

    private Map<String, Object> create(Pass pass, JsonNode question) {
        String name = name(question);
        if (find(pass.runId(), name).isPresent()) {
            throw TwirpException.exists(
                    "an artifact with this name already exists on the workflow run");
        }
        uploads.of(pass, Upload.Kind.ARTIFACT, name, "")
                .ifPresent(earlier -> uploads.discard(earlier.id()));
        Uploads.Begun begun =
                uploads.begin(
                        new Upload(
                                0,
                                Upload.Kind.ARTIFACT,
                                pass.project(),
                                pass.runId(),
                                pass.jobId(),
                                name,
                                "",
                                "",
                                field(question, "mimeType").asString(ZIP),
                                keepUntil(field(question, "expiresAt").asString(""))));
        return Map.of("ok", true, "signed_upload_url", links.upload(begun));
    }

    private static Instant keepUntil(String asked) {
        Instant now = Instant.now();
        if (asked.isEmpty()) {
            return now.plus(USUAL);
        }
        try {
            Instant until = Instant.parse(asked);
            if (!until.isAfter(now)) {
                throw TwirpException.invalid("expires_at lies in the past");
            }
            Instant latest = now.plus(LONGEST);
            return until.isAfter(latest) ? latest : until;
        } catch (DateTimeParseException e) {
            throw TwirpException.invalid("expires_at '" + asked + "' is no time");
        }
    }

    private Map<String, Object> complete(Pass pass, JsonNode question) {
        String name = name(question);
        Upload upload =
                uploads.of(pass, Upload.Kind.ARTIFACT, name, "")
                        .orElseThrow(() ->
                                TwirpException.notFound("no upload of '" + name + "' has begun"));
        Path whole =
                uploads.staging(upload)
                        .whole()
                        .orElseThrow(() ->
                                TwirpException.invalid("nothing was uploaded for '" + name + "'"));
        checkSize(whole, field(question, "size").asString(""));
        Packed packed = Packed.keep(upload, whole, field(question, "hash").asString(""), blobs);
        ArtifactRow row =
                new ArtifactRow(
                        0,
                        pass.runId(),
                        pass.jobId(),
                        name,
                        packed.digest(),
                        packed.bytes(),
                        packed.files(),
                        Instant.now(),
                        upload.keepUntil());
        database.update(tx -> {
            yields.artifact(tx, row);
            uploads.forget(tx, upload);
        });
        uploads.deleteFiles(upload.id());
        return Map.of("ok", true, "artifact_id", id(find(pass.runId(), name).orElseThrow()));
    }

    static void checkSize(Path whole, String said) {
        try {
            long size = Files.size(whole);
            if (said.matches("[0-9]{1,18}") && Long.parseLong(said) != size) {
                throw TwirpException.invalid(
                        "the client sent " + said + " bytes, but " + size + " arrived");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Object> list(Pass pass, JsonNode question) {
        String name = field(question, "nameFilter").asString("");
        String id = field(question, "idFilter").asString("");
        List<Map<String, Object>> found =
                rows(pass.runId()).stream()
                        .filter(row -> name.isEmpty() || row.name().equals(name))
                        .filter(row -> id.isEmpty() || id(row).equals(id))
                        .map(ArtifactService::shown)
                        .toList();
        return Map.of("artifacts", found);
    }

    private static Map<String, Object> shown(ArtifactRow row) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("workflow_run_backend_id", Links.backendId(row.runId()));
        shown.put("workflow_job_run_backend_id", Links.backendId(row.jobId()));
        shown.put("database_id", id(row));
        shown.put("name", row.name());
        shown.put("size", Long.toString(row.bytes()));
        shown.put("created_at", row.createdAt().toString());
        shown.put("digest", row.digest());
        return shown;
    }

    private Map<String, Object> url(Pass pass, JsonNode question) {
        ArtifactRow row = existing(pass, question);
        return Map.of("signed_url", links.artifact(row));
    }

    private Map<String, Object> delete(Pass pass, JsonNode question) {
        ArtifactRow row = existing(pass, question);
        database.update(tx -> yields.deleteArtifact(tx, row.id()));
        return Map.of("ok", true, "artifact_id", id(row));
    }

    private ArtifactRow existing(Pass pass, JsonNode question) {
        String name = name(question);
        return find(pass.runId(), name)
                .orElseThrow(
                        () -> TwirpException.notFound("the run has no artifact '" + name + "'"));
    }

    private Optional<ArtifactRow> find(long run, String name) {
        return rows(run).stream().filter(row -> row.name().equals(name)).findFirst();
    }

    private List<ArtifactRow> rows(long run) {
        return database.read(sql -> yields.artifacts(sql, run, Instant.now()));
    }

    private static String id(ArtifactRow row) {
        return Long.toString(row.id());
    }

    private static String name(JsonNode question) {
        String name = field(question, "name").asString("");
        if (!NAME.matcher(name).matches()) {
            throw TwirpException.invalid(
                    "the artifact name '"
                            + name.replaceAll("\\p{Cntrl}", "?")
                            + "' is empty, too long, or has characters that file names cannot have");
        }
        return name;
    }
}
