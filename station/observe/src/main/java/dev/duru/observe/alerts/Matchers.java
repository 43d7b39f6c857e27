package dev.duru.observe.alerts;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.TsdbException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Conditions as Alertmanager writes them: {@code severity="page"}, {@code {a=b, c=~"d|e"}}. */
public final class Matchers {
    private static final Pattern ONE =
            Pattern.compile(
                    "\\s*([a-zA-Z_:][a-zA-Z0-9_:]*|\"(?:[^\"\\\\]|\\\\.)+\")\\s*(=~|!~|!=|=)\\s*"
                            + "(\"(?:[^\"\\\\]|\\\\.)*\"|[^\",{}]*)\\s*");

    private Matchers() {}

    /**
     * Reads conditions with commas between.
     *
     * @throws IllegalArgumentException when they are malformed
     */
    public static List<Matcher> parse(String text) {
        String rest = text.strip();
        if (rest.startsWith("{") && rest.endsWith("}")) {
            rest = rest.substring(1, rest.length() - 1);
        }
        List<Matcher> all = new ArrayList<>();
        java.util.regex.Matcher found = ONE.matcher(rest);
        int at = 0;
        while (at < rest.length()) {
            found.region(at, rest.length());
            if (!found.lookingAt()) {
                throw new IllegalArgumentException(
                        "'" + text + "' is not a matcher such as severity=\"critical\"");
            }
            all.add(of(unquoted(found.group(1)), found.group(2), unquoted(found.group(3).strip())));
            at = found.end();
            if (at < rest.length() && rest.charAt(at) == ',') {
                at++;
            } else if (at < rest.length()) {
                throw new IllegalArgumentException("'" + text + "': expected a comma");
            }
        }
        return all;
    }

    static Matcher of(String name, String sign, String value) {
        for (Matcher.Kind kind : Matcher.Kind.values()) {
            if (kind.sign().equals(sign)) {
                try {
                    return new Matcher(name, kind, value);
                } catch (TsdbException e) {
                    throw new IllegalArgumentException(e.getMessage(), e);
                }
            }
        }
        throw new IllegalArgumentException("'" + sign + "' is not a sign of a matcher");
    }

    private static String unquoted(String text) {
        return text.length() >= 2 && text.startsWith("\"")
                ? text.substring(1, text.length() - 1)
                        .replace("\\n", "\n")
                        .replace("\\\"", "\"")
                        .replace("\\\\", "\\")
                : text;
    }

    static boolean fit(List<Matcher> matchers, Labels labels) {
        return matchers.stream().allMatch(m -> m.test(labels));
    }
}
