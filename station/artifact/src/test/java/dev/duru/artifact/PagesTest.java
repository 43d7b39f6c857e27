package dev.duru.artifact;

import static dev.duru.artifact.Station.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.Fact.ImagePublished;
import dev.duru.kernel.Fact.PackagingFailed;
import dev.duru.kernel.Fact.Result;
import dev.duru.oci.Content;
import dev.duru.oci.LayerEntry;
import dev.duru.oci.TarWriter;
import dev.duru.web.Texts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PagesTest {
    private static final String A = "a".repeat(40);
    private static final String B = "b".repeat(40);

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

    private String build(String commit) throws Exception {
        station.files.put(
                commit + " duru.yml",
                """
                app: shop
                package: { files: { app/: build/ }, run: java -jar app/x.jar, env: { A: <b>1 } }
                environments:
                  staging: { from: main }
                """
                        .getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(out, Instant.EPOCH)) {
            tar.write(new LayerEntry.File("build/x.jar", 0644, Content.bytes(new byte[5000])));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        station.ready(commit, out.toByteArray());
        station.finish(commit, 1, "main", Result.SUCCESS);
        return station.await(ImagePublished.class, fact -> true).digest();
    }

    @Test
    void theListShowsImagesAndWhatCouldNotBecomeOne() throws Exception {
        HttpResponse<byte[]> none = station.get("/team/shop/images");
        assertThat(none.statusCode()).isEqualTo(200);
        assertThat(text(none)).contains("No images yet").contains("podman push");
        String digest = build(A);
        station.files.put(B + " duru.yml", "app: <script>\n".getBytes(StandardCharsets.UTF_8));
        station.finish(B, 2, "main", Result.SUCCESS);
        station.await(PackagingFailed.class, fact -> true);
        String page = text(station.get("/team/shop/images"));
        assertThat(page)
                .contains("/team/shop/images/" + digest)
                .contains("main")
                .contains("/team/shop/changes/" + A)
                .contains("Could not be packaged:")
                .contains("duru.yml:1:6:")
                .contains("/team/shop/runs/2")
                .contains("&lt;script&gt;")
                .doesNotContain("<script>`");
        assertThat(text(station.get("/team/shop/images", "Accept-Language", "ko")))
                .contains("이미지")
                .contains("다이제스트");
    }

    @Test
    void oneImageShowsHowItStartsAndItsLayers() throws Exception {
        String digest = build(A);
        for (String reference : List.of(digest, "main")) {
            HttpResponse<byte[]> page = station.get("/team/shop/images/" + reference);
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(text(page))
                    .contains(digest)
                    .contains("<code>-jar</code>")
                    .contains("A=&lt;b&gt;1")
                    .contains("org.opencontainers.image.revision=" + A)
                    .contains("podman pull " + station.host() + "/team/shop@" + digest);
        }
        assertThat(station.get("/team/shop/images/none").statusCode()).isEqualTo(404);
        assertThat(
                        station.call("stranger:pw", "GET", "/team/shop/images", new byte[0])
                                .statusCode())
                .isEqualTo(404);
    }

    @Test
    void theApiSaysTheSame() throws Exception {
        String digest = build(A);
        String list = text(station.get("/api/v1/projects/team/shop/images"));
        assertThat(list)
                .startsWith("[{\"digest\":\"" + digest + "\"")
                .contains("\"commit\":\"" + A + "\"")
                .contains("\"kind\":\"image\"");
        String one = text(station.get("/api/v1/projects/team/shop/images/main"));
        assertThat(one)
                .contains("\"cmd\":[\"java\",\"-jar\",\"app/x.jar\"]")
                .contains("\"layers\":[{")
                .contains(digest);
        assertThat(station.get("/api/v1/projects/team/shop/images?limit=x").statusCode())
                .isEqualTo(400);
        assertThat(station.get("/api/v1/projects/team/shop/images/nothing").statusCode())
                .isEqualTo(404);
        String document = text(station.get("/api/v1/openapi.json"));
        station.server.apiRoutes().stream()
                .filter(route -> route.pattern().contains("/images"))
                .forEach(route -> assertThat(document).contains('"' + route.pattern() + '"'));
    }

    @Test
    void bothLanguagesSayEverything() {
        assertThat(Texts.of("dev.duru.artifact", getClass().getClassLoader()).differences())
                .isEmpty();
    }
}
