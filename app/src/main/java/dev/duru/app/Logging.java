package dev.duru.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.pattern.RootCauseFirstThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * The program's own log: one line an event on standard error; {@code -Dduru.log.level=DEBUG} tells
 * more. Set up by code, since logback would look through every library for its files first, and a
 * local run is over in the time that this takes.
 */
public final class Logging implements SLF4JServiceProvider {
    private static final String LEVEL = "duru.log.level";

    private final LoggerContext context = new LoggerContext();
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final LogbackMDCAdapter values = new LogbackMDCAdapter();

    /** Takes the place of logback's own way; to be called before anything is logged. */
    static void use() {
        System.setProperty("slf4j.provider", Logging.class.getName());
        System.setProperty("slf4j.internal.verbosity", "WARN");
    }

    @Override
    public void initialize() {
        context.setName("duru");
        context.setMDCAdapter(values);
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        Lines lines = new Lines();
        lines.setContext(context);
        lines.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(lines);
        encoder.start();
        appender.setEncoder(encoder);
        appender.start();
        String level = System.getProperty(LEVEL, "");
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(level, Level.WARN));
        root.addAppender(appender);
        context.getLogger("dev.duru").setLevel(Level.toLevel(level, Level.INFO));
    }

    /** An event as a line; of an exception the cause comes first. */
    static final class Lines extends LayoutBase<ILoggingEvent> {
        private static final String DEPTH = "12";

        private final RootCauseFirstThrowableProxyConverter traces =
                new RootCauseFirstThrowableProxyConverter();

        @Override
        public void start() {
            traces.setContext(context);
            traces.setOptionList(List.of(DEPTH));
            traces.start();
            super.start();
        }

        @Override
        public String doLayout(ILoggingEvent event) {
            Instant at = Instant.ofEpochMilli(event.getTimeStamp());
            String name = event.getLoggerName();
            StringBuilder line = new StringBuilder();
            line.append(at.truncatedTo(ChronoUnit.SECONDS).toString(), 0, 19)
                    .append('.')
                    .append(Long.toString(1000 + at.toEpochMilli() % 1000), 1, 4)
                    .append("Z ")
                    .append(event.getLevel())
                    .repeat(' ', Math.max(1, 6 - event.getLevel().toString().length()))
                    .append(name, name.lastIndexOf('.') + 1, name.length())
                    .append(": ")
                    .append(event.getFormattedMessage())
                    .append('\n');
            if (event.getThrowableProxy() != null) {
                line.append(traces.convert(event));
            }
            return line.toString();
        }
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return context;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return values;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }
}
