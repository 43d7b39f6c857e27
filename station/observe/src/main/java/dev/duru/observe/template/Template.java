package dev.duru.observe.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A template, parsed. Immutable. */
public final class Template {
    private final List<Node> nodes;
    private final Map<String, List<Node>> defined;

    private Template(List<Node> nodes, Map<String, List<Node>> defined) {
        this.nodes = nodes;
        this.defined = defined;
    }

    /**
     * Parses a text.
     *
     * @throws TemplateException with the place of what is wrong
     */
    public static Template parse(String text) {
        Parser parser = new Parser(text);
        return new Template(parser.all(), parser.defined);
    }

    /** The same, which may call what another defines. */
    public Template with(Template library) {
        Map<String, List<Node>> both = new HashMap<>(library.defined);
        both.putAll(defined);
        return new Template(nodes, both);
    }

    /**
     * Renders the template.
     *
     * @param dot the value of {@code .}
     * @param variables by name with the dollar sign
     * @throws TemplateException when a function does not exist or refuses its arguments
     */
    public String render(
            @Nullable Object dot,
            Map<String, ? extends @Nullable Object> variables,
            Functions functions) {
        Renderer renderer = new Renderer(defined, functions);
        return renderer.render(nodes, dot, variables);
    }

    /** One level of blocks. */
    private static final class Parser {
        private final String text;
        private final Map<String, List<Node>> defined = new HashMap<>();
        private int at;
        private boolean trim;

        /** The keyword that ended the block before, and what follows it. */
        private String closing = "";

        private Words rest;

        Parser(String text) {
            this.text = text;
            this.rest = new Words(text, 0, 0);
        }

        List<Node> all() {
            List<Node> nodes = block();
            if (!closing.isEmpty()) {
                throw rest.wrong("unexpected {{" + closing + "}}");
            }
            return nodes;
        }

        private List<Node> block() {
            List<Node> nodes = new ArrayList<>();
            closing = "";
            while (at < text.length()) {
                int open = text.indexOf("{{", at);
                plain(nodes, open < 0 ? text.length() : open);
                if (open < 0) {
                    break;
                }
                Words words = action();
                String keyword = words.keyword();
                switch (keyword) {
                    case "end", "else" -> {
                        words.skip(keyword);
                        closing = keyword;
                        rest = words;
                        return nodes;
                    }
                    case "if", "with", "range", "define", "template" -> {
                        words.skip(keyword);
                        nodes.addAll(structure(keyword, words));
                    }
                    default -> {
                        if (!words.isDone()) {
                            nodes.add(new Node.Action(words.pipe()));
                            words.done();
                        }
                    }
                }
                closing = "";
            }
            return nodes;
        }

        private void plain(List<Node> nodes, int end) {
            String piece = text.substring(at, end);
            if (trim) {
                piece = piece.stripLeading();
            }
            boolean trimsEnd =
                    end + 3 < text.length()
                            && text.charAt(end + 2) == '-'
                            && Character.isWhitespace(text.charAt(end + 3));
            if (trimsEnd) {
                piece = piece.stripTrailing();
            }
            if (!piece.isEmpty()) {
                nodes.add(new Node.Plain(piece));
            }
            at = end + (trimsEnd ? 3 : 2);
            trim = false;
        }

        /** What stands up to the closing braces, which may stand in strings too. */
        private Words action() {
            int start = at;
            char quote = '\0';
            int i = at;
            if (text.startsWith("/*", skipBlanks(i))) {
                int close = text.indexOf("*/", i);
                if (close < 0) {
                    throw new Words(text, start, text.length()).wrong("unclosed comment");
                }
                i = close + 2;
                start = i;
            }
            while (i < text.length()) {
                char c = text.charAt(i);
                if (quote == '\0' && text.startsWith("}}", i)) {
                    boolean trims = i > start && text.charAt(i - 1) == '-';
                    trim = trims;
                    at = i + 2;
                    return new Words(text, start, trims ? i - 1 : i);
                }
                if (quote == '"' && c == '\\') {
                    i++;
                } else if (quote == '\0' && (c == '"' || c == '`')) {
                    quote = c;
                } else if (c == quote) {
                    quote = '\0';
                }
                i++;
            }
            throw new Words(text, start, text.length()).wrong("unclosed action");
        }

        private int skipBlanks(int from) {
            int i = from;
            while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
                i++;
            }
            return i;
        }

        private List<Node> structure(String keyword, Words words) {
            switch (keyword) {
                case "define" -> {
                    String name = words.string();
                    words.done();
                    defined.put(name, body());
                    requireEnd();
                    return List.of();
                }
                case "template" -> {
                    String name = words.string();
                    Node.Pipe pipe = words.isDone() ? null : words.pipe();
                    words.done();
                    return List.of(new Node.Call(name, pipe));
                }
                default -> {
                    return List.of(branches(keyword, words));
                }
            }
        }

        private Node branches(String keyword, Words words) {
            Node.Pipe pipe = words.pipe();
            words.done();
            List<Node> then = body();
            List<Node> otherwise = List.of();
            if (closing.equals("else")) {
                Words after = rest;
                String next = after.keyword();
                if (next.isEmpty()) {
                    after.done();
                    otherwise = body();
                    requireEnd();
                } else {
                    after.skip(next);
                    otherwise = List.of(branches(next, after));
                }
            } else {
                requireEnd();
            }
            return keyword.equals("range")
                    ? new Node.Loop(pipe, then, otherwise)
                    : new Node.Choice(pipe, keyword.equals("with"), then, otherwise);
        }

        private List<Node> body() {
            return block();
        }

        private void requireEnd() {
            if (!closing.equals("end")) {
                throw new Words(text, text.length(), text.length()).wrong("{{end}} is missing");
            }
        }
    }
}
