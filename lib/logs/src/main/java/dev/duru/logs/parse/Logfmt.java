package dev.duru.logs.parse;

import java.util.LinkedHashMap;
import java.util.Map;

/** Pairs such as {@code status=200 path="/a b"} anywhere in a line. */
public final class Logfmt {
    private Logfmt() {}

    /** All pairs; empty when there are none. */
    public static Map<String, String> parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            return Map.of();
        }
        Map<String, String> fields = new LinkedHashMap<>();
        int at = 0;
        while (equals >= 0 && fields.size() < Fields.MOST) {
            int start = equals;
            while (start > at && isName(text.charAt(start - 1))) {
                start--;
            }
            boolean bounded = start == 0 || " \t,;([{".indexOf(text.charAt(start - 1)) >= 0;
            if (start < equals && bounded && Character.isLetter(text.charAt(start))) {
                StringBuilder value = new StringBuilder();
                at = value(text, equals + 1, value);
                Fields.put(fields, text.substring(start, equals), value.toString());
            } else {
                at = equals + 1;
            }
            equals = text.indexOf('=', at);
        }
        return fields;
    }

    private static boolean isName(char c) {
        return c == '_' || c == '.' || c == '-' || c == '@' || Words.isPart(c);
    }

    /** Reads a value, quoted or up to the next blank; returns the place behind it. */
    private static int value(String text, int from, StringBuilder value) {
        int at = from;
        if (at < text.length() && text.charAt(at) == '"') {
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at));
            }
            return Math.min(at + 1, text.length());
        }
        while (at < text.length() && " \t,;)]}".indexOf(text.charAt(at)) < 0) {
            value.append(text.charAt(at++));
        }
        return at;
    }
}
