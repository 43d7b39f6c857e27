package dev.duru.artifact;

import static dev.duru.artifact.Station.header;
import static dev.duru.artifact.Station.refused;
import static dev.duru.artifact.Station.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.oci.Descriptor;
import dev.duru.oci.Digest;
import dev.duru.oci.ImageIndex;
import dev.duru.oci.ImageManifest;
import dev.duru.oci.MediaTypes;
import dev.duru.oci.OciJson;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The distribution API, case by case, as distribution-spec 1.1 has it. */
class RegistryApiTest {
    private static final String UPLOADS = "/v2/team/shop/blobs/uploads/";
    private static final byte[] NOTHING = new byte[0];

    @TempDir Path temp;
    private Station station;

    @BeforeEach
    void open() {
        station = new Station(temp);
    }

    @AfterEach
    void close() {
        station.close();
    }

    private HttpResponse<byte[]> call(String method, String path, byte[] body, String... headers) {
        return station.call("dev:pw", method, path, body, headers);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    // ---- who may ----

    @Test
    void pingSaysHowToSignIn() {
        HttpResponse<byte[]> anonymous = station.call("", "GET", "/v2/", NOTHING);
        refused(anonymous, 401, "UNAUTHORIZED");
        assertThat(header(anonymous, "WWW-Authenticate")).isEqualTo("Basic realm=\"duru\"");
        assertThat(station.get("/v2/").statusCode()).isEqualTo(200);
        assertThat(header(station.get("/v2/"), "Docker-Distribution-Api-Version"))
                .isEqualTo("registry/2.0");
        refused(station.call("dev:wrong", "GET", "/v2/", NOTHING), 401, "UNAUTHORIZED");
    }

    @Test
    void publicProjectsArePulledByAnybodyAndOthersAreNot() {
        station.putManifest("team/open", "v1", station.manifest("team/open", "x"));
        station.putManifest("team/shop", "v1", station.manifest("team/shop", "x"));
        assertThat(station.call("", "GET", "/v2/team/open/manifests/v1", NOTHING).statusCode())
                .isEqualTo(200);
        assertThat(station.call(":", "GET", "/v2/team/open/manifests/v1", NOTHING).statusCode())
                .isEqualTo(200);
        refused(
                station.call("", "GET", "/v2/team/shop/manifests/v1", NOTHING),
                401,
                "UNAUTHORIZED");
        refused(
                station.call("stranger:pw", "GET", "/v2/team/shop/manifests/v1", NOTHING),
                404,
                "NAME_UNKNOWN");
        assertThat(
                        station.call("eve:pw", "GET", "/v2/team/shop/manifests/v1", NOTHING)
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void pushingNeedsADeveloperWhoMayWrite() {
        refused(
                station.call("", "POST", "/v2/team/open/blobs/uploads/", NOTHING),
                401,
                "UNAUTHORIZED");
        refused(station.call("eve:pw", "POST", UPLOADS, NOTHING), 403, "DENIED");
        refused(station.call("dev:read-token", "POST", UPLOADS, NOTHING), 403, "DENIED");
        refused(
                station.call("dev:pw", "POST", "/v2/no/body/blobs/uploads/", NOTHING),
                404,
                "NAME_UNKNOWN");
        refused(call("DELETE", "/v2/team/shop/manifests/v1", NOTHING), 403, "DENIED");
    }

    @Test
    void aBlobIsServedOnlyWhereItWasPushed() {
        Descriptor blob = station.pushBlob("team/shop", "secret", "x");
        assertThat(station.get("/v2/team/shop/blobs/" + blob.digest()).statusCode()).isEqualTo(200);
        refused(station.get("/v2/team/open/blobs/" + blob.digest()), 404, "BLOB_UNKNOWN");
        String mount = "?mount=" + blob.digest() + "&from=team/shop";
        HttpResponse<byte[]> thief =
                station.call(
                        "boss:pw",
                        "POST",
                        "/v2/team/open/blobs/uploads/" + mount.replace("team/shop", "no/body"),
                        NOTHING);
        assertThat(thief.statusCode()).isEqualTo(202);
        assertThat(call("POST", "/v2/team/open/blobs/uploads/" + mount, NOTHING).statusCode())
                .isEqualTo(201);
        assertThat(station.get("/v2/team/open/blobs/" + blob.digest()).statusCode()).isEqualTo(200);
    }

    // ---- blobs ----

    @Test
    void aBlobInOnePieceAfterAStart() {
        HttpResponse<byte[]> start = call("POST", UPLOADS, NOTHING);
        assertThat(start.statusCode()).isEqualTo(202);
        String location = header(start, "Location");
        assertThat(location).startsWith(UPLOADS);
        Digest digest = Digest.of(bytes("hello"));
        HttpResponse<byte[]> done =
                call(
                        "PUT",
                        location + "?digest=" + digest,
                        bytes("hello"),
                        "Content-Type",
                        "application/octet-stream");
        assertThat(done.statusCode()).isEqualTo(201);
        assertThat(header(done, "Location")).isEqualTo("/v2/team/shop/blobs/" + digest);
        assertThat(header(done, "Docker-Content-Digest")).isEqualTo(digest.toString());
        HttpResponse<byte[]> blob = station.get("/v2/team/shop/blobs/" + digest);
        assertThat(text(blob)).isEqualTo("hello");
        HttpResponse<byte[]> head = call("HEAD", "/v2/team/shop/blobs/" + digest, NOTHING);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(header(head, "Content-Length")).isEqualTo("5");
        assertThat(
                        call("HEAD", "/v2/team/shop/blobs/" + Digest.of(bytes("no")), NOTHING)
                                .statusCode())
                .isEqualTo(404);
        refused(call("GET", location, NOTHING), 404, "BLOB_UPLOAD_UNKNOWN");
    }

    @Test
    void aBlobInPiecesWhichMustBeInOrder() {
        String location = header(call("POST", UPLOADS, NOTHING), "Location");
        HttpResponse<byte[]> first = call("PATCH", location, bytes("abc"), "Content-Range", "0-2");
        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(header(first, "Range")).isEqualTo("0-2");
        HttpResponse<byte[]> gap = call("PATCH", location, bytes("xyz"), "Content-Range", "5-7");
        assertThat(gap.statusCode()).isEqualTo(416);
        assertThat(header(gap, "Range")).isEqualTo("0-2");
        refused(
                call("PATCH", location, bytes("xyz"), "Content-Range", "0-2"),
                416,
                "BLOB_UPLOAD_INVALID");
        refused(call("PATCH", location, bytes("de"), "Content-Range", "3-9"), 400, "SIZE_INVALID");
        refused(
                call("PATCH", location, bytes("defghi"), "Content-Range", "3-4"),
                400,
                "SIZE_INVALID");
        refused(
                call("PATCH", location, bytes("de"), "Content-Range", "nonsense"),
                400,
                "BLOB_UPLOAD_INVALID");
        HttpResponse<byte[]> status = station.get(location);
        assertThat(status.statusCode()).isEqualTo(204);
        assertThat(header(status, "Range")).isEqualTo("0-2");
        assertThat(header(status, "Location")).isEqualTo(location);
        assertThat(call("PATCH", location, bytes("de"), "Content-Range", "3-4").statusCode())
                .isEqualTo(202);
        Digest digest = Digest.of(bytes("abcdefg"));
        HttpResponse<byte[]> last =
                call("PUT", location + "?digest=" + digest, bytes("fg"), "Content-Range", "5-6");
        assertThat(last.statusCode()).as(text(last)).isEqualTo(201);
        assertThat(text(station.get("/v2/team/shop/blobs/" + digest))).isEqualTo("abcdefg");
    }

    @Test
    void aWrongDigestKeepsNothing() {
        String location = header(call("POST", UPLOADS, NOTHING), "Location");
        Digest wrong = Digest.of(bytes("other"));
        refused(call("PUT", location + "?digest=" + wrong, bytes("hello")), 400, "DIGEST_INVALID");
        refused(station.get("/v2/team/shop/blobs/" + wrong), 404, "BLOB_UNKNOWN");
        refused(
                station.get("/v2/team/shop/blobs/" + Digest.of(bytes("hello"))),
                404,
                "BLOB_UNKNOWN");
        refused(call("POST", UPLOADS + "?digest=md5:123", bytes("x")), 400, "DIGEST_INVALID");
        refused(
                call("PUT", header(call("POST", UPLOADS, NOTHING), "Location"), bytes("x")),
                400,
                "DIGEST_INVALID");
    }

    @Test
    void uploadsBelongToTheirRepositoryAndCanBeCancelled() {
        String location = header(call("POST", UPLOADS, NOTHING), "Location");
        refused(
                station.get(location.replace("team/shop", "team/open")),
                404,
                "BLOB_UPLOAD_UNKNOWN");
        refused(station.get(UPLOADS + "..%2f..%2fduru.db"), 404, "UNSUPPORTED");
        refused(station.get(UPLOADS + "%2e%2e"), 404, "BLOB_UPLOAD_UNKNOWN");
        assertThat(call("DELETE", location, NOTHING).statusCode()).isEqualTo(204);
        refused(station.get(location), 404, "BLOB_UPLOAD_UNKNOWN");
    }

    @Test
    void uploadsSurviveARestart() {
        String location = header(call("POST", UPLOADS, NOTHING), "Location");
        call("PATCH", location, bytes("before "));
        station.close();
        station = new Station(temp);
        assertThat(header(station.get(location), "Range")).isEqualTo("0-6");
        Digest digest = Digest.of(bytes("before after"));
        assertThat(call("PUT", location + "?digest=" + digest, bytes("after")).statusCode())
                .isEqualTo(201);
        assertThat(text(station.get("/v2/team/shop/blobs/" + digest))).isEqualTo("before after");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=2-4|cde",
                "bytes=4-|efg",
                "bytes=-2|fg",
                "bytes=0-99|abcdefg",
                "bytes=-99|abcdefg"
            })
    void partsOfABlob(String line) {
        Descriptor blob = station.pushBlob("team/shop", "abcdefg", "x");
        String[] parts = line.split("\\|");
        HttpResponse<byte[]> part =
                station.get("/v2/team/shop/blobs/" + blob.digest(), "Range", parts[0]);
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(text(part)).isEqualTo(parts[1]);
        assertThat(header(part, "Content-Range")).endsWith("/7");
    }

    @Test
    void partsOutsideABlob() {
        Descriptor blob = station.pushBlob("team/shop", "abcdefg", "x");
        String path = "/v2/team/shop/blobs/" + blob.digest();
        assertThat(station.get(path, "Range", "bytes=7-9").statusCode()).isEqualTo(416);
        assertThat(station.get(path, "Range", "bytes=0-1,3-4").statusCode()).isEqualTo(200);
        assertThat(station.get(path, "Range", "lines=1-2").statusCode()).isEqualTo(200);
    }

    @Test
    void theEmptyBlobIsABlob() {
        Descriptor blob = station.pushBlob("team/shop", "", "x");
        HttpResponse<byte[]> response = station.get("/v2/team/shop/blobs/" + blob.digest());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void deletingABlobThatIsNeededIsRefused() {
        station.putManifest("team/shop", "v1", station.manifest("team/shop", "layer"));
        String needed = "/v2/team/shop/blobs/" + Digest.of(bytes("layer"));
        refused(station.call("boss:pw", "DELETE", needed, NOTHING), 405, "UNSUPPORTED");
        Descriptor free = station.pushBlob("team/shop", "free", "x");
        String path = "/v2/team/shop/blobs/" + free.digest();
        assertThat(station.call("boss:pw", "DELETE", path, NOTHING).statusCode()).isEqualTo(202);
        refused(station.get(path), 404, "BLOB_UNKNOWN");
        refused(station.call("boss:pw", "DELETE", path, NOTHING), 404, "BLOB_UNKNOWN");
    }

    // ---- manifests ----

    @Test
    void aManifestByTagAndByDigest() {
        byte[] manifest = station.manifest("team/shop", "layer");
        Digest digest = Digest.of(manifest);
        HttpResponse<byte[]> put = station.putManifest("team/shop", "v1", manifest);
        assertThat(put.statusCode()).as(text(put)).isEqualTo(201);
        assertThat(header(put, "Location")).isEqualTo("/v2/team/shop/manifests/" + digest);
        assertThat(header(put, "Docker-Content-Digest")).isEqualTo(digest.toString());
        for (String reference : List.of("v1", digest.toString())) {
            HttpResponse<byte[]> get = station.get("/v2/team/shop/manifests/" + reference);
            assertThat(get.body()).isEqualTo(manifest);
            assertThat(header(get, "Content-Type")).isEqualTo(MediaTypes.OCI_MANIFEST);
            HttpResponse<byte[]> head =
                    call("HEAD", "/v2/team/shop/manifests/" + reference, NOTHING);
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(header(head, "Docker-Content-Digest")).isEqualTo(digest.toString());
            assertThat(header(head, "Content-Length")).isEqualTo(String.valueOf(manifest.length));
        }
        refused(station.get("/v2/team/shop/manifests/v2"), 404, "MANIFEST_UNKNOWN");
        assertThat(call("HEAD", "/v2/team/shop/manifests/v2", NOTHING).statusCode()).isEqualTo(404);
        assertThat(
                        station.putManifest(
                                        "team/shop/below/it",
                                        "v1",
                                        station.manifest("team/shop/below/it", "l"))
                                .statusCode())
                .isEqualTo(201);
    }

    @Test
    void badManifestsAreRefused() {
        byte[] manifest = station.manifest("team/shop", "layer");
        refused(
                station.putManifest("team/shop", Digest.of(bytes("x")).toString(), manifest),
                400,
                "DIGEST_INVALID");
        refused(station.putManifest("team/shop", "sha256:short", manifest), 400, "DIGEST_INVALID");
        refused(station.putManifest("team/shop", "v1", bytes("{}")), 400, "MANIFEST_INVALID");
        refused(station.putManifest("team/shop", "v1", bytes("not json")), 400, "MANIFEST_INVALID");
        refused(station.putManifest("team/shop", ".bad", manifest), 400, "MANIFEST_INVALID");
        refused(
                call(
                        "PUT",
                        "/v2/team/shop/manifests/v1",
                        manifest,
                        "Content-Type",
                        MediaTypes.DOCKER_MANIFEST),
                400,
                "MANIFEST_INVALID");
        refused(call("PUT", "/v2/team/shop/manifests/v1", manifest), 400, "MANIFEST_INVALID");
        refused(station.putManifest("team/open", "v1", manifest), 404, "MANIFEST_BLOB_UNKNOWN");
        refused(
                station.putManifest("team/shop", "v1", new byte[4 * 1024 * 1024 + 1]),
                413,
                "SIZE_INVALID");
        byte[] lying =
                bytes(
                        new String(manifest, StandardCharsets.UTF_8)
                                .replace("\"size\":5", "\"size\":6"));
        refused(station.putManifest("team/shop", "v1", lying), 400, "MANIFEST_INVALID");
        refused(station.get("/v2/team/shop/manifests/v1"), 404, "MANIFEST_UNKNOWN");
    }

    @Test
    void anIndexNeedsItsManifests() {
        byte[] manifest = station.manifest("team/shop", "layer");
        Descriptor child = Descriptor.of(MediaTypes.OCI_MANIFEST, manifest);
        byte[] index = OciJson.write(ImageIndex.of(List.of(child)));
        String path = "/v2/team/shop/manifests/all";
        refused(
                call("PUT", path, index, "Content-Type", MediaTypes.OCI_INDEX),
                404,
                "MANIFEST_BLOB_UNKNOWN");
        station.putManifest("team/shop", child.digest().toString(), manifest);
        assertThat(call("PUT", path, index, "Content-Type", MediaTypes.OCI_INDEX).statusCode())
                .isEqualTo(201);
        refused(
                station.call(
                        "boss:pw", "DELETE", "/v2/team/shop/manifests/" + child.digest(), NOTHING),
                405,
                "UNSUPPORTED");
    }

    @Test
    void deletingATagKeepsTheManifestAndDeletingThatTakesItsTags() {
        byte[] manifest = station.manifest("team/shop", "layer");
        station.putManifest("team/shop", "v1", manifest);
        station.putManifest("team/shop", "v2", manifest);
        String digest = Digest.of(manifest).toString();
        assertThat(
                        station.call("boss:pw", "DELETE", "/v2/team/shop/manifests/v1", NOTHING)
                                .statusCode())
                .isEqualTo(202);
        refused(station.get("/v2/team/shop/manifests/v1"), 404, "MANIFEST_UNKNOWN");
        assertThat(station.get("/v2/team/shop/manifests/" + digest).statusCode()).isEqualTo(200);
        assertThat(
                        station.call(
                                        "boss:pw",
                                        "DELETE",
                                        "/v2/team/shop/manifests/" + digest,
                                        NOTHING)
                                .statusCode())
                .isEqualTo(202);
        refused(station.get("/v2/team/shop/manifests/v2"), 404, "MANIFEST_UNKNOWN");
        refused(station.get("/v2/team/shop/manifests/" + digest), 404, "MANIFEST_UNKNOWN");
    }

    @Test
    void referrersAreFoundBeforeAndAfterTheirSubject() {
        byte[] manifest = station.manifest("team/shop", "layer");
        Descriptor subject = Descriptor.of(MediaTypes.OCI_MANIFEST, manifest);
        byte[] signature =
                OciJson.write(
                        new ImageManifest(
                                MediaTypes.OCI_MANIFEST,
                                "application/vnd.example.signature",
                                station.pushBlob("team/shop", "{}", MediaTypes.OCI_EMPTY),
                                List.of(),
                                subject,
                                new TreeMap<>(java.util.Map.of("by", "dev"))));
        HttpResponse<byte[]> put =
                station.putManifest("team/shop", Digest.of(signature).toString(), signature);
        assertThat(header(put, "OCI-Subject")).isEqualTo(subject.digest().toString());
        String path = "/v2/team/shop/referrers/" + subject.digest();
        HttpResponse<byte[]> all = station.get(path);
        assertThat(header(all, "Content-Type")).isEqualTo(MediaTypes.OCI_INDEX);
        ImageIndex index = (ImageIndex) OciJson.readManifest(all.body(), null);
        assertThat(index.manifests()).hasSize(1);
        assertThat(index.manifests().getFirst().artifactType())
                .isEqualTo("application/vnd.example.signature");
        assertThat(index.manifests().getFirst().annotations()).containsEntry("by", "dev");
        HttpResponse<byte[]> filtered = station.get(path + "?artifactType=other");
        assertThat(header(filtered, "OCI-Filters-Applied")).isEqualTo("artifactType");
        assertThat(OciJson.readManifest(filtered.body(), null).children()).isEmpty();
        HttpResponse<byte[]> none =
                station.get("/v2/team/shop/referrers/" + Digest.of(bytes("none")));
        assertThat(none.statusCode()).isEqualTo(200);
        assertThat(OciJson.readManifest(none.body(), null).children()).isEmpty();
    }
}
