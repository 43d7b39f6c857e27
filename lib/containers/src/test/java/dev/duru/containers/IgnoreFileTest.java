package dev.duru.containers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IgnoreFileTest {
    @ParameterizedTest
    @CsvSource({
        "node_modules, node_modules/a/b, true",
        "node_modules, x/node_modules, false",
        "**/node_modules, x/y/node_modules/z, true",
        "**/node_modules, node_modules, true",
        "*.log, a.log, true",
        "*.log, x/a.log, false",
        "/build/, build/out, true",
        "./build, build, true",
        "a?c, abc, true",
        "a?c, a/c, false",
        "[ab].txt, b.txt, true",
        "[^ab].txt, b.txt, false",
        "x/**, x/deep/er, true",
        "a\\*b, a*b, true",
        "a\\*b, axb, false",
        "docs/../src, src/main, true",
        "'*\n!keep', keep, false",
        "'*\n!keep', other, true",
        "'!keep\n*', keep, true",
        "'# note\n\n  spaced  ', spaced, true",
        "a.b, axb, false",
        "**, anything/at/all, true",
    })
    void theLastPatternThatFitsDecides(String text, String path, boolean ignored) {
        assertThat(IgnoreFile.parse(text).ignores(path)).isEqualTo(ignored);
    }
}
