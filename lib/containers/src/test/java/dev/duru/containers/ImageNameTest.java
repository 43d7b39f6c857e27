package dev.duru.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageNameTest {
    private static final String DIGEST =
            "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    @ParameterizedTest
    @CsvSource({
        "alpine, alpine, latest, docker.io",
        "node:20, node, 20, docker.io",
        "library/redis:7-alpine, library/redis, 7-alpine, docker.io",
        "ghcr.io/owner/Name:v1, ghcr.io/owner/Name, v1, ghcr.io",
        "localhost/x, localhost/x, latest, localhost",
        "127.0.0.1:5000/a/b:c, 127.0.0.1:5000/a/b, c, 127.0.0.1:5000",
        "127.0.0.1:5000/a/b, 127.0.0.1:5000/a/b, latest, 127.0.0.1:5000",
    })
    void namesAreTakenApart(String text, String repository, String tag, String registry) {
        ImageName name = ImageName.parse(text);
        assertThat(name.repository()).isEqualTo(repository);
        assertThat(name.tag()).isEqualTo(tag);
        assertThat(name.registry()).isEqualTo(registry);
    }

    @Test
    void aDigestNeedsNoTag() {
        assertThat(ImageName.parse("alpine@" + DIGEST))
                .isEqualTo(new ImageName("alpine", "", DIGEST));
        assertThat(ImageName.parse("alpine:3@" + DIGEST)).hasToString("alpine:3@" + DIGEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":1",
                "a:",
                "a b",
                "a/../b",
                "-a",
                "a@sha256:zz",
                "a:b c",
                "a//b",
                "a?x=1"
            })
    void otherTextIsRefused(String text) {
        assertThatThrownBy(() -> ImageName.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no name of an image");
    }
}
