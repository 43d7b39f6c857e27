package dev.duru.web;

import gg.jte.Content;

/** Pieces of HTML made in Java. Whoever makes them escapes what others wrote. */
public final class Html {
    private Html() {}

    /** Text for use between tags and in quoted attributes. */
    public static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    /** HTML that is safe as it is. */
    public static Content trusted(String html) {
        return out -> out.writeContent(html);
    }
}
