package dev.duru.pipeline.log;

/**
 * Escapes text for HTML; addresses that begin with {@code http://} or {@code https://} are links.
 */
final class Links {
    private static final String ENDS_NO_ADDRESS = ".,;:!?)]}";

    private Links() {}

    static void escape(String text, StringBuilder out) {
        int done = 0;
        for (int at = text.indexOf("http"); at >= 0; at = text.indexOf("http", at + 4)) {
            if (at < done || !begins(text, at)) {
                continue;
            }
            int end = end(text, at);
            if (end - at <= (text.charAt(at + 4) == 's' ? 8 : 7)) {
                continue;
            }
            plain(text, done, at, out);
            out.append("<a href=\"");
            plain(text, at, end, out);
            out.append("\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">");
            plain(text, at, end, out);
            out.append("</a>");
            done = end;
        }
        plain(text, done, text.length(), out);
    }

    private static boolean begins(String text, int at) {
        boolean fresh = at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1));
        return fresh && (text.startsWith("https://", at) || text.startsWith("http://", at));
    }

    private static int end(String text, int from) {
        int end = from;
        while (end < text.length() && belongs(text.charAt(end))) {
            end++;
        }
        while (end > from && ENDS_NO_ADDRESS.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return end;
    }

    private static boolean belongs(char c) {
        return c > ' ' && c != 127 && "<>\"'`|\\^{}".indexOf(c) < 0;
    }

    private static void plain(String text, int from, int to, StringBuilder out) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                default -> {
                    if (c >= ' ' || c == '\t') {
                        out.append(c);
                    }
                }
            }
        }
    }
}
