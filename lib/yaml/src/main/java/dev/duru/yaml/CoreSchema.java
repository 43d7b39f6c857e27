package dev.duru.yaml;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;

/** Tag resolution of YAML 1.2.2, section 10.3.2. */
final class CoreSchema {
    static final String PREFIX = "tag:yaml.org,2002:";
    static final String NULL = PREFIX + "null";
    static final String BOOL = PREFIX + "bool";
    static final String INT = PREFIX + "int";
    static final String FLOAT = PREFIX + "float";
    static final String STR = PREFIX + "str";
    static final String SEQ = PREFIX + "seq";
    static final String MAP = PREFIX + "map";

    private static final int LONGEST_EXACT = 400;
    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
    private static final Pattern REAL =
            Pattern.compile(
                    "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"
                            + "|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

    private CoreSchema() {}

    static String resolve(String plain) {
        return switch (plain) {
            case "", "~", "null", "Null", "NULL" -> NULL;
            case "true", "True", "TRUE", "false", "False", "FALSE" -> BOOL;
            default -> {
                if (!looksNumeric(plain.charAt(0))) {
                    yield STR;
                }
                // A number beyond all doubles: exact digits cost more than they are worth.
                if (plain.length() > LONGEST_EXACT) {
                    yield REAL.matcher(plain).matches() ? FLOAT : STR;
                }
                if (INTEGER.matcher(plain).matches()) {
                    yield INT;
                }
                yield REAL.matcher(plain).matches() ? FLOAT : STR;
            }
        };
    }

    /** Whether a text that would have the tag {@code derived} may be given {@code tag}. */
    static boolean fits(String tag, String derived) {
        return switch (tag) {
            case NULL, BOOL, INT -> tag.equals(derived);
            case FLOAT -> derived.equals(FLOAT) || derived.equals(INT);
            default -> true;
        };
    }

    private static boolean looksNumeric(char first) {
        return (first >= '0' && first <= '9') || first == '-' || first == '+' || first == '.';
    }

    static BigInteger integer(String text) {
        if (text.startsWith("0o")) {
            return new BigInteger(text.substring(2), 8);
        }
        if (text.startsWith("0x")) {
            return new BigInteger(text.substring(2), 16);
        }
        return new BigInteger(text);
    }

    static double real(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case ".inf", "+.inf" -> Double.POSITIVE_INFINITY;
            case "-.inf" -> Double.NEGATIVE_INFINITY;
            case ".nan" -> Double.NaN;
            default -> Double.parseDouble(text);
        };
    }
}
