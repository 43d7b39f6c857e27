package dev.duru.logs.parse;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts text into words: runs of letters and digits in lower case, at most {@value #LONGEST}
 * characters each (longer runs become several); each ideograph, kana and syllable of Hangul is a
 * word of its own, so that a phrase of them finds any part of a longer run.
 */
public final class Words {
    /** The longest word in characters. */
    public static final int LONGEST = 100;

    private final String text;
    private char[] chars = {};
    private int at;
    private int start;

    /** Begins before the first word. */
    public Words(String text) {
        this.text = text;
    }

    /** All words of a text. */
    public static List<String> of(String text) {
        Words words = new Words(text);
        List<String> all = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        while (words.next(word)) {
            all.add(word.toString());
        }
        return all;
    }

    /** Whether a character belongs to a word. */
    public static boolean isPart(char c) {
        return c < 128
                ? c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
                : Character.isLetterOrDigit(c) || Character.isSurrogate(c);
    }

    /** Whether a text has a run that becomes several words. */
    public static boolean hasLongRun(String text) {
        int run = 0;
        for (int i = 0; i < text.length(); i++) {
            run = isPart(text.charAt(i)) ? run + 1 : 0;
            if (run > LONGEST) {
                return true;
            }
        }
        return false;
    }

    private static boolean standsAlone(char c) {
        return c >= '\u2e80'
                && (c <= '\u9fff'
                        || c >= '\uac00' && c <= '\ud7a3'
                        || c >= '\uf900' && c <= '\ufaff');
    }

    /** Puts the next word into the buffer; false at the end. */
    public boolean next(StringBuilder word) {
        if (chars.length == 0) {
            chars = new char[LONGEST];
        }
        int length = next(chars);
        word.setLength(0);
        word.append(chars, 0, length);
        return length > 0;
    }

    /**
     * Puts the next word into an array.
     *
     * @param word at least {@value #LONGEST} long
     * @return its length; 0 at the end
     */
    public int next(char[] word) {
        while (at < text.length() && !isPart(text.charAt(at))) {
            at++;
        }
        start = at;
        int length = 0;
        while (at < text.length() && length < LONGEST) {
            char c = text.charAt(at);
            if (!isPart(c)) {
                break;
            }
            if (standsAlone(c)) {
                if (length == 0) {
                    word[length++] = c;
                    at++;
                }
                break;
            }
            word[length++] = lower(c);
            at++;
        }
        return length;
    }

    private static char lower(char c) {
        if (c < 128) {
            return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
        }
        return Character.toLowerCase(c);
    }

    /** Where the word that was found last begins. */
    public int start() {
        return start;
    }

    /** Where the word that was found last ends. */
    public int end() {
        return at;
    }
}
