package dev.duru.dialects.problem;

import java.util.Collection;
import java.util.Locale;

/** Finds out what somebody meant to write. */
public final class Spelling {
    private Spelling() {}

    /** Whether two words differ by at most two letters, or only in case. */
    public static boolean close(String known, String written) {
        String a = known.toLowerCase(Locale.ROOT);
        String b = written.toLowerCase(Locale.ROOT);
        int allowed = Math.min(2, Math.max(1, a.length() / 4));
        return Math.abs(a.length() - b.length()) <= allowed && distance(a, b) <= allowed;
    }

    /** What to write instead: the word that was meant, or all of them. */
    public static String among(String written, Collection<String> known, String otherwise) {
        for (String word : known) {
            if (close(word, written)) {
                return "did you mean `" + word + "`?";
            }
        }
        return known.isEmpty()
                ? "remove it"
                : otherwise + ": " + String.join(", ", known.stream().sorted().toList());
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int same = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(same, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
