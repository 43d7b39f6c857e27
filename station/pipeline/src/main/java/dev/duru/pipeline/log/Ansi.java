package dev.duru.pipeline.log;

import java.util.ArrayList;
import java.util.List;

/**
 * Terminal colours (ECMA-48 SGR) as HTML. Everything else that a terminal would obey is dropped.
 * The classes are {@code ansi-bold}, {@code ansi-dim}, {@code ansi-italic}, {@code ansi-underline},
 * {@code ansi-30} and so on by the terminal's own numbers; other colours become the nearest of
 * these.
 */
public final class Ansi {
    private boolean bold;
    private boolean dim;
    private boolean italic;
    private boolean underline;
    private String foreground = "";
    private String background = "";

    private Ansi() {}

    /** A line of output, escaped, with spans for its colours and links for its web addresses. */
    public static String html(String line) {
        if (line.indexOf('\u001b') < 0) {
            StringBuilder out = new StringBuilder(line.length() + 16);
            Links.escape(lastOverwrite(line), out);
            return out.toString();
        }
        return new Ansi().convert(line);
    }

    /** The text without any escape sequences. */
    public static String plain(String line) {
        if (line.indexOf('\u001b') < 0) {
            return line;
        }
        StringBuilder out = new StringBuilder(line.length());
        for (int i = 0; i < line.length(); ) {
            if (line.charAt(i) == '\u001b') {
                i = sequenceEnd(line, i);
            } else {
                out.append(line.charAt(i++));
            }
        }
        return out.toString();
    }

    /** A carriage return in the middle starts the line anew, as progress bars do. */
    private static String lastOverwrite(String line) {
        int at = line.lastIndexOf('\r');
        return at < 0 || at == line.length() - 1 ? line : line.substring(at + 1);
    }

    private String convert(String line) {
        StringBuilder out = new StringBuilder(line.length() * 2);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < line.length(); ) {
            if (line.charAt(i) != '\u001b') {
                text.append(line.charAt(i++));
                continue;
            }
            int end = sequenceEnd(line, i);
            if (line.charAt(end - 1) == 'm' && end - i > 2) {
                span(text, out);
                apply(line.substring(i + 2, end - 1));
            }
            i = end;
        }
        span(text, out);
        return out.toString();
    }

    private static int sequenceEnd(String line, int escape) {
        int i = escape + 1;
        if (i < line.length() && line.charAt(i) == '[') {
            for (i++; i < line.length(); i++) {
                char c = line.charAt(i);
                if (c >= 0x40 && c <= 0x7e) {
                    return i + 1;
                }
            }
            return i;
        }
        if (i < line.length() && line.charAt(i) == ']') {
            for (; i < line.length(); i++) {
                if (line.charAt(i) == '\u0007') {
                    return i + 1;
                }
                if (line.charAt(i) == '\\' && line.charAt(i - 1) == '\u001b') {
                    return i + 1;
                }
            }
            return i;
        }
        return Math.min(line.length(), escape + 2);
    }

    private void apply(String parameters) {
        List<Integer> codes = new ArrayList<>();
        for (String part : parameters.split("[;:]", -1)) {
            try {
                codes.add(part.isEmpty() ? 0 : Integer.parseInt(part));
            } catch (NumberFormatException e) {
                return;
            }
        }
        for (int i = 0; i < codes.size(); i++) {
            int code = codes.get(i);
            if ((code == 38 || code == 48) && i + 1 < codes.size()) {
                i = extended(codes, i, code == 38);
            } else {
                simple(code);
            }
        }
    }

    private int extended(List<Integer> codes, int i, boolean isForeground) {
        String colour = "";
        int last = codes.size() - 1;
        if (codes.get(i + 1) == 5 && i + 2 < codes.size()) {
            colour = palette(codes.get(i + 2));
            last = i + 2;
        } else if (codes.get(i + 1) == 2 && i + 4 < codes.size()) {
            colour = nearest(codes.get(i + 2), codes.get(i + 3), codes.get(i + 4));
            last = i + 4;
        }
        if (isForeground) {
            foreground = colour;
        } else {
            background = colour;
        }
        return last;
    }

    /** One of the 16 colours for one of 256. */
    private static String palette(int index) {
        if (index < 16) {
            return Integer.toString(Math.max(0, index));
        }
        if (index >= 232) {
            int grey = 8 + (Math.min(index, 255) - 232) * 10;
            return nearest(grey, grey, grey);
        }
        int cube = index - 16;
        return nearest(level(cube / 36), level(cube / 6 % 6), level(cube % 6));
    }

    private static int level(int step) {
        return step == 0 ? 0 : 55 + step * 40;
    }

    /** Pages have no inline styles, so every colour becomes one of the 16. */
    private static String nearest(int red, int green, int blue) {
        int top = Math.max(red, Math.max(green, blue));
        if (top < 48) {
            return "0";
        }
        int half = top * 5 / 8;
        int basic = (red >= half ? 1 : 0) + (green >= half ? 2 : 0) + (blue >= half ? 4 : 0);
        return Integer.toString(top > 200 ? basic + 8 : basic);
    }

    private void simple(int code) {
        switch (code) {
            case 0 -> {
                bold = false;
                dim = false;
                italic = false;
                underline = false;
                foreground = "";
                background = "";
            }
            case 1 -> bold = true;
            case 2 -> dim = true;
            case 3 -> italic = true;
            case 4 -> underline = true;
            case 22 -> {
                bold = false;
                dim = false;
            }
            case 23 -> italic = false;
            case 24 -> underline = false;
            case 39 -> foreground = "";
            case 49 -> background = "";
            default -> colour(code);
        }
    }

    private void colour(int code) {
        if (code >= 30 && code <= 37) {
            foreground = Integer.toString(code - 30);
        } else if (code >= 90 && code <= 97) {
            foreground = Integer.toString(code - 82);
        } else if (code >= 40 && code <= 47) {
            background = Integer.toString(code - 40);
        } else if (code >= 100 && code <= 107) {
            background = Integer.toString(code - 92);
        }
    }

    private void span(StringBuilder text, StringBuilder out) {
        if (text.isEmpty()) {
            return;
        }
        StringBuilder classes = new StringBuilder();
        mark(bold, "ansi-bold", classes);
        mark(dim, "ansi-dim", classes);
        mark(italic, "ansi-italic", classes);
        mark(underline, "ansi-underline", classes);
        mark(!foreground.isEmpty(), "ansi-" + number(foreground, 30, 90), classes);
        mark(!background.isEmpty(), "ansi-" + number(background, 40, 40), classes);
        if (!classes.isEmpty()) {
            out.append("<span class=\"").append(classes.toString().strip()).append("\">");
        }
        Links.escape(text.toString(), out);
        if (!classes.isEmpty()) {
            out.append("</span>");
        }
        text.setLength(0);
    }

    private static int number(String colour, int dark, int bright) {
        int index = colour.isEmpty() ? 0 : Integer.parseInt(colour);
        return index < 8 ? dark + index : bright + index - 8;
    }

    private static void mark(boolean on, String name, StringBuilder classes) {
        if (on) {
            classes.append(name).append(' ');
        }
    }
}
