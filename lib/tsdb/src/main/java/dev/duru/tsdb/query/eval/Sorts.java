package dev.duru.tsdb.query.eval;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Puts series in an order; only a query of one step shows it. */
final class Sorts {
    private Sorts() {}

    private static void warn(CallContext call) {
        if (!call.steps().isSingle()) {
            call.annotations()
                    .warn(
                            call.call().place(),
                            "sort is ineffective for range queries since results are always"
                                    + " ordered by labels");
        }
    }

    /** By number; NaN comes last, histograms are left out. */
    static List<Row> byValue(CallContext call, boolean descending) {
        warn(call);
        List<Row> rows = new ArrayList<>();
        for (Row from : call.rows(0)) {
            Row row = new Row(from.labels(), from.dropName(), from.steps());
            for (int i = 0; i < from.steps(); i++) {
                if (from.isFloat(i)) {
                    row.set(i, from.value(i));
                }
            }
            if (row.size() > 0) {
                rows.add(row);
            }
        }
        if (call.steps().isSingle()) {
            rows.sort(byValue(descending));
        }
        return rows;
    }

    static Comparator<Row> byValue(boolean descending) {
        return (a, b) -> {
            double x = a.value(0);
            double y = b.value(0);
            if (Double.isNaN(x) || Double.isNaN(y)) {
                return Boolean.compare(Double.isNaN(x), Double.isNaN(y));
            }
            return descending ? Double.compare(y, x) : Double.compare(x, y);
        };
    }

    /** By labels, numbers in them by their size; ties by all labels. */
    static List<Row> byLabel(CallContext call, boolean descending) {
        warn(call);
        List<Row> rows = new ArrayList<>(call.rows(0));
        Comparator<Row> order =
                (a, b) -> {
                    for (int i = 1; i < call.size(); i++) {
                        String label = call.text(i);
                        int c = natural(a.labels().value(label), b.labels().value(label));
                        if (c != 0) {
                            return c;
                        }
                    }
                    return a.labels().compareTo(b.labels());
                };
        rows.sort(descending ? order.reversed() : order);
        return rows;
    }

    /** Compares texts piece by piece, runs of digits as numbers. */
    static int natural(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() && j < b.length()) {
            int endA = piece(a, i);
            int endB = piece(b, j);
            int c = pieces(a.substring(i, endA), b.substring(j, endB));
            if (c != 0) {
                return c;
            }
            i = endA;
            j = endB;
        }
        int rest = Integer.compare(a.length() - i, b.length() - j);
        return rest != 0 ? rest : a.compareTo(b);
    }

    private static int piece(String text, int from) {
        boolean digit = isDigit(text.charAt(from));
        int end = from + 1;
        while (end < text.length() && isDigit(text.charAt(end)) == digit) {
            end++;
        }
        return end;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static int pieces(String a, String b) {
        if (!isDigit(a.charAt(0)) || !isDigit(b.charAt(0))) {
            return a.compareTo(b);
        }
        String x = a.replaceFirst("^0+(?=.)", "");
        String y = b.replaceFirst("^0+(?=.)", "");
        int c = Integer.compare(x.length(), y.length());
        return c != 0 ? c : x.compareTo(y);
    }
}
