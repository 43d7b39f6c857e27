package dev.duru.yaml;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Reads YAML texts. Bad input gives problems, never an exception. */
public final class Yaml {
    private Yaml() {}

    /** Reads the only document of {@code text}; a second one is an error. */
    public static YamlDocument read(String file, String text) {
        return read(file, text, YamlOptions.defaults());
    }

    /**
     * Reads the only document of {@code text}; a second one is an error.
     *
     * @param file the name to show in positions
     */
    public static YamlDocument read(String file, String text, YamlOptions options) {
        List<YamlDocument> all = readAll(file, text, options);
        YamlDocument first = all.getFirst();
        if (all.size() == 1) {
            return first;
        }
        List<YamlProblem> problems = new ArrayList<>(first.problems());
        problems.add(
                YamlProblem.error(
                        all.get(1).start(),
                        "a second document begins here, but the file may hold only one",
                        "remove the line `---` or move the rest to a file of its own"));
        return new YamlDocument(
                first.root().orElse(null), first.start(), first.anchors(), problems);
    }

    /** Reads every document of {@code text}; at least one is returned, which may be empty. */
    public static List<YamlDocument> readAll(String file, String text, YamlOptions options) {
        Position start = Position.startOf(file);
        if (text.length() > options.maxCharacters()) {
            YamlProblem problem =
                    YamlProblem.error(
                            start,
                            "the file has %,d characters, more than the limit of %,d"
                                    .formatted(text.length(), options.maxCharacters()),
                            "split it");
            return List.of(new YamlDocument(null, start, List.of(), List.of(problem)));
        }
        return new Documents(file, text, options).read();
    }

    /** The walk over the events of one text. */
    private static final class Documents {
        private final String file;
        private final String text;
        private final YamlOptions options;
        private final List<YamlDocument> documents = new ArrayList<>();

        Documents(String file, String text, YamlOptions options) {
            this.file = file;
            this.text = text;
            this.options = options;
        }

        List<YamlDocument> read() {
            SourceLines lines = new SourceLines(text);
            LoadSettings settings =
                    LoadSettings.builder()
                            .setLabel(file)
                            .setUseMarks(true)
                            .setCodePointLimit(Integer.MAX_VALUE)
                            .build();
            NodeBuilder builder = new NodeBuilder(file, lines, options);
            String clean = text.startsWith("\uFEFF") ? text.substring(1) : text;
            StreamReader reader = new StreamReader(settings, clean);
            try {
                var parser = new ParserImpl(settings, reader);
                while (parser.hasNext()) {
                    Event event = parser.next();
                    Event.ID id = event.getEventId();
                    if (id == Event.ID.DocumentStart) {
                        builder = new NodeBuilder(file, lines, options);
                        builder.start(event);
                    } else if (id == Event.ID.DocumentEnd) {
                        documents.add(builder.finish());
                        builder = new NodeBuilder(file, lines, options);
                    } else if (!builder.accept(event)) {
                        break;
                    }
                }
            } catch (YamlEngineException syntax) {
                builder.fail(problem(syntax));
            } catch (NumberFormatException escape) {
                // The parser's own slip: it reads the digits of an escape beyond the text's end.
                builder.fail(
                        YamlProblem.error(
                                new Position(file, reader.getLine() + 1, reader.getColumn() + 1),
                                "not valid YAML: an escape in double quotes has not all its digits",
                                "write two hexadecimal digits after \\x, four after \\u, eight after \\U"));
            }
            if (documents.isEmpty() || builder.failed()) {
                documents.add(builder.finish());
            }
            return documents;
        }

        private YamlProblem problem(YamlEngineException syntax) {
            if (syntax instanceof ReaderException reader) {
                String hex = "U+%04X".formatted(reader.getCodePoint());
                return YamlProblem.error(
                        placeOf(reader.getPosition()),
                        "the character " + hex + " is not allowed in YAML",
                        "remove it, or write it as an escape in double quotes");
            }
            Position place = Position.startOf(file);
            String what = String.valueOf(syntax.getMessage());
            if (syntax instanceof MarkedYamlEngineException marked) {
                @Nullable Mark mark =
                        marked.getProblemMark().or(marked::getContextMark).orElse(null);
                if (mark != null) {
                    place = new Position(file, mark.getLine() + 1, mark.getColumn() + 1);
                }
                String problem = marked.getProblem();
                String context = marked.getContext();
                what = context == null || context.isBlank() ? problem : context + ": " + problem;
            }
            return YamlProblem.error(
                    place, "not valid YAML: " + what, "check the indentation and quotes here");
        }

        private Position placeOf(int codePoints) {
            int line = 1;
            int column = 1;
            int seen = 0;
            for (int i = 0; i < text.length() && seen < codePoints; seen++) {
                int c = text.codePointAt(i);
                i += Character.charCount(c);
                column = c == '\n' ? 1 : column + 1;
                line = c == '\n' ? line + 1 : line;
            }
            return new Position(file, line, column);
        }
    }
}
