package dev.duru.pipeline.container;

import dev.duru.yaml.Position;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a text into words as a shell does, with quotes and backslashes, and nothing else of it.
 */
final class Words {
    private Words() {}

    static List<String> split(String text, Position place) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inside = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char at = text.charAt(i);
            if (quote == '\'' ? at != '\'' : at == '\\' && i + 1 < text.length()) {
                if (quote == '\'') {
                    word.append(at);
                    continue;
                }
                char next = text.charAt(++i);
                if (quote == '"' && next != '"' && next != '\\' && next != '$' && next != '`') {
                    word.append(at);
                }
                if (next != '\n') {
                    word.append(next);
                }
                inside = true;
            } else if (quote != 0) {
                if (at == quote) {
                    quote = 0;
                } else {
                    word.append(at);
                }
            } else if (at == '"' || at == '\'') {
                quote = at;
                inside = true;
            } else if (Character.isWhitespace(at)) {
                if (inside) {
                    words.add(word.toString());
                    word.setLength(0);
                    inside = false;
                }
            } else {
                word.append(at);
                inside = true;
            }
        }
        if (quote != 0) {
            throw Refusal.of(place, "the quote " + quote + " in '" + text + "' does not end");
        }
        if (inside) {
            words.add(word.toString());
        }
        return words;
    }
}
