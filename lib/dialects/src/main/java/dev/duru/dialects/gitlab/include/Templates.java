package dev.duru.dialects.gitlab.include;

import dev.duru.dialects.problem.Spelling;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What Duru gives for the templates that GitLab has: files of its own under the same names, for the
 * tools that are on the machine or in an image that the pipeline names. Several names may mean one
 * file. The list of them is the resource {@code templates/index}: a file and its names on a line.
 */
public final class Templates {
    private static final String FOLDER = "templates/";

    private Templates() {}

    /** The names that there are, and the file of each. */
    public static Map<String, String> names() {
        Map<String, String> names = new TreeMap<>();
        for (String line : resource("index").lines().toList()) {
            List<String> words = List.of(line.strip().split("\\s+"));
            words.subList(1, words.size())
                    .forEach(name -> names.put(name + ".gitlab-ci.yml", words.getFirst()));
        }
        return names;
    }

    /** The files, and the names of each. */
    public static Map<String, List<String>> files() {
        Map<String, List<String>> files = new LinkedHashMap<>();
        names().forEach((name, file) ->
                files.computeIfAbsent(file, unused -> new ArrayList<>()).add(name));
        return files;
    }

    /** What a file says of itself in its first line. */
    public static String about(String file) {
        return resource(file + ".yml").lines().findFirst().orElse("").replaceFirst("^# ", "");
    }

    static Sources.Answer read(Location.Template template) {
        Map<String, String> names = names();
        String file = names.get(template.name());
        if (file != null) {
            return new Sources.Found(resource(file + ".yml"));
        }
        return new Sources.Missing(
                "Duru has no template of this name",
                "save GitLab's file in this repository and include it with `local:`; "
                        + Spelling.among(
                                template.name(), List.copyOf(names.keySet()), "the templates are"));
    }

    private static String resource(String name) {
        try (InputStream in = Templates.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks " + FOLDER + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
