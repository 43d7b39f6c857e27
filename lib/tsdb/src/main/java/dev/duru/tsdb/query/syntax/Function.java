package dev.duru.tsdb.query.syntax;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A function as queries may call it.
 *
 * @param parameters what it takes
 * @param variadic how many times the last parameter may be left out or repeated: 0 for exactly
 *     once, a positive number for how many times at most (and none), -1 for any number of times
 * @param result what it gives
 */
public record Function(String name, List<ValueType> parameters, int variadic, ValueType result) {
    /**
     * Each line: name, parameters (v vector, m range, s scalar, t text), how variadic, result. A
     * missing number is 0, a missing result a vector.
     */
    private static final String TABLE =
            """
            abs v; absent v; absent_over_time m; acos v; acosh v; asin v; asinh v; atan v; atanh v
            avg_over_time m; ceil v; changes m; clamp vss; clamp_max vs; clamp_min vs; cos v; cosh v
            count_over_time m; days_in_month v 1; day_of_month v 1; day_of_week v 1
            day_of_year v 1; deg v; delta m; deriv m; double_exponential_smoothing mss
            end - 0 s; exp v; first_over_time m; floor v; histogram_avg v; histogram_count v
            histogram_fraction ssv; histogram_quantile sv; histogram_quantiles vtss 9
            histogram_stddev v; histogram_stdvar v; histogram_sum v; hour v 1; idelta m; increase m
            info vv 1; irate m; label_join vttt -1; label_replace vtttt; last_over_time m; ln v
            log10 v; log2 v; mad_over_time m; max_of ss 0 s; max_over_time m; min_of ss 0 s
            min_over_time m; minute v 1; month v 1; pi - 0 s; predict_linear ms
            present_over_time m; quantile_over_time sm; rad v; range - 0 s; rate m; resets m
            round vs 1; scalar v 0 s; sgn v; sin v; sinh v; sort v; sort_by_label vt -1
            sort_by_label_desc vt -1; sort_desc v; sqrt v; start - 0 s; start_timestamp v
            stddev_over_time m; stdvar_over_time m; step - 0 s; sum_over_time m; tan v; tanh v
            time - 0 s; timestamp v; ts_of_first_over_time m; ts_of_last_over_time m
            ts_of_max_over_time m; ts_of_min_over_time m; vector s; year v 1
            """;

    private static final Map<String, Function> ALL = table();

    private static Map<String, Function> table() {
        Map<String, Function> all = new TreeMap<>();
        for (String line : TABLE.strip().split("[;\n]")) {
            String[] words = line.strip().split(" ");
            List<ValueType> parameters = new ArrayList<>();
            for (char c : words[1].replace("-", "").toCharArray()) {
                parameters.add(type(c));
            }
            all.put(
                    words[0],
                    new Function(
                            words[0],
                            List.copyOf(parameters),
                            words.length > 2 ? Integer.parseInt(words[2]) : 0,
                            words.length > 3 ? type(words[3].charAt(0)) : ValueType.VECTOR));
        }
        return all;
    }

    private static ValueType type(char c) {
        return switch (c) {
            case 'v' -> ValueType.VECTOR;
            case 'm' -> ValueType.MATRIX;
            case 's' -> ValueType.SCALAR;
            default -> ValueType.STRING;
        };
    }

    /** The function of a name, if there is one. */
    public static Optional<Function> named(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    /** All functions, by name. */
    public static Collection<Function> all() {
        return List.copyOf(ALL.values());
    }
}
