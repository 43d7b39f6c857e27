package dev.duru.app.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Rows with columns of equal width; colours do not count. */
final class Table {
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\u001b]]");

    private final List<List<String>> rows = new ArrayList<>();

    Table row(String... cells) {
        rows.add(
                List.of(cells).stream()
                        // What comes from a server may not move the cursor or break the line.
                        .map(cell -> CONTROL.matcher(cell).replaceAll(" "))
                        .toList());
        return this;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    void print(PrintStream out) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(row.get(i));
                if (i < row.size() - 1) {
                    line.repeat(' ', widths[i] - width(row.get(i)) + 2);
                }
            }
            out.println(line.toString().stripTrailing());
        }
    }

    /** Columns on a terminal: wide characters, such as Korean ones, take two. */
    private static int width(String text) {
        return COLOUR.matcher(text)
                .replaceAll("")
                .codePoints()
                .map(c -> c >= 0x1100 && Character.isLetter(c) && !narrow(c) ? 2 : 1)
                .sum();
    }

    private static boolean narrow(int c) {
        return (c >= 0x1160 && c < 0x2E80) || (c >= 0xA4D0 && c < 0xAC00);
    }
}
