package dev.duru.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {
    private static Optional<Map<String, String>> match(String pattern, String path) {
        return PathPattern.parse(pattern).match(PathPattern.split(path));
    }

    @Test
    void variablesTakeOneSegment() {
        assertThat(match("/{owner}/{project}/runs/{number}", "/a/b/runs/7"))
                .hasValue(Map.of("owner", "a", "project", "b", "number", "7"));
        assertThat(match("/{owner}/{project}", "/a/b/")).isPresent();
        assertThat(match("/{owner}/{project}", "/a")).isEmpty();
        assertThat(match("/{owner}/{project}", "/a/b/c")).isEmpty();
        assertThat(match("/", "/")).hasValue(Map.of());
    }

    @Test
    void theRestMayHoldSlashesAndMayBeEmpty() {
        assertThat(match("/v2/{path...}", "/v2/a/b/blobs/uploads/"))
                .hasValue(Map.of("path", "a/b/blobs/uploads/"));
        assertThat(match("/v2/{path...}", "/v2/")).hasValue(Map.of("path", ""));
        assertThat(match("/v2/{path...}", "/v2")).hasValue(Map.of("path", ""));
    }

    @Test
    void literalTextMayStandAroundAVariable() {
        assertThat(match("/{owner}/{project}.git/{path...}", "/a/b.git/info/refs"))
                .hasValue(Map.of("owner", "a", "project", "b", "path", "info/refs"));
        assertThat(match("/{owner}/{project}.git/{path...}", "/a/.git/info")).isEmpty();
    }

    @Test
    void theEarlierLiteralWins() {
        assertThat(
                        Stream.of(
                                        "/{path...}",
                                        "/{owner}/{project}",
                                        "/{owner}/{project}.git/{path...}",
                                        "/{owner}/new",
                                        "/api/v1/{x}",
                                        "/api/v1/y")
                                .map(PathPattern::parse)
                                .sorted()
                                .map(PathPattern::toString))
                .containsExactly(
                        "/api/v1/y",
                        "/api/v1/{x}",
                        "/{owner}/new",
                        "/{owner}/{project}.git/{path...}",
                        "/{owner}/{project}",
                        "/{path...}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "/{a}{b}", "/{a...}/b", "/a}"})
    void badPatternsAreRefused(String pattern) {
        assertThatThrownBy(() -> PathPattern.parse(pattern))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
