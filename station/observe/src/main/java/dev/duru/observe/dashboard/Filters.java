package dev.duru.observe.dashboard;

import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.query.QueryEngine;
import dev.duru.tsdb.query.syntax.Expr;
import dev.duru.tsdb.query.syntax.Narrowing;
import dev.duru.tsdb.query.syntax.Printer;
import java.util.Arrays;
import java.util.List;

/**
 * The filters of {@code adhoc} variables: conditions that every selector of every query gets. In
 * addresses and files each is {@code label|operator|value}.
 */
record Filters(List<Matcher> all) {
    /** How a bar within a part is written. */
    private static final String BAR = "__gfp__";

    /**
     * Reads a filter.
     *
     * @throws TsdbException when it is none
     */
    static Matcher read(String text) {
        String[] parts = text.split("\\|", 3);
        if (parts.length < 3 || parts[0].isBlank()) {
            throw new TsdbException("'" + text + "' is no filter such as job|=|api");
        }
        Matcher.Kind kind =
                Arrays.stream(Matcher.Kind.values())
                        .filter(each -> each.sign().equals(parts[1]))
                        .findFirst()
                        .orElseThrow(() ->
                                new TsdbException(
                                        "'"
                                                + parts[1]
                                                + "' in '"
                                                + text
                                                + "' is none of = != =~ !~"));
        return new Matcher(parts[0].replace(BAR, "|"), kind, parts[2].replace(BAR, "|"));
    }

    /** A query that only looks at what fulfils them. */
    String narrowed(String query) {
        if (all.isEmpty()) {
            return query;
        }
        Expr expr = QueryEngine.parse(query);
        for (Matcher each : all) {
            expr = Narrowing.of(expr, each);
        }
        return Printer.line(expr);
    }
}
