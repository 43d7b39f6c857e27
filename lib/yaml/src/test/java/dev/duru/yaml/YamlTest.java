package dev.duru.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

final class YamlTest {
    private static YamlMap map(String text) {
        return Yaml.read("a.yml", text).orThrow().asMap();
    }

    private static List<String> messages(String text) {
        return Yaml.read("a.yml", text).problems().stream().map(YamlProblem::toString).toList();
    }

    @Test
    void scalarsKeepTheirTextAndKnowTheirCoreSchemaType() {
        YamlMap map =
                map(
                        """
                        on: push
                        version: 1.10
                        yes: no
                        flag: True
                        octal: 0o17
                        hex: 0x1F
                        quoted: "12"
                        empty:
                        inf: -.inf
                        """);
        assertThat(map.names()).startsWith("on", "version", "yes");
        assertThat(map.require("version").asText()).isEqualTo("1.10");
        assertThat(map.require("version").asDouble()).isEqualTo(1.1);
        assertThat(((YamlScalar) map.require("yes")).kind()).isEqualTo(YamlScalar.Kind.STR);
        assertThat(map.require("flag").asBool()).isTrue();
        assertThat(map.require("octal").asLong()).isEqualTo(15);
        assertThat(map.require("hex").asLong()).isEqualTo(31);
        assertThat(map.require("empty").isNull()).isTrue();
        assertThat(map.require("inf").asDouble()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThatThrownBy(() -> map.require("quoted").asLong())
                .hasMessage(
                        "a.yml:7:9: expected a whole number but found text; write digits only, without quotes");
        assertThatThrownBy(() -> map.require("gone"))
                .hasMessage("a.yml:1:1: the key `gone` is missing; add `gone:` here");
    }

    @Test
    void everyCharacterOfATextIsFoundAgain() {
        YamlMap map =
                map(
                        """
                        plain: a b
                        single: 'a b'
                        anchored: &x !!str "a b"
                        literal: |
                          a b
                            c d
                        """);
        assertThat(((YamlScalar) map.require("plain")).positionAt(2)).hasToString("a.yml:1:10");
        assertThat(((YamlScalar) map.require("single")).positionAt(2)).hasToString("a.yml:2:12");
        assertThat(((YamlScalar) map.require("anchored")).positionAt(2)).hasToString("a.yml:3:23");
        YamlScalar literal = (YamlScalar) map.require("literal");
        assertThat(literal.positionAt(2)).hasToString("a.yml:5:5");
        assertThat(literal.positionAt(literal.text().indexOf('d'))).hasToString("a.yml:6:7");
    }

    @Test
    void aliasesAndMergeKeys() {
        YamlMap map =
                map(
                        """
                        one: &one { a: 1, b: 2 }
                        two: &two { b: 3, c: 4 }
                        both: { <<: [*one, *two], c: 5 }
                        twice:
                          <<: *one
                          <<: *two
                          d: *one
                        """);
        YamlMap both = map.require("both").asMap();
        assertThat(both.names()).containsExactly("c", "a", "b");
        assertThat(both.require("b").asLong()).isEqualTo(2);
        assertThat(both.require("c").asLong()).isEqualTo(5);
        assertThat(map.require("twice").asMap().names()).containsExactly("d", "a", "b", "c");
        YamlDocument plain =
                Yaml.read("a.yml", "x: {<<: 1}", YamlOptions.defaults().withMergeKeys(false));
        assertThat(plain.orThrow().asMap().require("x").asMap().names()).containsExactly("<<");
    }

    @Test
    void duplicateKeysAreAnErrorOrAWarning() {
        String text = "a: 1\nb: 2\na: 3\n";
        assertThat(messages(text))
                .containsExactly(
                        "a.yml:3:1: the key `a` is there twice, first in line 1; remove or rename one of the two");
        YamlDocument last =
                Yaml.read(
                        "a.yml",
                        text,
                        YamlOptions.defaults().withDuplicates(YamlOptions.Duplicates.LAST_WINS));
        assertThat(last.hasErrors()).isFalse();
        assertThat(last.problems()).hasSize(1);
        assertThat(last.orThrow().asMap().require("a").asLong()).isEqualTo(3);
    }

    @Test
    void badTextsGiveProblemsWithAPlace() {
        assertThat(messages("a: [1\nb: 2")).singleElement().asString().startsWith("a.yml:2:");
        assertThat(messages("a: \u0007")).singleElement().asString().contains("a.yml:1:4: the");
        assertThat(messages("a: *b")).singleElement().asString().contains("a.yml:1:4: the alias");
        assertThat(messages("a: &b [*b]")).singleElement().asString().contains("own anchor");
        assertThat(messages("[1]: 2")).singleElement().asString().contains("cannot be a key");
        assertThat(messages("a: !!int x")).singleElement().asString().contains("`x` is no !!int");
        assertThat(messages("a: !!int '3'")).hasSize(1);
        assertThat(messages("a: !!float 3")).isEmpty();
        assertThat(messages("a: !custom [x]")).isEmpty();
        assertThat(messages("a: 1\n---\nb: 2")).singleElement().asString().contains("a.yml:2:1");
        assertThat(messages("\t- a")).isNotEmpty();
        assertThat(Yaml.read("a.yml", "# nothing\n").root()).isEmpty();
        assertThat(Yaml.read("a.yml", "").root()).isEmpty();
    }

    @Test
    void bombsAreRefused() {
        assertThat(messages("[".repeat(50_000))).singleElement().asString().contains("100");
        StringBuilder laughs = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++) {
            String alias = "*a" + (i - 1);
            laughs.append("a%d: &a%d [%s]\n".formatted(i, i, (alias + ",").repeat(10)));
        }
        assertThat(messages(laughs.toString()))
                .singleElement()
                .asString()
                .contains("more than 200,000 values");
        assertThat(messages("x".repeat(4_000_001))).singleElement().asString().contains("limit");
        StringBuilder deep = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 200; i++) {
            deep.append("a%d: &a%d [*a%d]\n".formatted(i, i, i - 1));
        }
        assertThat(messages(deep.toString())).singleElement().asString().contains("inside each");
    }

    @Test
    void anEscapeThatEndsWithTheText() {
        for (String text : List.of("\"\\x", "\"\\u12", "a: \"\\U1234567")) {
            assertThat(Yaml.readAll("a.yml", text, YamlOptions.defaults()).getFirst().problems())
                    .as(text)
                    .anyMatch(problem -> problem.toString().startsWith("a.yml:1:"));
        }
    }

    @Test
    void randomTextsNeverCrashOrHang() {
        long seed = System.nanoTime();
        System.out.println("YamlTest seed " + seed);
        Random random = new Random(seed);
        String alphabet = "ab: -\n\n  []{},&*!|>'\"#?%@`~<=\t\\\u0000é😀---0x1.e+";
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> {
                    for (int i = 0; i < 20_000; i++) {
                        StringBuilder text = new StringBuilder();
                        int length = random.nextInt(80);
                        for (int j = 0; j < length; j++) {
                            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
                        }
                        String input = text.toString();
                        for (YamlDocument document :
                                Yaml.readAll("r.yml", input, YamlOptions.defaults())) {
                            for (YamlProblem problem : document.problems()) {
                                assertThat(problem.position().line()).as(input).isPositive();
                            }
                        }
                    }
                });
    }
}
