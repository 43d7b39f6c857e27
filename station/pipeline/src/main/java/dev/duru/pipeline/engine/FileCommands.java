package dev.duru.pipeline.engine;

import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.files.OwnFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files behind {@code GITHUB_ENV}, {@code GITHUB_OUTPUT}, {@code GITHUB_PATH}, {@code
 * GITHUB_STEP_SUMMARY} and {@code GITHUB_STATE}: fresh and empty for each step.
 */
final class FileCommands {
    /** GitHub's limit for a step's summary. */
    private static final int LARGEST_SUMMARY = 1024 * 1024;

    private static final int LARGEST_FILE = 16 * 1024 * 1024;

    private final Path env;
    private final Path output;
    private final Path path;
    private final Path summary;
    private final Path state;

    /** Makes the files of a step in a folder. */
    FileCommands(Path folder, int step) {
        this.env = fresh(folder, "env_" + step);
        this.output = fresh(folder, "output_" + step);
        this.path = fresh(folder, "path_" + step);
        this.summary = fresh(folder, "summary_" + step);
        this.state = fresh(folder, "state_" + step);
    }

    private static Path fresh(Path folder, String name) {
        Path file = folder.resolve(name);
        try {
            return Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The variables that tell a step where its files are. */
    Map<String, String> variables() {
        return Map.of(
                "GITHUB_ENV", env.toString(),
                "GITHUB_OUTPUT", output.toString(),
                "GITHUB_PATH", path.toString(),
                "GITHUB_STEP_SUMMARY", summary.toString(),
                "GITHUB_STATE", state.toString());
    }

    Map<String, String> env() {
        return pairs(env, "GITHUB_ENV");
    }

    Map<String, String> output() {
        return pairs(output, "GITHUB_OUTPUT");
    }

    Map<String, String> state() {
        return pairs(state, "GITHUB_STATE");
    }

    List<String> path() {
        List<String> lines = new ArrayList<>();
        read(path).lines().filter(line -> !line.isBlank()).forEach(lines::add);
        return lines;
    }

    String summary() {
        String text = read(summary);
        if (text.length() > LARGEST_SUMMARY) {
            throw ProblemException.user(
                    "the step's summary has %d KiB; write at most 1024 KiB to GITHUB_STEP_SUMMARY"
                            .formatted(text.length() / 1024));
        }
        return text;
    }

    void delete() {
        for (Path file : List.of(env, output, path, summary, state)) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // The step made a folder of it; the job's folder is deleted as a whole later.
                return;
            }
        }
    }

    /**
     * Lines {@code name=value}, or {@code name<<MARK}, lines, {@code MARK}.
     *
     * @throws ProblemException USER for anything else
     */
    static Map<String, String> parse(String text, String variable) {
        Map<String, String> pairs = new LinkedHashMap<>();
        String[] lines = text.split("\r?\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i];
            if (line.isEmpty()) {
                continue;
            }
            int equals = line.indexOf('=');
            int heredoc = line.indexOf("<<");
            if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
                pairs.put(
                        name(line.substring(0, equals), line, variable),
                        line.substring(equals + 1));
            } else if (heredoc >= 0) {
                String name = name(line.substring(0, heredoc), line, variable);
                String mark = line.substring(heredoc + 2);
                int end = end(lines, i + 1, mark, variable, name);
                pairs.put(name, String.join("\n", List.of(lines).subList(i + 1, end)));
                i = end;
            } else {
                throw ProblemException.user(
                        "the step wrote '"
                                + line
                                + "' to "
                                + variable
                                + "; write name=value, or name<<MARK, the lines and MARK");
            }
        }
        return pairs;
    }

    private static String name(String name, String line, String variable) {
        if (name.isEmpty()) {
            throw ProblemException.user(
                    "the step wrote '" + line + "' to " + variable + ", which lacks a name");
        }
        return name;
    }

    private static int end(String[] lines, int from, String mark, String variable, String name) {
        if (mark.isEmpty()) {
            throw ProblemException.user(
                    "the step wrote '" + name + "<<' to " + variable + " without a mark after <<");
        }
        for (int i = from; i < lines.length; i++) {
            if (lines[i].equals(mark)) {
                return i;
            }
        }
        throw ProblemException.user(
                "the value of '"
                        + name
                        + "' in "
                        + variable
                        + " does not end: no line is just '"
                        + mark
                        + "'");
    }

    private static Map<String, String> pairs(Path file, String variable) {
        String text = read(file);
        return text.isEmpty() ? Map.of() : parse(text, variable);
    }

    private static String read(Path file) {
        try {
            byte[] bytes = OwnFiles.read(file, LARGEST_FILE + 1);
            if (bytes.length > LARGEST_FILE) {
                throw ProblemException.user(
                        "a step wrote more than 16 MiB to " + file.getFileName());
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
