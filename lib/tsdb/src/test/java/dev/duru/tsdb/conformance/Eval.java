package dev.duru.tsdb.conformance;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.query.syntax.DurationText;
import dev.duru.tsdb.query.syntax.Numbers;
import dev.duru.tsdb.query.syntax.SeriesNotation;
import dev.duru.tsdb.query.syntax.SeriesNotation.Item;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An {@code eval} command with what it expects. */
final class Eval {
    private static final Pattern INSTANT =
            Pattern.compile(
                    "eval(?:_(fail|warn|ordered|info))?\\s+instant\\s+(?:at\\s+(.+?))?\\s+(.+)");
    private static final Pattern RANGE =
            Pattern.compile(
                    "eval(?:_(fail|warn|info))?\\s+range\\s+from\\s+(.+)\\s+to\\s+(.+)\\s+step\\s+(.+?)\\s+(.+)");
    private static final Pattern EXPECT =
            Pattern.compile(
                    "expect\\s+(ordered|fail|warn|no_warn|info|no_info)(?:\\s+(regex|msg):(.+))?");
    private static final Pattern EXPECT_RANGE =
            Pattern.compile("expect range vector\\s+from\\s+(.+)\\s+to\\s+(.+)\\s+step\\s+(.+)");

    /** What a line may expect beside values. */
    enum Kind {
        ORDERED,
        FAIL,
        WARN,
        NO_WARN,
        INFO,
        NO_INFO
    }

    /** A message, or a pattern of messages. */
    record Message(String text, boolean isPattern) {
        boolean matches(String other) {
            return isPattern ? Pattern.compile(text).matcher(other).find() : text.equals(other);
        }
    }

    /** The values of a series, and its place among the series. */
    record Entry(int position, List<Item> items) {}

    final String query;
    final boolean isRange;
    final int line;
    long start;
    long end;
    long step;
    boolean notInRange;
    boolean rangeVector;
    final Map<Kind, List<Message>> expected = new EnumMap<>(Kind.class);
    final Map<Labels, Entry> series = new LinkedHashMap<>();
    @Nullable Item scalar;
    @Nullable String text;
    private int position;

    Eval(String command, int line) {
        this.line = line;
        Matcher range = RANGE.matcher(command);
        Matcher instant = INSTANT.matcher(command);
        this.isRange = range.matches();
        String mode;
        if (isRange) {
            mode = range.group(1);
            start = DurationText.millis(range.group(2));
            end = DurationText.millis(range.group(3));
            step = DurationText.millis(range.group(4));
            query = range.group(5);
        } else if (instant.matches()) {
            mode = instant.group(1);
            start = DurationText.millis(instant.group(2));
            end = start;
            query = instant.group(3);
        } else {
            throw new TsdbException("line " + line + ": invalid evaluation command");
        }
        if (mode != null) {
            expect(Kind.valueOf(mode.toUpperCase(Locale.ROOT)), new Message("", true));
        }
    }

    private void expect(Kind kind, Message message) {
        expected.computeIfAbsent(kind, k -> new ArrayList<>()).add(message);
    }

    boolean expects(Kind kind) {
        return expected.containsKey(kind);
    }

    /** Takes a line below the command; false when no more lines belong to it. */
    boolean line(String below) {
        if (expects(Kind.FAIL) && below.startsWith("expected_fail_message")) {
            String message = below.substring("expected_fail_message".length()).strip();
            expected.put(Kind.FAIL, List.of(new Message(message, false)));
            return false;
        }
        if (expects(Kind.FAIL) && below.startsWith("expected_fail_regexp")) {
            String pattern = below.substring("expected_fail_regexp".length()).strip();
            expected.put(Kind.FAIL, List.of(new Message(pattern, true)));
            return false;
        }
        Matcher range = EXPECT_RANGE.matcher(below);
        if (range.matches()) {
            start = DurationText.millis(range.group(1));
            end = DurationText.millis(range.group(2));
            step = DurationText.millis(range.group(3));
            rangeVector = true;
            notInRange = true;
            return true;
        }
        if (below.startsWith("expect string ")) {
            String quoted = below.substring("expect string ".length());
            text = quoted.substring(1, quoted.length() - 1).replace("\\\"", "\"");
            notInRange = true;
            return true;
        }
        if (below.split(" ")[0].equals("expect")) {
            expectation(below);
            return true;
        }
        return values(below);
    }

    private void expectation(String below) {
        Matcher matcher = EXPECT.matcher(below.strip());
        if (!matcher.matches()) {
            throw new TsdbException("line " + line + ": invalid expect statement " + below);
        }
        Kind kind = Kind.valueOf(matcher.group(1).toUpperCase(Locale.ROOT));
        String how = matcher.group(2);
        expect(
                kind,
                how == null
                        ? new Message("", true)
                        : new Message(matcher.group(3).strip(), how.equals("regex")));
    }

    private boolean values(String below) {
        try {
            scalar = Item.of(Numbers.parse(below));
            return false;
        } catch (NumberFormatException notANumber) {
            SeriesNotation.Written written = SeriesNotation.parse(below);
            series.put(written.labels(), new Entry(++position, written.items()));
            return true;
        }
    }
}
