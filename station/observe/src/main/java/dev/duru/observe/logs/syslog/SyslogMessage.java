package dev.duru.observe.logs.syslog;

import dev.duru.logs.Draft;
import dev.duru.logs.Origin;
import dev.duru.logs.parse.Levels;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads one message: RFC 5424, or what RFC 3164 found in use. Its host and application tell the
 * origin; severity, facility, process, message id and structured data are fields.
 */
public final class SyslogMessage {
    private static final int LONGEST_LABEL = 128;
    private static final int NO_PRIORITY = 13;
    private static final List<String> FACILITIES =
            List.of(
                    "kern",
                    "user",
                    "mail",
                    "daemon",
                    "auth",
                    "syslog",
                    "lpr",
                    "news",
                    "uucp",
                    "cron",
                    "authpriv",
                    "ftp",
                    "ntp",
                    "audit",
                    "alert",
                    "clock",
                    "local0",
                    "local1",
                    "local2",
                    "local3",
                    "local4",
                    "local5",
                    "local6",
                    "local7");
    private static final int OLD_TIME = "Nov 23 10:31:00".length();

    /** The year is not said; that of a leap year lets every day be. */
    private static final DateTimeFormatter OLD =
            new DateTimeFormatterBuilder()
                    .appendPattern("MMM ppd HH:mm:ss")
                    .parseDefaulting(ChronoField.YEAR, 2_000)
                    .toFormatter(Locale.ROOT);

    private final String text;
    private final Instant now;
    private final ZoneId zone;
    private final Map<String, String> labels = new LinkedHashMap<>();
    private final Map<String, String> given = new LinkedHashMap<>();
    private Instant time;
    private int at;

    private SyslogMessage(String text, Instant now, ZoneId zone) {
        this.text = text;
        this.now = now;
        this.zone = zone;
        this.time = now;
    }

    /**
     * The line that a message is.
     *
     * @param zone in which times without one are meant
     */
    public static Draft read(String text, Instant now, ZoneId zone) {
        return new SyslogMessage(text, now, zone).draft();
    }

    private Draft draft() {
        labels.put("source", "syslog");
        int priority = priority();
        given.put("level", Levels.ofSyslog(priority % 8));
        label("facility", FACILITIES.get(priority / 8));
        if (at > 0 && text.startsWith("1 ", at)) {
            at += 2;
            current();
        } else {
            old();
        }
        String line = text.substring(at);
        if (line.startsWith("\uFEFF")) {
            line = line.substring(1);
        }
        long nanos = Math.max(0, time.getEpochSecond()) * 1_000_000_000L + time.getNano();
        return new Draft(nanos, new Origin(labels), line, given);
    }

    /** Facility times eight and severity; a message without is one of a user, a notice. */
    private int priority() {
        int end = text.indexOf('>');
        if (!text.startsWith("<") || end < 2 || end > 4) {
            return NO_PRIORITY;
        }
        String number = text.substring(1, end);
        if (!number.matches("[0-9]+") || Integer.parseInt(number) >= FACILITIES.size() * 8) {
            return NO_PRIORITY;
        }
        at = end + 1;
        return Integer.parseInt(number);
    }

    private void label(String name, String value) {
        if (!value.isEmpty() && !value.equals("-") && value.length() <= LONGEST_LABEL) {
            labels.put(name, value);
        }
    }

    private void field(String name, String value) {
        if (!value.isEmpty() && !value.equals("-")) {
            given.putIfAbsent(name, value);
        }
    }

    private String word() {
        int end = text.indexOf(' ', at);
        end = end < 0 ? text.length() : end;
        String word = text.substring(at, end);
        at = Math.min(end + 1, text.length());
        return word;
    }

    /** Behind the version of RFC 5424, section 6. */
    private void current() {
        String stamp = word();
        zoned(stamp).ifPresent(found -> time = found);
        label("host", word());
        label("service", word());
        field("procid", word());
        field("msgid", word());
        structured();
    }

    /** Section 6.3: {@code -}, or elements in brackets, and then a blank before the message. */
    private void structured() {
        if (text.startsWith("-", at)) {
            at++;
        }
        while (text.startsWith("[", at)) {
            int start = at;
            if (!element()) {
                at = start;
                return;
            }
        }
        if (text.startsWith(" ", at)) {
            at++;
        }
    }

    /** An element such as {@code [id name="value"]}; false when it does not end. */
    private boolean element() {
        int end = at + 1;
        while (end < text.length() && " ]".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String id = text.substring(at + 1, end);
        at = end;
        while (at < text.length()) {
            if (text.charAt(at) == ']') {
                at++;
                return true;
            }
            int equals = text.indexOf("=\"", at);
            if (text.charAt(at) != ' ' || equals < 0) {
                return false;
            }
            String name = text.substring(at + 1, equals);
            at = equals + 2;
            StringBuilder value = new StringBuilder();
            while (at < text.length() && text.charAt(at) != '"') {
                boolean escaped =
                        text.charAt(at) == '\\'
                                && at + 1 < text.length()
                                && "\"\\]".indexOf(text.charAt(at + 1)) >= 0;
                value.append(text.charAt(escaped ? at + 1 : at));
                at += escaped ? 2 : 1;
            }
            at++;
            field(id + "." + name, value.toString());
        }
        return false;
    }

    /** RFC 3164, section 4.1: a time, a host and a tag, each of which may be missing. */
    private void old() {
        Optional<Instant> found = oldTime();
        if (found.isEmpty()) {
            int start = at;
            found = zoned(word());
            if (found.isEmpty()) {
                at = start;
                tag();
                return;
            }
        }
        time = found.get();
        int start = at;
        String host = word();
        if (host.endsWith(":") || host.contains("[") || at >= text.length()) {
            at = start;
        } else {
            label("host", host);
        }
        tag();
    }

    private Optional<Instant> oldTime() {
        if (at + OLD_TIME > text.length()) {
            return Optional.empty();
        }
        try {
            LocalDateTime said = LocalDateTime.parse(text.substring(at, at + OLD_TIME), OLD);
            at += OLD_TIME;
            if (text.startsWith(" ", at)) {
                at++;
            }
            return Optional.of(inYear(said));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** In this year, unless that were more than a day ahead. */
    private Instant inYear(LocalDateTime said) {
        int year = ZonedDateTime.ofInstant(now, zone).getYear();
        Instant here = said.withYear(year).atZone(zone).toInstant();
        return here.isAfter(now.plus(Duration.ofDays(1)))
                ? said.withYear(year - 1).atZone(zone).toInstant()
                : here;
    }

    private static Optional<Instant> zoned(String stamp) {
        try {
            return stamp.length() < 20
                    ? Optional.empty()
                    : Optional.of(OffsetDateTime.parse(stamp).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** A tag such as {@code sshd[77]:}; what is none belongs to the message. */
    private void tag() {
        int end = at;
        while (end < text.length() && " :[".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String name = text.substring(at, end);
        String process = "";
        if (end < text.length() && text.charAt(end) == '[') {
            int close = text.indexOf(']', end);
            if (close < 0) {
                return;
            }
            process = text.substring(end + 1, close);
            end = close + 1;
        }
        if (name.isEmpty() || end >= text.length() || text.charAt(end) != ':') {
            return;
        }
        label("service", name);
        field("procid", process);
        at = end + 1;
        if (text.startsWith(" ", at)) {
            at++;
        }
    }
}
