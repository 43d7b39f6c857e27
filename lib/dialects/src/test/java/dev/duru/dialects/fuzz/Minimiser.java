package dev.duru.dialects.fuzz;

import java.util.function.Predicate;

/** Makes a failing input small: parts are taken out as long as it still fails. */
final class Minimiser {
    private static final int MOST_TRIES = 3_000;

    private final Predicate<String> fails;
    private int tries;

    Minimiser(Predicate<String> fails) {
        this.fails = fails;
    }

    String minimise(String input) {
        String smallest = input;
        int part = Math.max(1, smallest.length() / 2);
        while (part >= 1 && tries < MOST_TRIES) {
            boolean shorter = false;
            for (int at = 0; at < smallest.length() && tries < MOST_TRIES; ) {
                String less =
                        smallest.substring(0, at)
                                + smallest.substring(Math.min(smallest.length(), at + part));
                tries++;
                if (fails.test(less)) {
                    smallest = less;
                    shorter = true;
                } else {
                    at += part;
                }
            }
            if (!shorter || part > 1) {
                part /= 2;
            }
        }
        return smallest;
    }
}
