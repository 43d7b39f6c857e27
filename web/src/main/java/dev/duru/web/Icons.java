package dev.duru.web;

import java.util.Map;

/** Line icons on a grid of 16, drawn for Duru; the colour is that of the text. */
final class Icons {
    private static final Map<String, String> SHAPES =
            Map.ofEntries(
                    Map.entry("check", "<path d=\"M3.5 8.5l3 3 6-7\"/>"),
                    Map.entry("cross", "<path d=\"M4.5 4.5l7 7m0-7l-7 7\"/>"),
                    Map.entry("alert", "<path d=\"M8 2.5L14.2 13.5H1.8zM8 6.6v3.1m0 1.8v.1\"/>"),
                    Map.entry(
                            "spinner", "<path d=\"M8 2.2a5.8 5.8 0 1 1-5.8 5.8\" class=\"spin\"/>"),
                    Map.entry(
                            "clock",
                            "<circle cx=\"8\" cy=\"8\" r=\"5.8\"/><path d=\"M8 4.8V8l2.2 1.6\"/>"),
                    Map.entry("minus", "<path d=\"M4 8h8\"/>"),
                    Map.entry("dot", "<circle cx=\"8\" cy=\"8\" r=\"2.4\" fill=\"currentColor\"/>"),
                    Map.entry("code", "<path d=\"M5.5 4.5L2 8l3.5 3.5m5-7L14 8l-3.5 3.5\"/>"),
                    Map.entry(
                            "build",
                            "<path d=\"M8 1.8l5.5 3v6.4L8 14.2l-5.5-3V4.8zM2.6 5L8 8l5.4-3M8 8v6\"/>"),
                    Map.entry("test", "<path d=\"M6 2h4M7 2v4.2L3 13.2h10L9 6.2V2M5 10h6\"/>"),
                    Map.entry(
                            "package",
                            "<path d=\"M2.5 5.5h11v8h-11zM2.5 5.5L4.5 2.5h7l2 3M6.5 8.5h3\"/>"),
                    Map.entry("deploy", "<path d=\"M8 13.5V4.5M4.5 7.5L8 4l3.5 3.5M3 2h10\"/>"),
                    Map.entry("observe", "<path d=\"M1.8 8.5h3l2-5 2.6 9 2-6 1 2h1.8\"/>"),
                    Map.entry(
                            "feedback",
                            "<path d=\"M2.2 3h11.6v8H8l-3.4 3v-3H2.2zM5 7h.1M8 7h.1M11 7h.1\"/>"),
                    Map.entry(
                            "commit",
                            "<circle cx=\"8\" cy=\"8\" r=\"2.6\"/><path d=\"M1 8h4.4m5.2 0H15\"/>"),
                    Map.entry(
                            "rollback",
                            "<path d=\"M5.5 3L2.5 6l3 3M2.5 6H10a3.5 3.5 0 0 1 0 7H6\"/>"),
                    Map.entry(
                            "shield",
                            "<path d=\"M8 1.8l5 2v4c0 3.2-2.2 5.2-5 6.4-2.8-1.2-5-3.2-5-6.4v-4z\"/>"),
                    Map.entry(
                            "user",
                            "<circle cx=\"8\" cy=\"5.2\" r=\"2.7\"/><path d=\"M2.8 14c.5-3 2.6-4.4 5.2-4.4s4.7 1.4 5.2 4.4\"/>"),
                    Map.entry(
                            "sun",
                            "<circle cx=\"8\" cy=\"8\" r=\"2.8\"/><path d=\"M8 1.2v1.6m0 10.4v1.6M1.2 8h1.6m10.4 0h1.6M3.2 3.2l1.1 1.1m7.4 7.4l1.1 1.1m0-9.6l-1.1 1.1m-7.4 7.4l-1.1 1.1\"/>"),
                    Map.entry(
                            "moon",
                            "<path d=\"M13.4 9.6A5.8 5.8 0 0 1 6.4 2.6a5.8 5.8 0 1 0 7 7z\"/>"),
                    Map.entry(
                            "search",
                            "<circle cx=\"7\" cy=\"7\" r=\"4.2\"/><path d=\"M10.2 10.2L14 14\"/>"),
                    Map.entry("copy", "<path d=\"M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3\"/>"),
                    Map.entry(
                            "branch",
                            "<circle cx=\"4.5\" cy=\"3.5\" r=\"1.7\"/><circle cx=\"4.5\" cy=\"12.5\" r=\"1.7\"/><circle cx=\"11.5\" cy=\"5\" r=\"1.7\"/><path d=\"M4.5 5.2v5.6M11.5 6.7c0 2.6-4 2.2-6.4 4.4\"/>"),
                    Map.entry("folder", "<path d=\"M1.8 12.8V3.4h4.4l1.6 1.8h6.4v7.6z\"/>"),
                    Map.entry("file", "<path d=\"M3.5 1.8h6l3 3v9.4h-9zM9.2 2v3h3\"/>"),
                    Map.entry("gate", "<path d=\"M2 13.5V4.5m12 9v-9M2 6h12M2 10.5h12\"/>"),
                    Map.entry(
                            "issue",
                            "<circle cx=\"8\" cy=\"8\" r=\"5.8\"/><path d=\"M8 4.8v3.8m0 2.4v.1\"/>"),
                    Map.entry("chart", "<path d=\"M2 2v12h12M5 11V8m3 3V5m3 6V7\"/>"),
                    Map.entry(
                            "gear",
                            "<circle cx=\"8\" cy=\"8\" r=\"2.2\"/><path d=\"M8 1.8v2m0 8.4v2M1.8 8h2m8.4 0h2M3.6 3.6l1.4 1.4m6 6l1.4 1.4m0-8.8L11 5m-6 6l-1.4 1.4\"/>"),
                    Map.entry(
                            "external",
                            "<path d=\"M6.5 3.5h-4v10h10v-4M9 2.5h4.5V7M13.2 2.8L7.5 8.5\"/>"),
                    Map.entry("plus", "<path d=\"M8 3v10M3 8h10\"/>"),
                    Map.entry("down", "<path d=\"M4 6l4 4 4-4\"/>"));

    private Icons() {}

    static String svg(String name) {
        String shape = SHAPES.get(name);
        if (shape == null) {
            throw new IllegalArgumentException("there is no icon " + name);
        }
        return "<svg class=\"icon icon-"
                + name
                + "\" viewBox=\"0 0 16 16\" width=\"16\" height=\"16\" aria-hidden=\"true\">"
                + shape
                + "</svg>";
    }
}
