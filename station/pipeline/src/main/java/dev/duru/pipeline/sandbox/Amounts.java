package dev.duru.pipeline.sandbox;

import java.util.List;
import java.util.Locale;

/** Amounts as people write them. */
public final class Amounts {
    private static final List<String> UNITS = List.of("B", "KB", "MB", "GB", "TB");

    private Amounts() {}

    /** Such as {@code 1.5 GB}; a KB has 1024 bytes, as in Duru's settings. */
    public static String bytes(long bytes) {
        double amount = bytes;
        int unit = 0;
        while (amount >= 1024 && unit < UNITS.size() - 1) {
            amount /= 1024;
            unit++;
        }
        String text =
                amount == Math.rint(amount)
                        ? Long.toString((long) amount)
                        : String.format(Locale.ROOT, "%.1f", amount);
        return text + " " + UNITS.get(unit);
    }
}
