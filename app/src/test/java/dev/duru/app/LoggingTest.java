package dev.duru.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LoggingTest {
    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("dev.duru.kernel.Ledger");

    @Test
    void anEventIsALine() {
        assertThat(line(Level.WARN, null))
                .isEqualTo("2026-02-03T04:05:06.007Z WARN  Ledger: parked fact 3\n");
    }

    @Test
    void ofAnExceptionTheCauseComesFirst() {
        Throwable thrown =
                new IllegalStateException("outside", new IllegalArgumentException("inside"));

        assertThat(line(Level.ERROR, thrown))
                .startsWith("2026-02-03T04:05:06.007Z ERROR Ledger: parked fact 3\n")
                .containsSubsequence("IllegalArgumentException: inside", "outside")
                .endsWith("\n");
    }

    private String line(Level level, Throwable thrown) {
        LoggingEvent event =
                new LoggingEvent("", logger, level, "parked fact {}", thrown, new Object[] {3});
        event.setInstant(Instant.parse("2026-02-03T04:05:06.007Z"));
        Logging.Lines lines = new Logging.Lines();
        lines.setContext(context);
        lines.start();
        return lines.doLayout(event);
    }
}
