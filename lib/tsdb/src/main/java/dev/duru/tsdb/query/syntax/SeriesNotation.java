package dev.duru.tsdb.query.syntax;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Stale;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.histogram.Histogram;
import dev.duru.tsdb.histogram.HistogramSum;
import dev.duru.tsdb.number.NumberText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Series as tests of rules write them: {@code up{job="a"} 1 2+3x4 _ stale {{schema:1 sum:3}}}. See
 * https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/#series.
 */
public final class SeriesNotation {
    private static final int MOST_SAMPLES = 1_000_000;
    private static final String NUMBER =
            "(?:[0-9.]+(?:[eE][+-]?[0-9]+)?(?:ms|[smhdwy])?|[iI][nN][fF]|[nN][aA][nN])";
    private static final Pattern ITEM =
            Pattern.compile("(_|stale|[+-]?" + NUMBER + ")([+-]" + NUMBER + ")?(?:x([0-9]+))?");

    private final String text;
    private final List<Item> items = new ArrayList<>();
    private int at;

    /**
     * One sample.
     *
     * @param omitted whether there is none at its time
     * @param histogram null for a number
     * @param tellsReset whether a histogram's counter reset hint was written down
     */
    public record Item(
            boolean omitted, double value, @Nullable Histogram histogram, boolean tellsReset) {
        /** A number. */
        public static Item of(double value) {
            return new Item(false, value, null, false);
        }
    }

    /** A series with its samples. */
    public record Written(Labels labels, List<Item> items) {}

    private SeriesNotation(String text) {
        this.text = text;
    }

    /**
     * Reads a series.
     *
     * @throws TsdbException when it is malformed
     */
    public static Written parse(String text) {
        SeriesNotation notation = new SeriesNotation(text.strip());
        Labels labels = notation.labels();
        notation.items();
        return new Written(labels, notation.items);
    }

    private TsdbException problem(String message) {
        return new TsdbException("character " + (at + 1) + " of '" + text + "': " + message);
    }

    private Labels labels() {
        int end = endOfMetric();
        TokenReader tokens = new TokenReader(text.substring(0, end));
        at = end;
        Map<String, String> labels = new HashMap<>();
        if (!tokens.is(TokenKind.LEFT_BRACE)) {
            if (!tokens.peek().kind().namesMetric()) {
                throw tokens.unexpected();
            }
            labels.put(Labels.NAME, tokens.next().text());
        }
        if (tokens.accept(TokenKind.LEFT_BRACE)) {
            while (!tokens.is(TokenKind.RIGHT_BRACE)) {
                label(tokens, labels);
                if (!tokens.is(TokenKind.RIGHT_BRACE) && !tokens.accept(TokenKind.COMMA)) {
                    throw tokens.unexpected("label set", "\",\" or \"}\"");
                }
            }
        }
        return Labels.of(labels);
    }

    private static void label(TokenReader tokens, Map<String, String> labels) {
        Token name = tokens.peek();
        boolean quoted = name.kind() == TokenKind.STRING;
        if (!quoted && name.kind() != TokenKind.IDENTIFIER) {
            throw tokens.unexpected("label set", "identifier or \"}\"");
        }
        tokens.next();
        String bare = quoted ? Strings.unquoted(name.text()) : name.text();
        if (tokens.accept(TokenKind.EQL)) {
            if (!tokens.is(TokenKind.STRING)) {
                throw tokens.unexpected("label set", "string");
            }
            labels.put(bare, Strings.unquoted(tokens.next().text()));
        } else if (quoted) {
            labels.put(Labels.NAME, bare);
        } else {
            throw tokens.unexpected("label set", "\"=\"");
        }
    }

    /** Where the metric with its labels ends. */
    private int endOfMetric() {
        int i = 0;
        while (i < text.length()
                && text.charAt(i) != '{'
                && !Character.isWhitespace(text.charAt(i))) {
            i++;
        }
        int next = i;
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
        boolean braces = text.startsWith("{", i) && !text.startsWith("{{", i);
        if (!braces) {
            return i;
        }
        char quote = 0;
        for (int j = i; j < text.length(); j++) {
            char c = text.charAt(j);
            if (quote != 0) {
                if (c == '\\' && quote != '`') {
                    j++;
                } else if (c == quote) {
                    quote = 0;
                }
            } else if (c == '"' || c == '\'' || c == '`') {
                quote = c;
            } else if (c == '}') {
                return j + 1;
            }
        }
        return text.length();
    }

    private void items() {
        while (true) {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            if (at >= text.length()) {
                return;
            }
            if (text.startsWith("{{", at)) {
                histograms();
            } else {
                numbers();
            }
        }
    }

    private void add(Item item) {
        if (items.size() >= MOST_SAMPLES) {
            throw problem("a series has at most " + MOST_SAMPLES + " samples");
        }
        items.add(item);
    }

    private void numbers() {
        Matcher matcher = ITEM.matcher(text).region(at, text.length());
        boolean whole =
                matcher.lookingAt()
                        && (matcher.end() == text.length()
                                || Character.isWhitespace(text.charAt(matcher.end())));
        if (!whole) {
            throw problem("expected a number, _, stale or a histogram");
        }
        String first = matcher.group(1);
        String step = matcher.group(2);
        String times = matcher.group(3);
        at = matcher.end();
        if (first.equals("_")) {
            long number = times == null ? 1 : Long.parseLong(times);
            for (long i = 0; i < number; i++) {
                add(new Item(true, 0, null, false));
            }
            return;
        }
        double value = first.equals("stale") ? Stale.MARKER : number(first);
        double change = step == null ? 0 : number(step);
        long number = times == null ? 0 : Long.parseLong(times);
        for (long i = 0; i <= number; i++) {
            add(Item.of(value));
            value = step == null ? value : value + change;
        }
    }

    private double number(String written) {
        try {
            String bare = written.replaceFirst("^[+-]", "");
            double value =
                    DurationText.isDuration(bare) && !bare.equals("0")
                            ? DurationText.millis(bare) / 1000.0
                            : Numbers.parse(bare);
            return written.startsWith("-") ? -value : value;
        } catch (NumberFormatException e) {
            throw problem(NumberText.quoted(written) + " is no number");
        }
    }

    private void histograms() {
        HistogramNotation first = histogram();
        Histogram value = first.histogram();
        boolean tells = first.tellsReset();
        char sign = at < text.length() ? text.charAt(at) : ' ';
        Histogram change = null;
        if (sign == '+' || sign == '-') {
            at++;
            HistogramNotation second = histogram();
            change = second.histogram();
            tells = second.tellsReset();
        }
        long number = 0;
        if (at < text.length() && text.charAt(at) == 'x') {
            int begin = ++at;
            while (at < text.length() && Character.isDigit(text.charAt(at))) {
                at++;
            }
            number = Long.parseLong(text.substring(begin, at));
        }
        for (long i = 0; i <= number; i++) {
            add(new Item(false, 0, value, tells));
            if (change != null && i < number) {
                HistogramSum sum = new HistogramSum(value);
                if (sign == '+') {
                    sum.add(change);
                } else {
                    sum.subtract(change);
                }
                value = sum.value();
            }
        }
    }

    private HistogramNotation histogram() {
        int end = text.indexOf("}}", at);
        if (!text.startsWith("{{", at) || end < 0) {
            throw problem("expected a histogram such as {{sum:3 count:2 buckets:[1 1]}}");
        }
        HistogramNotation notation = new HistogramNotation(text.substring(at + 2, end));
        at = end + 2;
        return notation;
    }
}
