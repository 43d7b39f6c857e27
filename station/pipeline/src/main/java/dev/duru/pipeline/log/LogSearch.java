package dev.duru.pipeline.log;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.duru.kernel.ProblemException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
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

    private LogSearch(Pattern pattern, String text) {
        this.pattern = pattern;
        this.text = text;
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
                    Pattern.compile(expression, exact ? 0 : Pattern.CASE_INSENSITIVE), text);
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
        log.scan(Math.max(1, from), line -> line.number() < from || walk.visit(line));
        return new Found(walk.hits(), walk.count, walk.searched, !walk.late);
    }

    /** One pass; keeps only the lines around hits. */
    private final class Walk {
        private final Limits limits;
        private final long deadline;
        private final Deque<LogLine> before = new ArrayDeque<>();
        private final List<Hit> hits = new ArrayList<>();
        private final List<List<LogLine>> after = new ArrayList<>();
        private long count;
        private long searched;
        private boolean late;

        Walk(Limits limits, long deadline) {
            this.limits = limits;
            this.deadline = deadline;
        }

        boolean visit(LogLine line) {
            if (++searched % 1024 == 0 && InstantSource.system().millis() > deadline) {
                late = true;
                return false;
            }
            for (int i = after.size() - 1; i >= 0 && after.get(i).size() < limits.around(); i--) {
                after.get(i).add(line);
            }
            if (line.kind() == LogLine.Kind.END_GROUP) {
                return true;
            }
            String plain = Ansi.plain(line.text());
            in(plain)
                    .ifPresent(place -> {
                        count++;
                        if (hits.size() < limits.hits()) {
                            hits.add(new Hit(line, plain, place, List.copyOf(before), List.of()));
                            after.add(new ArrayList<>());
                        }
                    });
            before.addLast(line);
            if (before.size() > limits.around()) {
                before.removeFirst();
            }
            return true;
        }

        List<Hit> hits() {
            List<Hit> all = new ArrayList<>();
            for (int i = 0; i < hits.size(); i++) {
                Hit hit = hits.get(i);
                all.add(
                        new Hit(
                                hit.line(),
                                hit.text(),
                                hit.place(),
                                hit.before(),
                                List.copyOf(after.get(i))));
            }
            return all;
        }
    }
}
