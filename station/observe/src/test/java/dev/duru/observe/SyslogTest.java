package dev.duru.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.observe.logs.LogLine;
import dev.duru.observe.logs.LogQuery;
import dev.duru.observe.logs.syslog.SyslogTarget;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's logger and syslog-ng send to the real server. */
class SyslogTest {
    private static final Path LOGGER = Path.of("/usr/bin/logger");
    private static final Path SYSLOG_NG = Path.of("/usr/sbin/syslog-ng");

    @TempDir Path folder;
    private Bench bench;
    private int port;

    @BeforeEach
    void start() {
        bench = new Bench(folder, () -> "");
        port =
                bench.observe
                        .logs()
                        .takeSyslog(SyslogTarget.parse("127.0.0.1:0=" + Bench.SHOP))
                        .getFirst();
    }

    @AfterEach
    void stop() throws Exception {
        bench.close();
    }

    private List<LogLine> found(String query) {
        return bench.observe.lines(
                Bench.SHOP, new LogQuery("", 0, query, false, null, null, Long.MAX_VALUE, 999));
    }

    private void log(String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(LOGGER.toString(), "-n", "127.0.0.1"));
        command.addAll(List.of("-P", String.valueOf(port)));
        command.addAll(List.of(more));
        Process logger = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(logger.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(logger.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(logger.exitValue()).as(out).isZero();
    }

    @Test
    void whatLoggerSendsIsFound() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(LOGGER), "logger is not installed");
        log("-d", "--rfc5424", "-t", "pay", "-p", "local3.err", "--msgid", "M7", "no card 결제");
        Bench.await("RFC 5424 over UDP", () -> !found("card").isEmpty());
        assertThat(found("결제 level:error service:pay facility:local3 msgid:M7 source:syslog"))
                .singleElement()
                .extracting(LogLine::text)
                .isEqualTo("no card 결제");
        log("-d", "--rfc3164", "-t", "cart", "-i", "-p", "user.warning", "old and full");
        Bench.await("RFC 3164 over UDP", () -> !found("full").isEmpty());
        assertThat(found("level:warn service:cart procid:* host:*"))
                .singleElement()
                .extracting(LogLine::text)
                .isEqualTo("old and full");
        log(
                "-T",
                "--rfc5424",
                "-t",
                "lines",
                "--sd-id",
                "shop@7",
                "--sd-param",
                "user=\"ann\"",
                "over tcp");
        Bench.await("line ends over TCP", () -> !found("tcp").isEmpty());
        assertThat(found("service:lines shop@7.user:ann")).hasSize(1);
        log("-T", "--octet-count", "-t", "octets", "counted octets");
        Bench.await("counted octets over TCP", () -> !found("counted").isEmpty());
        assertThat(found("service:octets")).hasSize(1);
        Path file = Files.writeString(folder.resolve("many.txt"), "many a line\n".repeat(500));
        log("-T", "-t", "many", "-f", file.toString());
        Bench.await("all lines", () -> found("service:many").size() == 500);
    }

    @Test
    void whatSyslogNgRelaysIsFound() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(SYSLOG_NG), "syslog-ng is not installed");
        Path file = Files.writeString(folder.resolve("in.log"), "");
        Path configuration =
                Files.writeString(
                        folder.resolve("syslog-ng.conf"),
                        """
                        @version: 3.38
                        source lines { file("%s" flags(no-parse) program-override("relayed") follow-freq(0.2)); };
                        destination counted { syslog("127.0.0.1" port(%d) transport("tcp")); };
                        destination lined { network("127.0.0.1" port(%d) transport("tcp") persist-name("lined") template("<11>$DATE old-host lined[5]: $MESSAGE\\n")); };
                        log { source(lines); destination(counted); destination(lined); };
                        """
                                .formatted(file, port, port));
        Process relay =
                new ProcessBuilder(
                                SYSLOG_NG.toString(),
                                "-F",
                                "--no-caps",
                                "-f",
                                configuration.toString(),
                                "-R",
                                folder.resolve("persist").toString(),
                                "-p",
                                folder.resolve("pid").toString(),
                                "-c",
                                folder.resolve("control").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("out.txt").toFile())
                        .start();
        try {
            Files.writeString(file, "level=error one failed\ntwo worked\n");
            Bench.await(
                    "four lines",
                    () ->
                            found("service:relayed").size() == 2
                                    && found("service:lined host:old-host").size() == 2);
            assertThat(found("service:relayed failed")).hasSize(1);
            assertThat(found("service:lined level:error"))
                    .as("the severity of the message, not that within it")
                    .hasSize(2);
        } finally {
            relay.destroy();
            if (!relay.waitFor(10, TimeUnit.SECONDS)) {
                relay.destroyForcibly().waitFor();
            }
        }
    }
}
