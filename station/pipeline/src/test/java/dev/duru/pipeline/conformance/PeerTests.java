package dev.duru.pipeline.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the integration tests of a checkout of gitlab-ci-local, which are TypeScript, as far as
 * they say in a plain way what is run and what jobs print: {@code handler({...})} and {@code
 * expect(...)} of the lines. What they say in another way is left out, with the reason.
 */
final class PeerTests {
    private static final Pattern START =
            Pattern.compile(
                    "(?m)^ *(?:test|it)(?:\\.concurrent|\\.skip)?\\(\\s*([\"'`])(.*?)\\1\\s*,");
    private static final Pattern CONSTANT =
            Pattern.compile("(?m)^ *const (\\w+) = ([\"'`])(.*?)\\2;$");
    private static final Pattern EXPECT = Pattern.compile("\\bexpect\\(");
    private static final Pattern SEARCH = Pattern.compile("\\.match\\(/((?:[^/\\\\]|\\\\.)+)/\\)");
    private static final Pattern NAMED = Pattern.compile("\\b([A-Za-z]\\w*)\\b");

    /** Options that say what is run, or nothing that matters here. */
    private static final List<String> PLAIN =
            List.of(
                    "cwd",
                    "file",
                    "job",
                    "needs",
                    "noColor",
                    "stateDir",
                    "shellIsolation",
                    "variable",
                    "manual",
                    "caFile",
                    "concurrency",
                    "maxJobNamePadding");

    private final String text;
    private final Map<String, String> constants = new LinkedHashMap<>();

    private PeerTests(String text) {
        this.text = text;
        Matcher constant = CONSTANT.matcher(text);
        while (constant.find()) {
            constants.putIfAbsent(constant.group(1), constant.group(3));
        }
    }

    /**
     * A test.
     *
     * @param folder below the checkout, where the pipeline is
     * @param authorities a file of certificates in the folder, or {@code ""}
     * @param why it is not compared; {@code ""} when it is
     */
    record Case(
            String folder,
            String name,
            String file,
            List<String> jobs,
            boolean needs,
            List<String> manual,
            List<String> variables,
            String authorities,
            List<PeerLine> expected,
            String why) {}

    /** All tests of a checkout, by folder. */
    static List<Case> of(Path checkout) throws IOException {
        List<Case> cases = new ArrayList<>();
        List<Path> files;
        try (Stream<Path> all = Files.walk(checkout.resolve("tests/test-cases"))) {
            files =
                    all.filter(file -> file.getFileName().toString().startsWith("integration"))
                            .filter(file -> file.toString().endsWith(".ts"))
                            .sorted()
                            .toList();
        }
        for (Path file : files) {
            String folder = checkout.relativize(file.getParent()).toString();
            cases.addAll(new PeerTests(Files.readString(file)).cases(folder));
        }
        return cases;
    }

    private List<Case> cases(String folder) {
        List<Case> cases = new ArrayList<>();
        Matcher start = START.matcher(text);
        int from = start.find() ? start.start() : text.length();
        String before = text.substring(0, from);
        while (from < text.length()) {
            String name = filled(start.group(2));
            int begin = start.end();
            int end = start.find() ? start.start() : text.length();
            cases.add(one(folder, name, before, text.substring(begin, end)));
            from = end;
        }
        return cases;
    }

    private Case one(String folder, String name, String before, String body) {
        int call = body.indexOf("handler({");
        Map<String, String> options =
                call < 0 ? Map.of() : options(body.substring(call + "handler(".length()));
        List<PeerLine> expected = expected(body, options.containsKey("noColor"));
        String where = filled(unquoted(options.getOrDefault("cwd", "")));
        return new Case(
                where.isEmpty() || where.equals(".") ? folder : where,
                name,
                filled(unquoted(options.getOrDefault("file", "'.gitlab-ci.yml'"))),
                list(options.getOrDefault("job", "")),
                options.getOrDefault("needs", "").equals("true"),
                manual(options.getOrDefault("manual", "")),
                list(options.getOrDefault("variable", "")),
                filled(unquoted(options.getOrDefault("caFile", "''"))),
                expected,
                why(before, body, options, expected));
    }

    private String why(
            String before, String body, Map<String, String> options, List<PeerLine> expected) {
        if (options.isEmpty()) {
            return "tests a function of that program, and runs no pipeline";
        }
        TreeSet<String> own = new TreeSet<>(options.keySet());
        own.removeAll(PLAIN);
        if (!own.isEmpty()) {
            boolean prints = own.stream().anyMatch(List.of("preview", "list", "listCsv")::contains);
            return prints
                    ? "prints that program's view of the file (`--preview`, `--list`)"
                    : "options of that program: `" + String.join("`, `", own) + "`";
        }
        boolean fakes =
                body.contains("cmdArgs")
                        || before.contains("cmdArgs")
                        || body.contains("Spy(")
                        || body.contains("MockAdapter");
        if (fakes) {
            return "puts fakes in the place of git, docker or a server";
        }
        if (options.getOrDefault("cwd", "").contains("process.")) {
            return "runs in a folder that the test makes or chooses";
        }
        if (body.split("handler\\(\\{", -1).length > 2) {
            return "runs that program more than once";
        }
        return expected.isEmpty() ? "compares only that program's own messages or files" : "";
    }

    /** The keys of an object and what is behind each, as it is written. */
    private static Map<String, String> options(String object) {
        Map<String, String> options = new LinkedHashMap<>();
        int end = closing(object, 0);
        int at = 1;
        while (at < end) {
            int comma = at;
            while (comma < end && object.charAt(comma) != ',') {
                comma = past(object, comma);
            }
            String entry = object.substring(at, Math.min(comma, end)).strip();
            int colon = entry.indexOf(':');
            if (colon > 0) {
                options.put(entry.substring(0, colon).strip(), entry.substring(colon + 1).strip());
            } else if (!entry.isEmpty()) {
                options.put(entry, entry);
            }
            at = comma + 1;
        }
        return options;
    }

    /** Where the bracket that opens at a place closes. */
    private static int closing(String text, int open) {
        int at = open + 1;
        while (at < text.length() && "}])".indexOf(text.charAt(at)) < 0) {
            at = past(text, at);
        }
        return at;
    }

    /** Behind one thing: a text, what is in brackets, a character. */
    private static int past(String text, int at) {
        return switch (text.charAt(at)) {
            case '"', '\'', '`' -> literalEnd(text, at) + 1;
            case '{', '[', '(' -> closing(text, at) + 1;
            default -> at + 1;
        };
    }

    private static int literalEnd(String text, int at) {
        char quote = text.charAt(at);
        int end = at + 1;
        while (end < text.length() && text.charAt(end) != quote) {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        return Math.min(end, text.length());
    }

    private static String unquoted(String code) {
        boolean quoted = code.length() > 1 && "\"'`".indexOf(code.charAt(0)) >= 0;
        return quoted ? code.substring(1, code.length() - 1) : "${" + code + "}";
    }

    /** A text with the constants that it names. */
    private String filled(String raw) {
        String result = raw;
        for (Map.Entry<String, String> constant : constants.entrySet()) {
            result = result.replace("${" + constant.getKey() + "}", constant.getValue());
        }
        return result.startsWith("${") ? "" : result;
    }

    private List<String> manual(String code) {
        return code.startsWith("[") || code.isEmpty() ? list(code) : list("[" + code + "]");
    }

    private List<String> list(String code) {
        List<String> all = new ArrayList<>();
        int at = 0;
        while (code.startsWith("[") && at < code.length()) {
            char c = code.charAt(at);
            if ("\"'`".indexOf(c) >= 0) {
                int end = literalEnd(code, at);
                all.add(filled(plain(c, code.substring(at + 1, end))));
                at = end;
            }
            at++;
        }
        if (all.isEmpty()) {
            for (String name : code.replaceAll("[\\[\\]]", "").split(",")) {
                if (constants.containsKey(name.strip())) {
                    all.add(constants.getOrDefault(name.strip(), ""));
                }
            }
        }
        return all;
    }

    /** What the escapes of a text mean. */
    private static String plain(char quote, String raw) {
        return quote == '`' ? raw : raw.replace("\\n", "\n").replace("\\\"", "\"");
    }

    private List<PeerLine> expected(String body, boolean plain) {
        List<PeerLine> all = new ArrayList<>();
        Matcher expect = EXPECT.matcher(body);
        while (expect.find()) {
            int close = closing(body, expect.end() - 1);
            int end = Math.max(close, body.indexOf(";", close));
            String actual = body.substring(expect.end(), close);
            // A text in the arguments may itself have a semicolon.
            int open = body.indexOf('(', close);
            if (open > 0) {
                end = Math.max(end, closing(body, open));
            }
            String matcher = body.substring(close + 1, Math.min(end, body.length()));
            all.addAll(statement(body, actual, matcher, plain));
        }
        return all;
    }

    private List<PeerLine> statement(String body, String actual, String matcher, boolean plain) {
        boolean not = matcher.startsWith(".not");
        if (actual.startsWith("e.message") || matcher.contains("rejects")) {
            return List.of(new PeerLine.Refused());
        }
        if (matcher.matches("(?s)\\.to(Equal|Be)\\((undefined|0)\\).*")
                || actual.endsWith("found.length") && matcher.contains("(0)")) {
            Matcher search = SEARCH.matcher(body);
            return search.find()
                    ? List.of(new PeerLine.Anywhere(Pattern.compile(search.group(1)), true))
                    : List.of();
        }
        boolean printed = actual.matches("(?s).*(stdout|Stdout|output|stderrLines).*");
        if (!printed || matcher.contains("toMatch") || matcher.contains("Times")) {
            return List.of();
        }
        boolean own = actual.contains("stderr");
        boolean parts = matcher.contains("toContain") && !own;
        List<PeerLine> all = new ArrayList<>();
        for (String literal : literals(body, matcher)) {
            all.addAll(PeerLine.of(filled(literal), plain, parts, not));
        }
        return all;
    }

    /** The texts of a statement, and of the variable that it names in their place. */
    private static List<String> literals(String body, String code) {
        List<String> own = new ArrayList<>();
        int at = code.indexOf('(');
        while (at >= 0 && at < code.length()) {
            char c = code.charAt(at);
            if (c == '"' || c == '\'' || c == '`') {
                int end = literalEnd(code, at);
                own.add(plain(c, code.substring(at + 1, end)));
                at = end;
            }
            at++;
        }
        own.removeIf(literal -> literal.equals("\\n"));
        if (!own.isEmpty()) {
            return own;
        }
        Matcher name = NAMED.matcher(code);
        while (name.find()) {
            Optional<String> definition = definition(body, name.group(1));
            if (definition.isPresent()) {
                return literals("", "(" + definition.get());
            }
        }
        return own;
    }

    private static Optional<String> definition(String body, String name) {
        int at = body.indexOf("const " + name + " = ");
        if (at < 0) {
            return Optional.empty();
        }
        int from = at + ("const " + name + " = ").length();
        int end = from;
        while (end < body.length() && body.charAt(end) != ';') {
            end = past(body, end);
        }
        return Optional.of(body.substring(from, Math.min(end, body.length())));
    }
}
