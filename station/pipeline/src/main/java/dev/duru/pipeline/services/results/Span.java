package dev.duru.pipeline.services.results;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A part of a file, its ends included (RFC 9110, 14). */
record Span(long from, long to) {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");
    private static final Pattern CONTENT =
            Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\*|\\d{1,18})");

    long length() {
        return to - from + 1;
    }

    /**
     * What a Range header asks of a file; the whole for none, and for what is not understood; empty
     * when it lies outside.
     */
    static Optional<Span> of(String header, long size) {
        Matcher range = RANGE.matcher(header);
        Span whole = new Span(0, size - 1);
        if (!range.matches() || range.group(1).isEmpty() && range.group(2).isEmpty()) {
            return Optional.of(whole);
        }
        if (range.group(1).isEmpty()) {
            long last = Long.parseLong(range.group(2));
            return last == 0 || size == 0
                    ? Optional.empty()
                    : Optional.of(new Span(Math.max(0, size - last), size - 1));
        }
        long from = Long.parseLong(range.group(1));
        long to = range.group(2).isEmpty() ? size - 1 : Long.parseLong(range.group(2));
        if (to < from) {
            return Optional.of(whole);
        }
        return from >= size
                ? Optional.empty()
                : Optional.of(new Span(from, Math.min(to, size - 1)));
    }

    /** What a Content-Range header says of a body; empty for none, or one of another form. */
    static Optional<Span> ofContent(String header) {
        Matcher range = CONTENT.matcher(header);
        return range.matches()
                ? Optional.of(
                        new Span(Long.parseLong(range.group(1)), Long.parseLong(range.group(2))))
                : Optional.empty();
    }
}
