package dev.duru.dialects.value;

/**
 * Case folding as GitHub's runner does it: ordinal, upper case, character by character, and no
 * character outside ASCII ever becomes one inside it (so {@code ı} is not {@code I}).
 */
public final class CaseFold {
    private CaseFold() {}

    public static char fold(char c) {
        if (c < 128) {
            return c >= 'a' && c <= 'z' ? (char) (c - 32) : c;
        }
        char upper = Character.toUpperCase(c);
        return upper < 128 ? c : upper;
    }

    public static String fold(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (fold(text.charAt(i)) != text.charAt(i)) {
                char[] folded = text.toCharArray();
                for (int j = i; j < folded.length; j++) {
                    folded[j] = fold(folded[j]);
                }
                return new String(folded);
            }
        }
        return text;
    }

    public static boolean same(String a, String b) {
        return a.length() == b.length() && compare(a, b) == 0;
    }

    /** Less than, equal to or greater than zero, like {@link String#compareTo}. */
    public static int compare(String a, String b) {
        int shorter = Math.min(a.length(), b.length());
        for (int i = 0; i < shorter; i++) {
            int difference = fold(a.charAt(i)) - fold(b.charAt(i));
            if (difference != 0) {
                return difference;
            }
        }
        return a.length() - b.length();
    }
}
