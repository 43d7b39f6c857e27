package dev.duru.observe.dashboard;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Several answers as one. */
final class Joining {
    private Joining() {}

    /** Rows that agree in all columns that every answer has become one. */
    static Frame merged(List<Frame> frames) {
        if (frames.size() == 1) {
            return frames.getFirst().asTable();
        }
        Set<String> shared = new LinkedHashSet<>();
        frames.stream().map(Frame::names).forEach(shared::addAll);
        shared.removeIf(name ->
                name.startsWith(Frame.VALUE)
                        || !frames.stream().allMatch(f -> f.names().contains(name)));
        Map<Object, List<Map<String, @Nullable Object>>> byKey = new LinkedHashMap<>();
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (Frame frame : frames) {
            for (Map<String, @Nullable Object> row : frame.allRows()) {
                Map<String, @Nullable Object> key = new LinkedHashMap<>(row);
                key.keySet().retainAll(shared);
                List<Map<String, @Nullable Object>> known =
                        byKey.computeIfAbsent(key, k -> new ArrayList<>());
                Map<String, @Nullable Object> into = agreeing(known, row);
                if (into == null || shared.isEmpty()) {
                    known.add(row);
                    rows.add(row);
                } else {
                    into.putAll(row);
                }
            }
        }
        Frame all = Frame.empty();
        rows.forEach(all::add);
        return all;
    }

    private static @Nullable Map<String, @Nullable Object> agreeing(
            List<Map<String, @Nullable Object>> known, Map<String, @Nullable Object> row) {
        for (Map<String, @Nullable Object> one : known) {
            if (agree(one, row)) {
                return one;
            }
        }
        return null;
    }

    /** Whether neither says otherwise than the other, and the other says more. */
    private static boolean agree(
            Map<String, @Nullable Object> one, Map<String, @Nullable Object> other) {
        boolean more = false;
        for (Map.Entry<String, @Nullable Object> cell : other.entrySet()) {
            if (!one.containsKey(cell.getKey())) {
                more = true;
            } else if (!Objects.equals(one.get(cell.getKey()), cell.getValue())) {
                return false;
            }
        }
        return more;
    }

    /** One row for each value of a column; other columns stand beside each other. */
    static Frame joined(List<Frame> frames, Json options) {
        String field = options.text("byField");
        String by = field.isEmpty() ? Frame.TIME : field;
        boolean inner = options.text("mode").equals("inner");
        List<Frame> having = frames.stream().filter(f -> f.names().contains(by)).toList();
        Map<@Nullable Object, Map<String, @Nullable Object>> rows = new LinkedHashMap<>();
        Map<@Nullable Object, Integer> found = new HashMap<>();
        List<Map<String, String>> names = beside(having, by);
        for (int f = 0; f < having.size(); f++) {
            for (Map<String, @Nullable Object> row : having.get(f).allRows()) {
                Object key = row.get(by);
                Map<String, @Nullable Object> into = rows.get(key);
                if (into == null) {
                    into = new LinkedHashMap<>();
                    rows.put(key, into);
                }
                for (Map.Entry<String, @Nullable Object> cell : row.entrySet()) {
                    into.put(
                            names.get(f).getOrDefault(cell.getKey(), cell.getKey()),
                            cell.getValue());
                }
                found.merge(key, 1, Integer::sum);
            }
        }
        List<Map.Entry<@Nullable Object, Map<String, @Nullable Object>>> order =
                new ArrayList<>(rows.entrySet());
        if (by.equals(Frame.TIME)) {
            order.sort(
                    Comparator.comparingLong(
                            e -> e.getKey() instanceof Number time ? time.longValue() : 0));
        }
        boolean overTime =
                by.equals(Frame.TIME)
                        && !having.isEmpty()
                        && having.stream().allMatch(Frame::overTime);
        Frame all = Frame.empty(overTime);
        for (Map.Entry<@Nullable Object, Map<String, @Nullable Object>> each : order) {
            if (!inner || found.getOrDefault(each.getKey(), 0) >= having.size()) {
                all.add(each.getValue());
            }
        }
        return all;
    }

    /** New names where several answers have a column of one name: numbered from 1. */
    private static List<Map<String, String>> beside(List<Frame> frames, String by) {
        Map<String, Integer> count = new HashMap<>();
        frames.forEach(f -> f.names().forEach(name -> count.merge(name, 1, Integer::sum)));
        Map<String, Integer> next = new HashMap<>();
        List<Map<String, String>> all = new ArrayList<>();
        for (Frame frame : frames) {
            Map<String, String> names = new HashMap<>();
            for (String name : frame.names()) {
                if (count.getOrDefault(name, 0) > 1 && !name.equals(by)) {
                    names.put(name, name + " " + next.merge(name, 1, Integer::sum));
                }
            }
            all.add(names);
        }
        return all;
    }

    /** The columns of all answers beside each other, row by row. */
    static Frame beside(List<Frame> frames) {
        List<Map<String, String>> names = beside(frames, "");
        int rows = frames.stream().mapToInt(Frame::rows).max().orElse(0);
        Frame all = Frame.empty();
        for (int f = 0; f < frames.size(); f++) {
            for (String name : frames.get(f).names()) {
                List<@Nullable Object> column = new ArrayList<>(frames.get(f).column(name));
                column.addAll(Frame.empty(rows - column.size()));
                all.columns().put(names.get(f).getOrDefault(name, name), column);
            }
        }
        return all;
    }

    /** The points of all series below each other, the newest first. */
    static Frame rows(List<Frame> frames) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (Frame frame : frames) {
            for (String name : frame.numbers()) {
                for (int i = 0; i < frame.rows(); i++) {
                    Map<String, @Nullable Object> row = new LinkedHashMap<>();
                    row.put(Frame.TIME, frame.cell(Frame.TIME, i));
                    row.put("Metric", name);
                    row.put(Frame.VALUE, frame.cell(name, i));
                    rows.add(row);
                }
            }
        }
        Comparator<Map<String, @Nullable Object>> byTime =
                Comparator.comparingLong(
                        row -> row.get(Frame.TIME) instanceof Long time ? time : 0L);
        rows.sort(byTime.reversed());
        Frame all = Frame.empty();
        rows.forEach(all::add);
        return all;
    }

    /** Labels of series as columns. */
    static List<Frame> withLabels(List<Frame> frames, Json options) {
        List<String> keep = options.list("keepLabels").stream().map(Json::text).toList();
        String valueLabel = options.text("valueLabel");
        boolean several = frames.stream().map(Frame::refId).distinct().count() > 1;
        List<Frame> all = new ArrayList<>();
        for (Frame frame : frames) {
            if (!frame.overTime()) {
                all.add(frame);
                continue;
            }
            Map<String, List<@Nullable Object>> columns = new LinkedHashMap<>();
            columns.put(Frame.TIME, frame.column(Frame.TIME));
            frame.labels()
                    .forEach((label, value) -> {
                        boolean kept = keep.isEmpty() || keep.contains(label);
                        if (kept && !label.equals(valueLabel)) {
                            columns.put(label, Collections.nCopies(frame.rows(), value));
                        }
                    });
            String name = several ? Frame.VALUE + " #" + frame.refId() : Frame.VALUE;
            for (String number : frame.numbers()) {
                columns.put(frame.labels().getOrDefault(valueLabel, name), frame.column(number));
            }
            all.add(frame.with(columns).asTable());
        }
        return all;
    }

    /** A row for each value of one column, a column for each of another. */
    static Frame matrix(Frame frame, Json options) {
        String rowField = or(options.text("rowField"), Frame.TIME);
        String columnField = or(options.text("columnField"), Frame.TIME);
        String valueField = or(options.text("valueField"), Frame.VALUE);
        String corner = rowField + "\\" + columnField;
        Map<@Nullable Object, Map<String, @Nullable Object>> rows = new LinkedHashMap<>();
        for (Map<String, @Nullable Object> row : frame.allRows()) {
            Object key = row.get(rowField);
            Map<String, @Nullable Object> into = rows.get(key);
            if (into == null) {
                into = new LinkedHashMap<>();
                into.put(corner, key);
                rows.put(key, into);
            }
            into.put(Objects.toString(row.get(columnField), ""), row.get(valueField));
        }
        Frame all = Frame.empty();
        rows.values().forEach(all::add);
        return all;
    }

    private static String or(String text, String otherwise) {
        return text.isEmpty() ? otherwise : text;
    }
}
