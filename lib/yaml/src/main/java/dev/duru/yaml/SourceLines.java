package dev.duru.yaml;

import java.util.List;

/** The text by lines, to find where the content of a block scalar begins. */
final class SourceLines {
    private final List<String> lines;

    SourceLines(String text) {
        this.lines = text.indexOf('\n') < 0 ? List.of(text) : text.lines().toList();
    }

    /** Where the first character of a scalar's text stands. */
    Position content(Position node, YamlScalar.Style style, String text) {
        return switch (style) {
            case PLAIN -> skipProperties(node, c -> c != '&' && c != '!');
            case SINGLE_QUOTED -> skipProperties(node, c -> c == '\'').right(1);
            case DOUBLE_QUOTED -> skipProperties(node, c -> c == '"').right(1);
            case LITERAL, FOLDED -> block(node, text);
        };
    }

    private interface Stop {
        boolean at(char c);
    }

    /** Past an anchor and a tag before the scalar, as long as they stand in its line. */
    private Position skipProperties(Position node, Stop stop) {
        if (node.line() > lines.size()) {
            return node;
        }
        String line = lines.get(node.line() - 1);
        int i =
                line.offsetByCodePoints(
                        0, Math.min(node.column() - 1, line.codePointCount(0, line.length())));
        int from = i;
        while (i < line.length() && (line.charAt(i) == '&' || line.charAt(i) == '!')) {
            while (i < line.length() && line.charAt(i) != ' ') {
                i++;
            }
            while (i < line.length() && line.charAt(i) == ' ') {
                i++;
            }
        }
        boolean found = i < line.length() && stop.at(line.charAt(i));
        return found ? node.right(line.codePointCount(from, i)) : node;
    }

    private Position block(Position node, String text) {
        int textIndent = 0;
        for (String textLine : (Iterable<String>) text.lines()::iterator) {
            if (!textLine.isBlank()) {
                textIndent = indent(textLine);
                break;
            }
        }
        for (int i = node.line(); i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                int column = Math.max(0, indent(lines.get(i)) - textIndent) + 1;
                return new Position(node.file(), node.line() + 1, column);
            }
        }
        return new Position(node.file(), node.line() + 1, 1);
    }

    private static int indent(String line) {
        int i = 0;
        while (i < line.length() && line.charAt(i) == ' ') {
            i++;
        }
        return i;
    }
}
