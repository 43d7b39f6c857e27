package dev.duru.artifact;

import static dev.duru.artifact.Station.header;
import static dev.duru.artifact.Station.refused;
import static dev.duru.artifact.Station.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of tags and repositories, and names that are none. */
class RegistryListsTest {
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

    // ---- lists ----

    @Test
    void tagsComeInPages() {
        byte[] manifest = station.manifest("team/shop", "layer");
        for (String tag : List.of("c", "a", "d", "b")) {
            station.putManifest("team/shop", tag, manifest);
        }
        assertThat(text(station.get("/v2/team/shop/tags/list")))
                .isEqualTo("{\"name\":\"team/shop\",\"tags\":[\"a\",\"b\",\"c\",\"d\"]}");
        HttpResponse<byte[]> page = station.get("/v2/team/shop/tags/list?n=2");
        assertThat(text(page)).contains("[\"a\",\"b\"]");
        assertThat(header(page, "Link"))
                .isEqualTo("</v2/team/shop/tags/list?n=2&last=b>; rel=\"next\"");
        HttpResponse<byte[]> next = station.get("/v2/team/shop/tags/list?n=2&last=b");
        assertThat(text(next)).contains("[\"c\",\"d\"]");
        assertThat(header(next, "Link")).isEmpty();
        assertThat(text(station.get("/v2/team/shop/tags/list?n=0"))).contains("[]");
        refused(station.get("/v2/team/shop/tags/list?n=-1"), 400, "PAGINATION_NUMBER_INVALID");
        refused(station.get("/v2/team/open/tags/list"), 404, "NAME_UNKNOWN");
    }

    @Test
    void theCatalogHoldsWhatOneMaySee() {
        station.putManifest("team/open", "v1", station.manifest("team/open", "x"));
        station.putManifest("team/shop", "v1", station.manifest("team/shop", "x"));
        assertThat(text(station.get("/v2/_catalog")))
                .isEqualTo("{\"repositories\":[\"team/open\",\"team/shop\"]}");
        assertThat(text(station.call("", "GET", "/v2/_catalog", NOTHING)))
                .isEqualTo("{\"repositories\":[\"team/open\"]}");
        HttpResponse<byte[]> page = station.get("/v2/_catalog?n=1");
        assertThat(text(page)).isEqualTo("{\"repositories\":[\"team/open\"]}");
        assertThat(header(page, "Link")).contains("last=team%2Fopen");
        assertThat(text(station.get("/v2/_catalog?n=1&last=team/open"))).contains("team/shop");
    }

    // ---- hostile names ----

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2/shop/tags/list",
                "/v2/Team/shop/tags/list",
                "/v2/team/..%2f..%2fetc/tags/list",
                "/v2/team/shop%00/tags/list",
                "/v2/team//shop/tags/list",
                "/v2/team/%2e%2e/tags/list",
                "/v2/api/shop/tags/list",
                "/v2/team/shop/-x/tags/list"
            })
    void hostileNames(String path) {
        refused(station.get(path), 400, "NAME_INVALID");
    }

    @Test
    void pathsThatAreNothing() {
        refused(station.get("/v2/team/shop"), 404, "UNSUPPORTED");
        refused(station.get("/v2/team/shop/blobs/sha256:../../x"), 404, "UNSUPPORTED");
        refused(station.get("/v2/team/shop/blobs/sha256:abc"), 400, "DIGEST_INVALID");
        refused(call("POST", "/v2/team/shop/tags/list", NOTHING), 405, "UNSUPPORTED");
    }
}
