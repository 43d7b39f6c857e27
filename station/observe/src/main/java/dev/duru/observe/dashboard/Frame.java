package dev.duru.observe.dashboard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer as a table: columns of texts and numbers, each as long as the others.
 *
 * @param columns by name, in order
 */
record Frame(Map<String, List<@Nullable Object>> columns) {
    static final String TIME = "Time";
    static final String VALUE = "Value";

    static Frame empty() {
        return new Frame(new LinkedHashMap<>());
    }

    int rows() {
        return columns.values().stream().mapToInt(List::size).max().orElse(0);
    }

    @Nullable Object cell(String column, int row) {
        List<@Nullable Object> cells = columns.get(column);
        return cells == null || row >= cells.size() ? null : cells.get(row);
    }

    /** Adds a row; columns that it is the first to have are empty before. */
    void add(Map<String, @Nullable Object> row) {
        int rows = rows();
        row.forEach((name, cell) -> {
            List<@Nullable Object> column = columns.get(name);
            if (column == null) {
                column = new ArrayList<>();
                columns.put(name, column);
            }
            fill(column, rows);
            column.add(cell);
        });
        for (List<@Nullable Object> column : columns.values()) {
            fill(column, rows + 1);
        }
    }

    private static void fill(List<@Nullable Object> column, int size) {
        while (column.size() < size) {
            column.add(null);
        }
    }

    Map<String, @Nullable Object> row(int index) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        columns.keySet().forEach(name -> row.put(name, cell(name, index)));
        return row;
    }
}
