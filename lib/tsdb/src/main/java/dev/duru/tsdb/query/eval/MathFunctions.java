package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.histogram.Exponents;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToIntFunction;

/** Functions that make a number of a number, and leave histograms out. */
final class MathFunctions {
    /** Dates beyond some 300,000 years are not told apart. */
    private static final long MOST_SECONDS = 10_000_000_000_000L;

    private static final Map<String, DoubleUnaryOperator> TABLE =
            Map.ofEntries(
                    Map.entry("abs", Math::abs),
                    Map.entry("acos", Math::acos),
                    Map.entry("acosh", x -> Math.log(x + Math.sqrt(x * x - 1))),
                    Map.entry("asin", Math::asin),
                    Map.entry("asinh", MathFunctions::asinh),
                    Map.entry("atan", Math::atan),
                    Map.entry("atanh", x -> 0.5 * (Math.log1p(x) - Math.log1p(-x))),
                    Map.entry("ceil", Math::ceil),
                    Map.entry("cos", Math::cos),
                    Map.entry("cosh", Math::cosh),
                    Map.entry("deg", x -> x * 180 / Math.PI),
                    Map.entry("exp", Math::exp),
                    Map.entry("floor", Math::floor),
                    Map.entry("ln", Math::log),
                    Map.entry("log10", Math::log10),
                    Map.entry("log2", Exponents::log2),
                    Map.entry("rad", x -> x * Math.PI / 180),
                    Map.entry("sgn", x -> x < 0 ? -1 : x > 0 ? 1 : x),
                    Map.entry("sin", Math::sin),
                    Map.entry("sinh", Math::sinh),
                    Map.entry("sqrt", Math::sqrt),
                    Map.entry("tan", Math::tan),
                    Map.entry("tanh", Math::tanh));

    private static final Map<String, ToIntFunction<ZonedDateTime>> DATES =
            Map.of(
                    "days_in_month", t -> t.toLocalDate().lengthOfMonth(),
                    "day_of_month", ZonedDateTime::getDayOfMonth,
                    "day_of_week", t -> t.getDayOfWeek().getValue() % 7,
                    "day_of_year", ZonedDateTime::getDayOfYear,
                    "hour", ZonedDateTime::getHour,
                    "minute", ZonedDateTime::getMinute,
                    "month", ZonedDateTime::getMonthValue,
                    "year", ZonedDateTime::getYear);

    private MathFunctions() {}

    private static double asinh(double x) {
        double size = Math.abs(x);
        double result =
                size > 1e8
                        ? Math.log(size) + Math.log(2)
                        : Math.log1p(size + size * size / (1 + Math.sqrt(size * size + 1)));
        return Math.copySign(result, x);
    }

    static Optional<DoubleUnaryOperator> named(String name) {
        ToIntFunction<ZonedDateTime> date = DATES.get(name);
        return date == null
                ? Optional.ofNullable(TABLE.get(name))
                : Optional.of(seconds -> part(date, seconds));
    }

    /** Whether a function takes the time of the step when it has no argument. */
    static boolean isDate(String name) {
        return DATES.containsKey(name);
    }

    private static double part(ToIntFunction<ZonedDateTime> date, double seconds) {
        long whole = (long) seconds;
        return date.applyAsInt(
                Instant.ofEpochSecond(Math.clamp(whole, -MOST_SECONDS, MOST_SECONDS))
                        .atZone(ZoneOffset.UTC));
    }
}
