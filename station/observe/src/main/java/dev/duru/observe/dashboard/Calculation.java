package dev.duru.observe.dashboard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the values of a field when one is to stand for all, by the names that Grafana's
 * files use.
 *
 * @param id its name in files
 * @param title its name in tables
 */
record Calculation(String id, String title, Reduction how) {
    /** One value for many; null where there is none. */
    @FunctionalInterface
    interface Reduction {
        @Nullable Object of(Cells cells);
    }

    /** The values of a field, null where there is none. */
    record Cells(List<@Nullable Object> all) {
        Cells known() {
            List<@Nullable Object> known = new ArrayList<>();
            for (Object value : all) {
                if (value != null) {
                    known.add(value);
                }
            }
            return new Cells(known);
        }

        Cells distinct() {
            return new Cells(new ArrayList<@Nullable Object>(new LinkedHashSet<>(all)));
        }

        int size() {
            return all.size();
        }

        @Nullable Object first() {
            return all.isEmpty() ? null : all.getFirst();
        }

        @Nullable Object last() {
            return all.isEmpty() ? null : all.getLast();
        }

        double[] numbers() {
            return all.stream()
                    .filter(Double.class::isInstance)
                    .mapToDouble(value -> (Double) Objects.requireNonNull(value))
                    .filter(value -> !Double.isNaN(value))
                    .toArray();
        }

        boolean zeros() {
            double[] numbers = numbers();
            return numbers.length > 0 && Arrays.stream(numbers).allMatch(n -> n == 0);
        }

        /** How often a value is another than that before it. */
        double changes() {
            double count = 0;
            for (int i = 1; i < all.size(); i++) {
                count += Objects.equals(all.get(i), all.get(i - 1)) ? 0 : 1;
            }
            return count;
        }

        String text() {
            List<String> texts = new ArrayList<>();
            for (Object value : all) {
                boolean whole =
                        value instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1e15;
                texts.add(
                        whole && value instanceof Double d
                                ? Long.toString(d.longValue())
                                : String.valueOf(value));
            }
            return String.join(", ", texts);
        }
    }

    private static final List<Calculation> ALL =
            List.of(
                    new Calculation("lastNotNull", "Last *", c -> c.known().last()),
                    new Calculation("last", "Last", Cells::last),
                    new Calculation("firstNotNull", "First *", c -> c.known().first()),
                    new Calculation("first", "First", Cells::first),
                    number("min", "Min", v -> Arrays.stream(v).min().orElse(Double.NaN)),
                    number("max", "Max", v -> Arrays.stream(v).max().orElse(Double.NaN)),
                    number("mean", "Mean", Calculation::mean),
                    number("median", "Median", Calculation::median),
                    new Calculation("sum", "Total", c -> sum(c.numbers())),
                    new Calculation("count", "Count", c -> (double) c.known().size()),
                    number("range", "Range", v -> quantile(v, 1) - quantile(v, 0)),
                    number("delta", "Delta", Calculation::delta),
                    number("diff", "Difference", v -> v[v.length - 1] - v[0]),
                    number(
                            "diffperc",
                            "Difference percent",
                            v -> v[0] == 0 ? Double.NaN : (v[v.length - 1] - v[0]) / v[0]),
                    number("logmin", "Min (above zero)", Calculation::leastAboveZero),
                    number("step", "Step", Calculation::step),
                    number("variance", "Variance", Calculation::variance),
                    number("stdDev", "StdDev", v -> Math.sqrt(variance(v))),
                    new Calculation("changeCount", "Change count", c -> c.known().changes()),
                    new Calculation(
                            "distinctCount",
                            "Distinct count",
                            c -> (double) c.known().distinct().size()),
                    new Calculation("allIsNull", "All nulls", c -> c.known().size() == 0),
                    new Calculation("allIsZero", "All zeros", Cells::zeros),
                    new Calculation("allValues", "All values", c -> c.known().text()),
                    new Calculation(
                            "uniqueValues", "All unique values", c -> c.known().distinct().text()));

    /** The calculation of a name, {@code p50} and the like among them. */
    static Optional<Calculation> of(String id) {
        if (id.matches("p[1-9][0-9]?")) {
            double share = Integer.parseInt(id.substring(1)) / 100.0;
            return Optional.of(
                    number(id, id.substring(1) + "th %", values -> quantile(values, share)));
        }
        return ALL.stream().filter(each -> each.id.equals(id)).findFirst();
    }

    @Nullable Object apply(List<@Nullable Object> values) {
        return how.of(new Cells(values));
    }

    private static Calculation number(
            String id, String title, java.util.function.ToDoubleFunction<double[]> how) {
        return new Calculation(
                id,
                title,
                cells -> {
                    double[] numbers = cells.numbers();
                    double found = numbers.length == 0 ? Double.NaN : how.applyAsDouble(numbers);
                    return Double.isNaN(found) ? null : (Object) found;
                });
    }

    private static double sum(double[] v) {
        return Arrays.stream(v).sum();
    }

    private static double mean(double[] v) {
        return sum(v) / v.length;
    }

    private static double quantile(double[] v, double share) {
        double[] sorted = v.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.round((sorted.length - 1) * share)];
    }

    private static double median(double[] v) {
        double[] sorted = v.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** How much a counter rose, whose falls are beginnings from 0. */
    private static double delta(double[] v) {
        double sum = 0;
        for (int i = 1; i < v.length; i++) {
            sum += v[i] >= v[i - 1] ? v[i] - v[i - 1] : v[i];
        }
        return sum;
    }

    private static double step(double[] v) {
        double least = Double.NaN;
        for (int i = 1; i < v.length; i++) {
            double each = v[i] - v[i - 1];
            least = Double.isNaN(least) ? each : Math.min(least, each);
        }
        return least;
    }

    private static double leastAboveZero(double[] v) {
        return Arrays.stream(v).filter(x -> x > 0).min().orElse(Double.NaN);
    }

    private static double variance(double[] v) {
        double mean = mean(v);
        return Arrays.stream(v).map(x -> (x - mean) * (x - mean)).sum() / v.length;
    }
}
