package dev.duru.tsdb.query.eval;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Functions that make a number, or a histogram, of a window of one series. */
final class RangeFunctions {
    private static final Map<String, Consumer<Window>> TABLE =
            Map.ofEntries(
                    Map.entry("absent_over_time", OverTime::present),
                    Map.entry("avg_over_time", OverTime::mean),
                    Map.entry("changes", Changes::changes),
                    Map.entry("count_over_time", OverTime::count),
                    Map.entry("delta", new Rates(false, false)::over),
                    Map.entry("deriv", Trends::slope),
                    Map.entry("double_exponential_smoothing", Trends::smooth),
                    Map.entry("first_over_time", OverTime::first),
                    Map.entry("idelta", new Rates(false, false)::last),
                    Map.entry("increase", new Rates(true, false)::over),
                    Map.entry("irate", new Rates(true, true)::last),
                    Map.entry("last_over_time", OverTime::last),
                    Map.entry("mad_over_time", OverTime::medianDeviation),
                    Map.entry("max_over_time", OverTime::max),
                    Map.entry("min_over_time", OverTime::min),
                    Map.entry("predict_linear", Trends::predict),
                    Map.entry("present_over_time", OverTime::present),
                    Map.entry("quantile_over_time", OverTime::quantile),
                    Map.entry("rate", new Rates(true, true)::over),
                    Map.entry("resets", Changes::resets),
                    Map.entry("stddev_over_time", OverTime::deviation),
                    Map.entry("stdvar_over_time", OverTime::variance),
                    Map.entry("sum_over_time", OverTime::sum),
                    Map.entry("ts_of_first_over_time", OverTime::timeOfFirst),
                    Map.entry("ts_of_last_over_time", OverTime::timeOfLast),
                    Map.entry("ts_of_max_over_time", OverTime::timeOfMax),
                    Map.entry("ts_of_min_over_time", OverTime::timeOfMin));

    private RangeFunctions() {}

    static Optional<Consumer<Window>> named(String name) {
        return Optional.ofNullable(TABLE.get(name));
    }
}
