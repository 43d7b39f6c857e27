package dev.duru.observe.otlp;

import dev.duru.tsdb.number.NumberText;
import dev.duru.tsdb.wire.MessageReader;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Keys and values, as texts. */
public final class OtlpAttributes {
    private OtlpAttributes() {}

    /** Those in one field of a message that has others. */
    public static void all(MessageReader in, int wanted, Map<String, String> into) {
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == wanted) {
                one(in.message(), into);
            }
        }
    }

    /** A single pair. */
    public static void one(MessageReader in, Map<String, String> into) {
        String key = "";
        String value = "";
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> key = in.text();
                case 2 -> value = value(in.message());
                default -> {}
            }
        }
        into.put(key, value);
    }

    private static String value(MessageReader in) {
        String value = "";
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> value = in.text();
                case 2 -> value = in.whole() == 0 ? "false" : "true";
                case 3 -> value = String.valueOf(in.whole());
                case 4 -> value = NumberText.wide(in.number());
                case 5 -> value = list(in.message());
                case 6 -> {
                    Map<String, String> pairs = new TreeMap<>();
                    all(in.message(), 1, pairs);
                    value = pairs.toString();
                }
                case 7 -> value = HexFormat.of().formatHex(in.bytes());
                default -> {}
            }
        }
        return value;
    }

    private static String list(MessageReader in) {
        List<String> values = new ArrayList<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 1) {
                values.add(value(in.message()));
            }
        }
        return values.toString();
    }
}
