package dev.duru.pipeline.log;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.duru.kernel.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds lines of logs. Regular expressions are RE2's, so that the time grows with the log and never
 * with the expression; see <a href="https://github.com/google/re2/wiki/Syntax">its syntax</a>.
 */
public final class LogSearch {
    /** Expressions and texts may be so long. */
    private static final int LONGEST = 500;

    private final Pattern pattern;
    private final String text;

    private final boolean exact;

    /** The text in bytes, in lower case unless exact; empty where lines must be decoded first. */
    private final byte[] literal;

    private final int[] skips;

    private LogSearch(Pattern pattern, String text, boolean regex, boolean exact) {
        this.pattern = pattern;
        this.text = text;
        this.exact = exact;
        boolean ascii = text.chars().allMatch(c -> c < 128);
        String wanted = exact ? text : text.toLowerCase(Locale.ROOT);
        this.literal = regex || !ascii ? new byte[0] : wanted.getBytes(StandardCharsets.US_ASCII);
        this.skips = skips(literal);
    }

    /**
     * Prepares a search.
     *
     * @param regex whether the text is a regular expression
     * @param exact whether upper and lower case differ
     * @throws ProblemException USER when it is no expression, is empty or too long
     */
    public static LogSearch of(String text, boolean regex, boolean exact) {
        if (text.isEmpty() || text.length() > LONGEST) {
            throw ProblemException.user(
                    "write between 1 and " + LONGEST + " characters to search for");
        }
        try {
            String expression = regex ? text : Pattern.quote(text);
            return new LogSearch(
                    Pattern.compile(expression, exact ? 0 : Pattern.CASE_INSENSITIVE),
                    text,
                    regex,
                    exact);
        } catch (PatternSyntaxException e) {
            throw ProblemException.user(
                    "'%s' is no regular expression: %s".formatted(text, e.getDescription()));
        }
    }

    /** What was searched for. */
    public String text() {
        return text;
    }

    /** A place in a line's text without colours. */
    public record Place(int from, int to) {}

    /** Where a line has it first. */
    public Optional<Place> in(String line) {
        var matcher = pattern.matcher(line);
        return matcher.find()
                ? Optional.of(new Place(matcher.start(), matcher.end()))
                : Optional.empty();
    }

    /**
     * A line that was found, with what stands around it.
     *
     * @param text without colours
     */
    public record Hit(
            LogLine line, String text, Place place, List<LogLine> before, List<LogLine> after) {}

    /**
     * What a log has.
     *
     * @param count of lines that were found, also of those that are not among the hits
     * @param searched lines that were looked at
     * @param whole whether that was all of the log
     */
    public record Found(List<Hit> hits, long count, long searched, boolean whole) {}

    /**
     * How much to look for.
     *
     * @param hits that are given; the rest is only counted
     * @param around lines before and after each hit
     * @param time after which the search ends where it is
     */
    public record Limits(int hits, int around, Duration time) {}

    /** Searches a log from a line on. */
    public Found search(LogFile log, long from, Limits limits) {
        Walk walk = new Walk(limits, InstantSource.system().millis() + limits.time().toMillis());
        log.scan(
                Math.max(1, from),
                walk::worthwhile,
                line -> line.number() < from || walk.visit(line));
        List<Hit> hits = walk.hits.stream().map(hit -> surrounded(hit, log, limits)).toList();
        return new Found(hits, walk.count, walk.searched, !walk.late);
    }

    private static Hit surrounded(Hit hit, LogFile log, Limits limits) {
        if (limits.around() == 0) {
            return hit;
        }
        long number = hit.line().number();
        long first = Math.max(1, number - limits.around());
        List<LogLine> near = log.read(first, (int) (number - first) + limits.around() + 1);
        return new Hit(
                hit.line(),
                hit.text(),
                hit.place(),
                near.stream().filter(line -> line.number() < number).toList(),
                near.stream().filter(line -> line.number() > number).toList());
    }

    /** One pass. */
    private final class Walk {
        private final Limits limits;
        private final long deadline;
        private final List<Hit> hits = new ArrayList<>();
        private long count;
        private long searched;
        private boolean late;

        Walk(Limits limits, long deadline) {
            this.limits = limits;
            this.deadline = deadline;
        }

        /** Whether a line is worth decoding: most are not, and that is most of the work. */
        boolean worthwhile(byte[] bytes, int length) {
            if (++searched % 4096 == 0 && InstantSource.system().millis() > deadline) {
                late = true;
            }
            return late || literal.length == 0 || contains(bytes, length);
        }

        boolean visit(LogLine line) {
            if (late) {
                return false;
            }
            if (line.kind() == LogLine.Kind.END_GROUP) {
                return true;
            }
            String plain = Ansi.plain(line.text());
            in(plain)
                    .ifPresent(place -> {
                        count++;
                        if (hits.size() < limits.hits()) {
                            hits.add(new Hit(line, plain, place, List.of(), List.of()));
                        }
                    });
            return true;
        }
    }

    /** Whether the literal stands in the bytes, or an escape that may stand within it. */
    private boolean contains(byte[] bytes, int length) {
        int last = literal.length - 1;
        for (int end = last; end < length; ) {
            int at = end;
            int i = last;
            while (i >= 0 && folded(bytes[at]) == literal[i]) {
                at--;
                i--;
            }
            if (i < 0) {
                return true;
            }
            end += skips[folded(bytes[end]) & 0xff];
        }
        for (int i = 0; i < length; i++) {
            if (bytes[i] == 0x1b) {
                return true;
            }
        }
        return false;
    }

    private byte folded(byte b) {
        return !exact && b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
    }

    /** How far a byte lets the search jump (Horspool, 1980). */
    private static int[] skips(byte[] literal) {
        int[] skips = new int[256];
        java.util.Arrays.fill(skips, Math.max(1, literal.length));
        for (int i = 0; i < literal.length - 1; i++) {
            skips[literal[i] & 0xff] = literal.length - 1 - i;
        }
        return skips;
    }
}
