package dev.duru.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OciJsonTest {
    private static final String HEX = "a".repeat(64);

    private static byte[] bytes(String text) {
        return text.replace("HEX", HEX).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void writesInTheOrderOfTheSpecification() {
        Descriptor layer =
                Descriptor.of(MediaTypes.OCI_LAYER_GZIP, new Digest(HEX), 7)
                        .withAnnotations(Map.of("b", "2", "a", "1"));
        ImageManifest manifest =
                new ImageManifest(
                        MediaTypes.OCI_MANIFEST,
                        null,
                        Descriptor.of(MediaTypes.OCI_CONFIG, new Digest(HEX), 2),
                        List.of(layer),
                        null,
                        new TreeMap<>(Map.of("x", "y")));
        byte[] written = OciJson.write(manifest);
        assertThat(new String(written, StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\"sha256:"
                                + HEX
                                + "\",\"size\":2},\"layers\":[{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",\"digest\":\"sha256:"
                                + HEX
                                + "\",\"size\":7,\"annotations\":{\"a\":\"1\",\"b\":\"2\"}}],\"annotations\":{\"x\":\"y\"}}");
        assertThat(OciJson.readManifest(written, null)).isEqualTo(manifest);
    }

    @Test
    void readsDockersDocuments() {
        Manifest manifest =
                OciJson.readManifest(
                        bytes(
                                """
                                {"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.list.v2+json",
                                 "manifests":[{"mediaType":"application/vnd.docker.distribution.manifest.v2+json","size":3,
                                 "digest":"sha256:HEX","platform":{"architecture":"arm64","os":"linux","variant":"v8"}}],"extra":1}
                                """),
                        MediaTypes.DOCKER_LIST);
        assertThat(manifest.children()).hasSize(1);
        assertThat(manifest.children().getFirst().platform())
                .isEqualTo(new Platform("linux", "arm64", "v8"));
        ImageConfig config =
                OciJson.readConfig(
                        bytes(
                                """
                                {"architecture":"amd64","os":"linux","created":"2026-01-02T03:04:05.6+09:00",
                                 "config":{"Env":null,"Cmd":["a"],"ExposedPorts":{"80/tcp":{}},"Labels":null,"WorkingDir":"","User":""},
                                 "rootfs":{"type":"layers","diff_ids":["sha256:HEX"]},"history":[{"created_by":"x","empty_layer":true}]}
                                """));
        assertThat(config.config().exposedPorts()).containsExactly("80/tcp");
        assertThat(config.config().workingDir()).isNull();
        assertThat(config.created()).hasToString("2026-01-01T18:04:05.600Z");
        assertThat(config.history().getFirst().emptyLayer()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "x | not JSON",
                "[] | must be a JSON object",
                "{} | schemaVersion must be 2",
                "{\"schemaVersion\":1} | schema 1 is not supported",
                "{\"schemaVersion\":2,\"schemaVersion\":2} | not JSON",
                "{\"schemaVersion\":2} | config is missing",
                "{\"schemaVersion\":2,\"mediaType\":3} | must be a string",
                "{\"schemaVersion\":2,\"mediaType\":\"text/html\"} | is not supported",
                "{\"schemaVersion\":2,\"manifests\":{}} | must be a list",
                "{\"schemaVersion\":2,\"manifests\":[1]} | manifests[0] must be an object",
                "{\"schemaVersion\":2,\"manifests\":[{}]} | needs mediaType, digest and size",
                "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"a\",\"digest\":\"md5:1\",\"size\":1}]} | not a digest",
                "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"a\",\"digest\":\"sha256:HEX\",\"size\":-1}]} | out of range",
                "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"a\",\"digest\":\"sha256:HEX\",\"size\":1e400}]} | needs mediaType",
                "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"a\",\"digest\":\"sha256:HEX\",\"size\":1},\"manifests\":[]} | not config or layers",
            })
    void badManifestsAreNamed(String json, String message) {
        assertThatThrownBy(() -> OciJson.readManifest(bytes(json), null))
                .isInstanceOf(OciException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aManifestThatIsNotWhatWasDeclaredIsRefused() {
        assertThatThrownBy(() ->
                        OciJson.readManifest(
                                bytes(
                                        "{\"schemaVersion\":2,\"mediaType\":\""
                                                + MediaTypes.OCI_INDEX
                                                + "\",\"manifests\":[]}"),
                                MediaTypes.OCI_MANIFEST))
                .hasMessageContaining("declared as");
    }

    @Test
    void deepNestingDoesNotOverflow() {
        String deep = "[".repeat(100_000);
        assertThatThrownBy(() -> OciJson.readManifest(bytes(deep), null))
                .isInstanceOf(OciException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b", "a-b_c__d.e/f0", "0/1", "a---b"})
    void goodNames(String name) {
        assertThat(RepositoryName.isValid(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "A", "a//b", "/a", "a/", "../a", "a/../b", "-a", "a_", "a..b", "a b", "a%2fb"
            })
    void badNames(String name) {
        assertThat(RepositoryName.isValid(name)).isFalse();
    }

    @Test
    void badDigestsAndTags() {
        assertThat(Digest.tryParse("sha256:" + HEX.toUpperCase(java.util.Locale.ROOT))).isEmpty();
        assertThat(Digest.tryParse("sha512:" + HEX)).isEmpty();
        assertThatThrownBy(() -> Digest.parse("sha256:../../x")).hasMessageContaining("sha256");
        assertThat(RepositoryName.isTag("v1.0-rc_1")).isTrue();
        assertThat(RepositoryName.isTag(".x")).isFalse();
        assertThat(RepositoryName.isTag("a".repeat(129))).isFalse();
        assertThat(RepositoryName.isValid("a".repeat(256))).isFalse();
    }
}
