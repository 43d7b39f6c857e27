package dev.duru.observe.dashboard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An answer as a table: columns of texts and numbers, each as long as the others.
 *
 * @param refId the query that it answers; empty for several
 * @param overTime whether its rows are points of time series, and its columns besides the time
 *     their values
 * @param labels of the series that it is; empty for a table
 * @param columns by name, in order
 */
record Frame(
        String refId,
        boolean overTime,
        Map<String, String> labels,
        Map<String, List<@Nullable Object>> columns) {
    static final String TIME = "Time";
    static final String VALUE = "Value";

    /** A table without columns. */
    static Frame empty() {
        return empty(false);
    }

    static Frame empty(boolean overTime) {
        return new Frame("", overTime, Map.of(), new LinkedHashMap<>());
    }

    /** The points of a series. */
    static Frame series(
            String refId,
            String name,
            Map<String, String> labels,
            List<@Nullable Object> times,
            List<@Nullable Object> values) {
        Map<String, List<@Nullable Object>> columns = new LinkedHashMap<>();
        columns.put(TIME, times);
        columns.put(name.equals(TIME) ? VALUE : name, values);
        return new Frame(refId, true, labels, columns);
    }

    /** The same with other columns. */
    Frame with(Map<String, List<@Nullable Object>> other) {
        return new Frame(refId, overTime, labels, other);
    }

    /** The same as a table, whose rows are no points of series. */
    Frame asTable() {
        return new Frame(refId, false, Map.of(), columns);
    }

    int rows() {
        return columns.values().stream().mapToInt(List::size).max().orElse(0);
    }

    Set<String> names() {
        return columns.keySet();
    }

    /** A column by its name; empty when there is none. */
    List<@Nullable Object> column(String name) {
        List<@Nullable Object> column = columns.get(name);
        return column == null ? List.of() : column;
    }

    @Nullable Object cell(String column, int row) {
        List<@Nullable Object> cells = column(column);
        return row >= cells.size() ? null : cells.get(row);
    }

    /** Whether a column holds numbers that are no times. */
    boolean isNumber(String name) {
        return !name.equals(TIME)
                && column(name).stream().noneMatch(String.class::isInstance)
                && (overTime || column(name).stream().anyMatch(Double.class::isInstance));
    }

    /** The names of the columns with numbers. */
    List<String> numbers() {
        return names().stream().filter(this::isNumber).toList();
    }

    /** Adds a row; columns that it is the first to have are empty before. */
    void add(Map<String, @Nullable Object> row) {
        int rows = rows();
        row.forEach((name, cell) -> {
            List<@Nullable Object> column = columns.get(name);
            if (column == null) {
                column = empty(rows);
                columns.put(name, column);
            }
            column.add(cell);
        });
        for (List<@Nullable Object> column : columns.values()) {
            if (column.size() <= rows) {
                column.add(null);
            }
        }
    }

    /** So many empty cells. */
    static List<@Nullable Object> empty(int rows) {
        List<@Nullable Object> cells = new ArrayList<>(rows);
        for (int i = 0; i < rows; i++) {
            cells.add(null);
        }
        return cells;
    }

    Map<String, @Nullable Object> row(int index) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        names().forEach(name -> row.put(name, cell(name, index)));
        return row;
    }

    /** All rows, each by the names of columns. */
    List<Map<String, @Nullable Object>> allRows() {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < rows(); i++) {
            rows.add(row(i));
        }
        return rows;
    }

    /** The same columns with some of the rows, or with all in another order. */
    Frame withRows(List<Map<String, @Nullable Object>> rows) {
        Map<String, List<@Nullable Object>> other = new LinkedHashMap<>();
        for (String name : names()) {
            List<@Nullable Object> column = new ArrayList<>(rows.size());
            rows.forEach(row -> column.add(row.get(name)));
            other.put(name, column);
        }
        return with(other);
    }
}
