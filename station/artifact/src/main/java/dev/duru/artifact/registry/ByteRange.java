package dev.duru.artifact.registry;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Part of a blob, both ends included, as in RFC 9110's {@code Range} with one range; several are
 * answered with the whole blob, which that RFC allows.
 */
record ByteRange(long from, long to) {
    private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");
    private static final Pattern PIECE = Pattern.compile("(?:bytes[= ])?(\\d{1,18})-(\\d{1,18})");

    /** Reads {@code Range} for a blob of this size; empty for the whole blob. */
    static Optional<ByteRange> of(@Nullable String header, long size) {
        Matcher matcher = ONE.matcher(header == null ? "" : header.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String first = matcher.group(1);
        String last = matcher.group(2);
        if (first.isEmpty() && last.isEmpty()) {
            return Optional.empty();
        }
        long from =
                first.isEmpty() ? Math.max(0, size - Long.parseLong(last)) : Long.parseLong(first);
        long to =
                first.isEmpty() || last.isEmpty()
                        ? size - 1
                        : Math.min(Long.parseLong(last), size - 1);
        if (from > to) {
            throw new Refusal(
                    ErrorCode.SIZE_INVALID,
                    416,
                    "the range is outside the blob's " + size + " bytes");
        }
        return Optional.of(new ByteRange(from, to));
    }

    /** Reads an upload's {@code Content-Range}, {@code from-to}; null where there is none. */
    static Uploads.@Nullable Piece piece(@Nullable String header) {
        if (header == null) {
            return null;
        }
        Matcher matcher = PIECE.matcher(header.strip());
        if (!matcher.matches()) {
            throw new Refusal(
                    ErrorCode.BLOB_UPLOAD_INVALID,
                    "Content-Range must be <first byte>-<last byte>");
        }
        long from = Long.parseLong(matcher.group(1));
        long to = Long.parseLong(matcher.group(2));
        if (to < from) {
            throw new Refusal(ErrorCode.BLOB_UPLOAD_INVALID, "Content-Range ends before it begins");
        }
        return new Uploads.Piece(from, to);
    }

    long length() {
        return to - from + 1;
    }
}
