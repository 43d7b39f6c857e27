package dev.duru.logs.query;

import java.util.Locale;

/** Patterns in which {@code *} stands for any characters; linear in the text for each star. */
public final class Glob {
    private Glob() {}

    static boolean fitsAnyCase(String glob, String text) {
        return fits(glob.toLowerCase(Locale.ROOT), text.toLowerCase(Locale.ROOT));
    }

    /** Whether the whole text fits. */
    public static boolean fits(String glob, String text) {
        int star = glob.indexOf('*');
        if (star < 0) {
            return glob.equals(text);
        }
        if (!text.startsWith(glob.substring(0, star))) {
            return false;
        }
        int at = star;
        int from = star + 1;
        for (int next = glob.indexOf('*', from); next >= 0; next = glob.indexOf('*', from)) {
            String part = glob.substring(from, next);
            int found = text.indexOf(part, at);
            if (found < 0) {
                return false;
            }
            at = found + part.length();
            from = next + 1;
        }
        String last = glob.substring(from);
        return text.length() - last.length() >= at && text.endsWith(last);
    }
}
