package dev.duru.observe.logs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Cuts bytes into lines: UTF-8 with whatever is invalid replaced, nothing that is no text. */
final class LineCutter {
    /** A longer line is cut into pieces of this many bytes. */
    static final int LONGEST = 16 * 1024;

    private static final Pattern ESCAPES =
            Pattern.compile(
                    "\u001b(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\)|.)");
    private static final Pattern CONTROLS = Pattern.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f]");

    private LineCutter() {}

    /**
     * What was cut.
     *
     * @param used bytes that the lines took, with their ends
     */
    record Cut(List<String> lines, int used) {}

    /**
     * Cuts all whole lines.
     *
     * @param rest whether what has no end yet is a line too
     */
    static Cut cut(byte[] bytes, int length, boolean rest) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                lines.add(text(bytes, start, i));
                start = i + 1;
            } else if (i - start + 1 >= LONGEST) {
                int end = characterStart(bytes, start, i + 1);
                lines.add(text(bytes, start, end));
                start = end;
            }
        }
        if (rest && start < length) {
            lines.add(text(bytes, start, length));
            start = length;
        }
        return new Cut(lines, start);
    }

    /** The begin of the character that a cut at this place would split. */
    private static int characterStart(byte[] bytes, int start, int end) {
        int at = end;
        while (at > end - 4 && at > start + 1 && (bytes[at - 1] & 0xC0) == 0x80) {
            at--;
        }
        boolean lead = at > start + 1 && (bytes[at - 1] & 0xC0) == 0xC0;
        return lead ? at - 1 : end;
    }

    private static String text(byte[] bytes, int from, int to) {
        return plain(new String(bytes, from, to - from, StandardCharsets.UTF_8));
    }

    /** A line without terminal colours and control characters. */
    static String plain(String line) {
        boolean plain = line.chars().allMatch(c -> c >= ' ' && c != 0x7f || c == '\t');
        return plain ? line : CONTROLS.matcher(ESCAPES.matcher(line).replaceAll("")).replaceAll("");
    }
}
