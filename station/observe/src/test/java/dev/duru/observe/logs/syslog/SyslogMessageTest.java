package dev.duru.observe.logs.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.logs.Draft;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Messages as the two RFCs show them, and as senders write them. */
class SyslogMessageTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private static Draft read(String text) {
        return SyslogMessage.read(text, NOW, ZoneOffset.UTC);
    }

    private static Instant at(Draft draft) {
        return Instant.ofEpochSecond(0, draft.nanos());
    }

    @Test
    void readsRfc5424() {
        Draft su =
                read(
                        "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \uFEFF'su root' failed for lonvick on /dev/pts/8");
        assertThat(su.text()).isEqualTo("'su root' failed for lonvick on /dev/pts/8");
        assertThat(at(su)).isEqualTo(Instant.parse("2003-10-11T22:14:15.003Z"));
        assertThat(su.origin().labels())
                .containsEntry("source", "syslog")
                .containsEntry("facility", "auth")
                .containsEntry("host", "mymachine.example.com")
                .containsEntry("service", "su");
        assertThat(su.given()).containsEntry("level", "fatal").containsEntry("msgid", "ID47");
        Draft structured =
                read(
                        "<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - [exampleSDID@32473 iut=\"3\" eventSource=\"App \\\"x\\]\"][examplePriority@32473 class=\"high\"] An event");
        assertThat(structured.text()).isEqualTo("An event");
        assertThat(at(structured)).isEqualTo(Instant.parse("2003-08-24T12:14:15.000003Z"));
        assertThat(structured.given())
                .containsEntry("level", "info")
                .containsEntry("procid", "8710")
                .containsEntry("exampleSDID@32473.iut", "3")
                .containsEntry("exampleSDID@32473.eventSource", "App \"x]")
                .containsEntry("examplePriority@32473.class", "high");
        Draft nothing = read("<14>1 - - - - - -");
        assertThat(nothing.text()).isEmpty();
        assertThat(at(nothing)).isEqualTo(NOW);
        assertThat(nothing.origin().labels()).containsOnlyKeys("source", "facility");
    }

    @Test
    void readsWhatRfc3164FoundInUse() {
        Draft su =
                read(
                        "<34>Oct 11 22:14:15 mymachine su[77]: 'su root' failed for lonvick on /dev/pts/8");
        assertThat(su.text()).isEqualTo("'su root' failed for lonvick on /dev/pts/8");
        assertThat(at(su)).isEqualTo(Instant.parse("2026-10-11T22:14:15Z"));
        assertThat(su.origin().label("host")).isEqualTo("mymachine");
        assertThat(su.origin().label("service")).isEqualTo("su");
        assertThat(su.given()).containsEntry("procid", "77");
        // What is ahead of now was last year.
        assertThat(at(read("<13>Dec  1 00:00:00 h t: x")))
                .isEqualTo(Instant.parse("2025-12-01T00:00:00Z"));
        assertThat(
                        at(
                                SyslogMessage.read(
                                        "<13>Nov 23 10:00:00 h t: x",
                                        NOW,
                                        ZoneId.of("Asia/Seoul"))))
                .isEqualTo(Instant.parse("2026-11-23T01:00:00Z"));
        assertThat(at(read("<13>2026-11-23T09:00:00.5+01:00 h t: x")))
                .isEqualTo(Instant.parse("2026-11-23T08:00:00.500Z"));
        Draft noHost = read("<13>Nov 23 09:00:00 cron[3]: ran");
        assertThat(noHost.origin().label("host")).isEmpty();
        assertThat(noHost.origin().label("service")).isEqualTo("cron");
        assertThat(noHost.text()).isEqualTo("ran");
        assertThat(read("<0>Use the BFG!").text()).isEqualTo("Use the BFG!");
        assertThat(read("<0>Use the BFG!").given()).containsEntry("level", "fatal");
        assertThat(read("no form at all").text()).isEqualTo("no form at all");
        assertThat(read("<999>x").text()).isEqualTo("<999>x");
    }

    @Test
    void whateverComesIsALine() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String valid =
                "<165>1 2003-08-24T05:14:15.000003-07:00 h a 1 - [a b=\"c\"][d e=\"f\"] Nov 23 10:00:00 su[77]: x";
        for (int i = 0; i < 5_000; i++) {
            int from = random.nextInt(valid.length());
            StringBuilder text = new StringBuilder(valid);
            text.delete(from, Math.min(text.length(), from + random.nextInt(30)));
            text.insert(random.nextInt(text.length()), (char) random.nextInt(128));
            assertThat(read(text.toString()).origin().label("source"))
                    .as("seed %s: %s", seed, text)
                    .isEqualTo("syslog");
        }
    }

    private static List<String> frames(String stream) throws IOException {
        SyslogFrames frames =
                new SyslogFrames(new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)));
        List<String> all = new ArrayList<>();
        for (String next = frames.next(); next != null; next = frames.next()) {
            all.add(next);
        }
        return all;
    }

    @Test
    void cutsStreams() throws IOException {
        assertThat(frames("<1>one\n<2>two\r\n\n<3>three"))
                .containsExactly("<1>one", "<2>two", "<3>three");
        assertThat(frames("7 <1>o\nne9 <2>결제\n<3>x\n6 <4>a b"))
                .containsExactly("<1>o\nne", "<2>결제", "<3>x", "<4>a b");
        assertThat(frames("<1>a\u0000<2>b\u0000")).containsExactly("<1>a", "<2>b");
        assertThat(frames("12345\n77")).containsExactly("12345", "77");
        assertThat(frames("<1>" + "x".repeat(100_000) + "\n<2>y"))
                .hasSize(2)
                .first()
                .asString()
                .hasSize(SyslogFrames.LONGEST);
        assertThatThrownBy(() -> frames("9 <1>")).hasMessageContaining("broke off");
        assertThatThrownBy(() -> frames("9999999 <1>")).hasMessageContaining("too long");
    }

    @Test
    void readsTargets() {
        assertThat(SyslogTarget.parse(" 127.0.0.1:5514=team/shop, [::1]:514=team/other"))
                .extracting(target -> target.address().getPort() + " " + target.project())
                .containsExactly("5514 team/shop", "514 team/other");
        assertThat(SyslogTarget.parse("")).isEmpty();
        for (String wrong :
                List.of(
                        "5514",
                        "127.0.0.1:5514",
                        "a.b:1=t/s",
                        "127.0.0.1:70000=t/s",
                        "127.0.0.1:1=t")) {
            assertThatThrownBy(() -> SyslogTarget.parse(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
