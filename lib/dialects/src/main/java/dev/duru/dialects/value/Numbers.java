package dev.duru.dialects.value;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as text, the way the CI languages print them. */
public final class Numbers {
    private static final MathContext FIFTEEN = new MathContext(15, RoundingMode.HALF_EVEN);

    private Numbers() {}

    /** At most 15 significant digits, no exponent for magnitudes below 1e15, no {@code -0}. */
    public static String text(double number) {
        if (Double.isNaN(number)) {
            return "NaN";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "Infinity" : "-Infinity";
        }
        if (number == 0) {
            return "0";
        }
        BigDecimal rounded = new BigDecimal(number).round(FIFTEEN).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -5 && exponent < 15) {
            return rounded.toPlainString();
        }
        String digits = rounded.unscaledValue().abs().toString();
        String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
        String sign = rounded.signum() < 0 ? "-" : "";
        String power = (exponent < 0 ? "-" : "+") + "%02d".formatted(Math.abs(exponent));
        return sign + digits.charAt(0) + fraction + "E" + power;
    }
}
