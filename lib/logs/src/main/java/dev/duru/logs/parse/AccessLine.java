package dev.duru.logs.parse;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A line of a web server's access log in the common or combined format: {@code client ident user
 * [time] "method path protocol" status bytes "referer" "agent"}.
 */
final class AccessLine {
    private final String text;
    private int at;

    private AccessLine(String text) {
        this.text = text;
    }

    static Optional<Map<String, String>> parse(String text) {
        int bracket = text.indexOf(" [");
        if (bracket < 5 || bracket > 300 || text.indexOf("] \"", bracket) < 0) {
            return Optional.empty();
        }
        return new AccessLine(text).read();
    }

    private Optional<Map<String, String>> read() {
        Map<String, String> fields = new LinkedHashMap<>();
        add(fields, "client", until(' '));
        add(fields, "ident", until(' '));
        add(fields, "user", until('['));
        add(fields, "timestamp", until(']'));
        at++;
        String[] request = quoted().split(" ", 3);
        String status = until(' ');
        if (request.length < 2 || !status.matches("[1-5][0-9][0-9]")) {
            return Optional.empty();
        }
        add(fields, "method", request[0]);
        add(fields, "path", request[1]);
        add(fields, "protocol", request.length > 2 ? request[2] : "");
        add(fields, "status", status);
        add(fields, "bytes", until(' '));
        add(fields, "referer", quoted());
        add(fields, "agent", quoted());
        if (status.charAt(0) == '5') {
            fields.put("level", "error");
        }
        return Optional.of(fields);
    }

    private static void add(Map<String, String> fields, String name, String value) {
        String stripped = value.strip();
        if (!stripped.isEmpty() && !stripped.equals("-")) {
            Fields.put(fields, name, stripped);
        }
    }

    private String until(char end) {
        int to = text.indexOf(end, at);
        to = to < 0 ? text.length() : to;
        String part = text.substring(Math.min(at, to), to);
        at = Math.min(to + 1, text.length());
        return part;
    }

    private String quoted() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        if (at >= text.length() || text.charAt(at) != '"') {
            return "";
        }
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            value.append(text.charAt(at));
        }
        at = Math.min(at + 2, text.length());
        return value.toString();
    }
}
