package dev.duru.access;

import dev.duru.kernel.ProblemException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which passwords are refused, after NIST SP 800-63B: short ones and those that guessers try first.
 * There are no rules about kinds of characters.
 */
final class PasswordRules {
    static final int SHORTEST = 10;
    static final int LONGEST = 256;

    private static final Set<String> COMMON =
            Set.of(
                    "password",
                    "passphrase",
                    "passwort",
                    "qwerty",
                    "qwertyuiop",
                    "qwertz",
                    "azerty",
                    "asdfghjkl",
                    "zxcvbnm",
                    "qazwsxedc",
                    "iloveyou",
                    "letmein",
                    "welcome",
                    "monkey",
                    "dragon",
                    "football",
                    "baseball",
                    "basketball",
                    "superman",
                    "batman",
                    "princess",
                    "sunshine",
                    "master",
                    "shadow",
                    "michael",
                    "jordan",
                    "trustno",
                    "starwars",
                    "computer",
                    "internet",
                    "secret",
                    "changeme",
                    "default",
                    "administrator",
                    "admin",
                    "root",
                    "toor",
                    "login",
                    "access",
                    "mustang",
                    "whatever",
                    "freedom",
                    "cheese",
                    "duru",
                    "devops",
                    "gitlab",
                    "jenkins",
                    "kubernetes");

    private static final String ROWS =
            "01234567890 abcdefghijklmnopqrstuvwxyz qwertyuiop asdfghjkl zxcvbnm qwertzuiop";

    private PasswordRules() {}

    /** What is wrong with a password. */
    enum Weakness {
        TOO_SHORT("the password is too short; use at least " + SHORTEST + " characters"),
        TOO_LONG("the password is too long; use at most " + LONGEST + " characters"),
        COMMON(
                "the password is among the first that guessers try; use several unrelated words"
                        + " instead");

        private final String detail;

        Weakness(String detail) {
            this.detail = detail;
        }
    }

    static Optional<Weakness> weakness(String user, String password) {
        if (password.codePointCount(0, password.length()) < SHORTEST) {
            return Optional.of(Weakness.TOO_SHORT);
        }
        if (password.length() > LONGEST) {
            return Optional.of(Weakness.TOO_LONG);
        }
        return weak(user, password) ? Optional.of(Weakness.COMMON) : Optional.empty();
    }

    /**
     * Refuses a weak password.
     *
     * @throws ProblemException USER that says why and what to choose
     */
    static void check(String user, String password) {
        Optional<Weakness> weakness = weakness(user, password);
        if (weakness.isPresent()) {
            throw ProblemException.user(weakness.get().detail);
        }
    }

    private static boolean weak(String user, String password) {
        String raw = password.toLowerCase(Locale.ROOT);
        String letters = raw.replaceAll("[^\\p{L}]", "");
        String word = unleet(raw.replaceAll("^[0-9\\p{Punct}]+|[0-9\\p{Punct}]+$", ""));
        return password.codePoints().distinct().count() < 4
                || twice(raw)
                || inRow(raw)
                || letters.equals(user)
                || COMMON.contains(letters)
                || COMMON.contains(word)
                || (twice(letters) && COMMON.contains(letters.substring(0, letters.length() / 2)));
    }

    /** Undoes the usual replacements of letters by look-alikes. */
    private static String unleet(String text) {
        return text.replace('0', 'o')
                .replace('1', 'i')
                .replace('3', 'e')
                .replace('4', 'a')
                .replace('5', 's')
                .replace('7', 't')
                .replace('@', 'a')
                .replace('$', 's')
                .replace('!', 'i');
    }

    /** Whether a text of two equal halves, each shorter than a good password. */
    private static boolean twice(String text) {
        int half = text.length() / 2;
        return half > 0
                && half < SHORTEST
                && text.length() % 2 == 0
                && text.substring(0, half).equals(text.substring(half));
    }

    /** Whether all of it runs along the alphabet, the digits or a row of keys, or back. */
    private static boolean inRow(String text) {
        String back = new StringBuilder(text).reverse().toString();
        return ROWS.contains(text)
                || ROWS.contains(back)
                || (runs(text) + 2 >= text.length() && runs(text) >= 8);
    }

    /** How many characters follow the one before them by one code, up or down. */
    private static int runs(String text) {
        int runs = 0;
        for (int i = 1; i < text.length(); i++) {
            if (Math.abs(text.charAt(i) - text.charAt(i - 1)) == 1) {
                runs++;
            }
        }
        return runs;
    }
}
