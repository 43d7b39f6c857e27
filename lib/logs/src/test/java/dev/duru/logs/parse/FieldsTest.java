package dev.duru.logs.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.logs.LogEntry;
import dev.duru.logs.Origin;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Fields of lines in the forms that are usual. */
class FieldsTest {
    private static Map<String, String> of(String text) {
        return Fields.of(new LogEntry(1, 1, new Origin(Map.of("app", "shop")), text, Map.of()));
    }

    @Test
    void findsFields() {
        assertThat(of("{\"a\":{\"b\":1,\"c\":[1,\"x\",{\"d\":true}]},\"severity\":\"WARNING\"}"))
                .containsEntry("a.b", "1")
                .containsEntry("a.c", "1,x,true")
                .containsEntry("level", "warn");
        assertThat(of("ts=1 lvl=err msg=\"it \\\"broke\\\"\" user=ann, (took=3ms)"))
                .containsEntry("msg", "it \"broke\"")
                .containsEntry("user", "ann")
                .containsEntry("took", "3ms")
                .containsEntry("level", "error");
        assertThat(
                        of(
                                "10.1.2.3 - ann [10/Oct/2000:13:55:36 -0700] \"GET /a?b=1 HTTP/1.0\" 503 2326"
                                        + " \"http://example/\" \"Mozilla/4.08 [en]\""))
                .containsEntry("client", "10.1.2.3")
                .containsEntry("user", "ann")
                .containsEntry("timestamp", "10/Oct/2000:13:55:36 -0700")
                .containsEntry("method", "GET")
                .containsEntry("path", "/a?b=1")
                .containsEntry("status", "503")
                .containsEntry("bytes", "2326")
                .containsEntry("referer", "http://example/")
                .containsEntry("agent", "Mozilla/4.08 [en]")
                .containsEntry("level", "error");
        assertThat(of("plain text")).isEqualTo(Map.of("app", "shop"));
    }

    @Test
    void knowsLevelsAndTraces() {
        assertThat(of("2026-11-23 12:00:00 ERROR it broke")).containsEntry("level", "error");
        assertThat(of("[warning] it may break")).containsEntry("level", "warn");
        assertThat(of("no error was found")).doesNotContainKey("level");
        assertThat(of("java.lang.IllegalStateException: no")).containsEntry("level", "error");
        assertThat(of("with 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 x"))
                .containsEntry("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736");
    }

    @Test
    void hostileLinesAreLines() {
        assertThat(of("{\"a\":".repeat(10_000))).containsOnlyKeys("app");
        assertThat(of("[".repeat(60_000))).containsOnlyKeys("app");
        assertThat(of("a=".repeat(30_000))).hasSizeLessThanOrEqualTo(Fields.MOST + 2);
        assertThat(of("=\"".repeat(30_000))).containsOnlyKeys("app");
        assertThat(of("x".repeat(1 << 20))).containsOnlyKeys("app");
        assertThat(of("{\"a\":1} and more")).doesNotContainKey("a");
    }
}
